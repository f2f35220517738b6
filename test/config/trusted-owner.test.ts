/** Whose file around a program is followed. */
import assert from 'node:assert/strict';
import { chownSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration } from '../../core/config/load.js';
import { isTrustedOwner } from '../../core/config/trusted-owner.js';
import { describeMistake } from '../../core/errors.js';
import { useFolders } from './folders.js';

describe('a file beside the program', () => {
  const makeFolder = useFolders();

  for (const [what, owners, isTrusted] of [
    ['of the superuser', { ofFile: 0, ofProgram: 1_000, ofProcess: 1_000 }, true],
    ['of who runs the program', { ofFile: 1_000, ofProgram: 0, ofProcess: 1_000 }, true],
    ['of the owner of the program, as in a container', { ofFile: 1_001, ofProgram: 1_001, ofProcess: 1_000 }, true],
    ['of a stranger', { ofFile: 1_002, ofProgram: 1_001, ofProcess: 1_000 }, false],
    ['of a stranger, for the superuser', { ofFile: 1_002, ofProgram: 0, ofProcess: 0 }, false],
    ['where nobody knows owners', { ofFile: undefined, ofProgram: undefined, ofProcess: undefined }, true],
  ] as const)
    it(`${what} is ${isTrusted ? '' : 'not '}followed`, () => assert.equal(isTrustedOwner(owners), isTrusted));

  it('of a stranger says nothing, which is told with the cure, but by its name it is followed', async function () {
    // Nobody else may give files away.
    if (process.geteuid?.() !== 0) this.skip();
    const folder = makeFolder({
      'package.json': '{}',
      '.codexotelrc': 'otel: { environment: planted }\n',
      'program.js': '',
    });
    const file = join(folder, '.codexotelrc');
    const programFile = join(folder, 'program.js');
    const load = async (env: Readonly<Record<string, string>> = {}) => {
      const { configuration, mistakes, notices } = await loadConfiguration({ env, programFile });
      return [configuration.otel.environment, mistakes.length, notices.map(describeMistake)];
    };
    assert.deepEqual(await load(), ['planted', 0, []]);
    chownSync(file, 12_345, 12_345);
    const told = `${file} belongs neither to the owner of the program nor to who runs it, and is not followed; change its owner, or name it by CODEXOTEL_CONFIG`;
    assert.deepEqual(await load(), ['dev', 0, [told]]);
    assert.equal((await load({ CODEXOTEL_CONFIG: file }))[0], 'planted');
    chownSync(programFile, 12_345, 12_345);
    assert.deepEqual(await load(), ['planted', 0, []]);
  });
});
