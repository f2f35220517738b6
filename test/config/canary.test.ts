import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { useFolders } from './folders.js';

const load = new URL('../../core/config/load.js', import.meta.url).href;
const cosmiconfig = pathToFileURL(createRequire(import.meta.url).resolve('cosmiconfig')).href;

/** A program that loads its configuration and says what came of it. */
const program = `
  const { loadConfiguration } = await import(${JSON.stringify(load)});
  const { configuration, mistakes } = await loadConfiguration({ env: process.env, programFile: process.argv[1] });
  const { createRequire } = await import('node:module');
  const isCosmiconfigLoaded = Object.keys(createRequire('file:///').cache).some((file) => file.includes('cosmiconfig'));
  console.log(JSON.stringify({ environment: configuration.otel.environment, source: configuration.sources[0] ?? 'defaults', unknown: mistakes.map(({ path }) => path), isCosmiconfigLoaded }));
`;

const script = (name: string): string => {
  const write = `writeFileSync(${JSON.stringify(`canary-${name.replaceAll('/', '-')}`)}, '')`;
  const isCommon = name.endsWith('.js') || name.endsWith('.cjs');
  return isCommon
    ? `require('node:fs').${write};`
    : `import { writeFileSync } from 'node:fs'; ${write}; export default {};`;
};

const scripts = ['.config/config', '.codexotelrc', '.config/codexotelrc', 'codexotel.config'].flatMap((name) =>
  ['js', 'cjs', 'mjs', 'ts'].map((ending) => `${name}.${ending}`),
);

/** What somebody may plant in a working directory: each script leaves a file behind when it is run. */
const plants: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'scripts under every name that cosmiconfig knows': Object.fromEntries(scripts.map((name) => [name, script(name)])),
  'options for cosmiconfig that name a script': {
    '.config/config.json': JSON.stringify({ cosmiconfig: { searchPlaces: ['codexotel.config.cjs'] } }),
    'codexotel.config.cjs': script('codexotel.config.cjs'),
  },
};

const canariesIn = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith('canary-'));

/** Runs the program and waits until its process has ended. */
const run = (file: string, cwd: string, flags: readonly string[] = []): unknown =>
  JSON.parse(
    execFileSync(process.execPath, [...flags, file], { cwd, encoding: 'utf8', env: { PATH: process.env.PATH } }),
  );

describe('what is planted in the working directory', () => {
  const makeFolder = useFolders();
  const rc = '$import: [./codexotel.config.cjs]\notel: { environment: planted }';

  for (const [what, plant] of Object.entries(plants)) {
    const workspaceFiles = {
      ...plant,
      'package.json': '{"codexotel":{"otel":{"environment":"planted"}}}',
      '.codexotelrc': rc,
    };

    describe(what, () => {
      it('would run by the mere use of cosmiconfig(), so that the canaries of this test are alive', () => {
        const workspace = makeFolder(plant);
        const use = `const { cosmiconfig } = await import(${JSON.stringify(cosmiconfig)}); await cosmiconfig('codexotel').search();`;
        const program = makeFolder({ 'bin.mjs': `try { ${use} } catch {}` });
        execFileSync(process.execPath, [join(program, 'bin.mjs')], { cwd: workspace });
        assert.notDeepEqual(canariesIn(workspace), []);
      });

      it('is neither run nor read when the program lives elsewhere and has a file of its own', () => {
        const workspace = makeFolder(workspaceFiles);
        const home = makeFolder({
          'package.json': '{}',
          'bin.mjs': program,
          '.codexotelrc': 'otel: { environment: own }',
        });
        const told = run(join(home, 'bin.mjs'), workspace);
        assert.deepEqual(told, {
          environment: 'own',
          source: join(home, '.codexotelrc'),
          unknown: [],
          isCosmiconfigLoaded: true,
        });
        assert.deepEqual(canariesIn(workspace), []);
      });

      it('is neither run nor read when the program has no file, and then cosmiconfig is not even loaded', () => {
        const workspace = makeFolder(workspaceFiles);
        const home = makeFolder({ 'package.json': '{"dependencies":{"codexotel":"*"}}', 'bin.mjs': program });
        const told = run(join(home, 'bin.mjs'), workspace);
        assert.deepEqual(told, { environment: 'dev', source: 'defaults', unknown: [], isCosmiconfigLoaded: false });
        assert.deepEqual(canariesIn(workspace), []);
      });

      it('is not run when the program is started in its own package root either; an import there is an unknown key', () => {
        const home = makeFolder({ ...workspaceFiles, 'bin.mjs': program });
        const told = run(join(home, 'bin.mjs'), home);
        const source = join(home, '.codexotelrc');
        assert.deepEqual(told, { environment: 'planted', source, unknown: ['$import'], isCosmiconfigLoaded: true });
        assert.deepEqual(canariesIn(home), []);
      });

      it('is neither run nor read when a file there only stands behind node -e', () => {
        const workspace = makeFolder(workspaceFiles);
        const told = run('package.json', workspace, ['--input-type=module', '-e', program]);
        assert.deepEqual(told, { environment: 'dev', source: 'defaults', unknown: [], isCosmiconfigLoaded: false });
        assert.deepEqual(canariesIn(workspace), []);
      });
    });
  }
});
