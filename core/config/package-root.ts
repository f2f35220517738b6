/** The package that a program belongs to. */
import { basename, dirname, isAbsolute, join } from 'node:path';
import { kindOf, toRealPath } from './file-kind.js';

/**
 * The folder of the nearest `package.json` around the real file of a program (`process.argv[1]`). Like Node's own search, it does
 * not leave `node_modules`. `undefined` where there is none. Never throws.
 */
export function findPackageRoot(programFile: string | undefined): string | undefined {
  // A relative path is no script that Node started, but an argument behind `node -e`.
  if (programFile === undefined || !isAbsolute(programFile)) return undefined;
  const real = toRealPath(programFile);
  if (real === undefined) return undefined;
  let folder = kindOf(real) === 'folder' ? real : dirname(real);
  while (basename(folder) !== 'node_modules') {
    if (kindOf(join(folder, 'package.json')) === 'file') return folder;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
  return undefined;
}
