/** One temporary folder for all that the tests write, which goes when they have ended; loaded by mocha. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const variables = ['TMPDIR', 'TMP', 'TEMP'] as const;
let folder = '';

/** Before the first test; child processes inherit it. */
export function mochaGlobalSetup(): void {
  folder = mkdtempSync(join(tmpdir(), 'codexotel-tests-'));
  for (const variable of variables) process.env[variable] = folder;
}

/** After the last one. What a child still writes is no reason to fail. */
export function mochaGlobalTeardown(): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
