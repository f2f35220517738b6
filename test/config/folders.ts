/** Temporary folders with files in them, removed after each test. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Call it inside a `describe`; the function that it returns makes a folder with these files and gives its real path. */
export function useFolders(): (files: Readonly<Record<string, string | Uint8Array>>) => string {
  const made: string[] = [];
  afterEach(() => {
    for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  return (files) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'codexotel-config-')));
    made.push(folder);
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    return folder;
  };
}
