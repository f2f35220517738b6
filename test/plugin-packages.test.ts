/** Plugins from packages: named by a trusted configuration, allowed by the host, imported from where the program is installed. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describeMistake } from '../core/errors.js';
import { type StartOptions, startWith } from '../core/start.js';
import { useFolders } from './config/folders.js';

/** A package that says where it stands, as a fact. */
const packageIn = (root: string, name: string): Record<string, string> => ({
  [`${root}node_modules/${name}/package.json`]: JSON.stringify({
    name,
    type: 'module',
    exports: { import: './plugin.js' },
  }),
  [`${root}node_modules/${name}/plugin.js`]: `
    export default { name: ${JSON.stringify(name)}, setup: () => ({ facts: () => ({ from: ${JSON.stringify(root || 'program')} }) }) };
  `,
});

const program = { 'package.json': '{"name":"acme-cli"}', 'bin/cli.js': '' };

describe('a plugin from a package', () => {
  const makeFolder = useFolders();

  function startIn(folder: string, options: StartOptions) {
    return startWith([], { env: {}, workingDirectory: '', programFile: join(folder, 'bin/cli.js'), ...options });
  }

  it('runs when the host allows its name, from the program’s own packages', async () => {
    const folder = makeFolder({ ...program, ...packageIn('', 'codexotel-plugin-acme') });
    const bus = startIn(folder, {
      config: { plugins: { 'codexotel-plugin-acme': true } },
      allowPluginPackages: ['codexotel-plugin-*'],
    });
    await bus.ready;
    assert.deepEqual(bus.describe().plugins, ['codexotel-plugin-acme']);
    bus.session({ 'conversation.id': 'c' });
    assert.equal(bus.facts().from, 'program');
    await bus.close();
  });

  it('is no plugin where the host allows no package, or others', async () => {
    const folder = makeFolder({ ...program, ...packageIn('', 'codexotel-plugin-acme') });
    for (const allowPluginPackages of [[], ['codexotel-plugin-other'], ['codexotel-plugin-acme2*']]) {
      const bus = startIn(folder, { config: { plugins: { 'codexotel-plugin-acme': true } }, allowPluginPackages });
      const { mistakes } = await bus.ready;
      assert.match(
        mistakes.map(describeMistake).join(),
        /plugins.codexotel-plugin-acme is no plugin that this program/,
      );
      assert.deepEqual(bus.describe().plugins, []);
      await bus.close();
    }
  });

  it('is never taken from the working directory, and its absence is told with the cure', async () => {
    const folder = makeFolder(program);
    const workingDirectory = makeFolder(packageIn('', 'codexotel-plugin-acme'));
    const before = process.cwd();
    try {
      process.chdir(workingDirectory);
      const bus = startIn(folder, {
        workingDirectory,
        config: { plugins: { 'codexotel-plugin-acme': true } },
        allowPluginPackages: ['codexotel-plugin-*'],
      });
      const { mistakes } = await bus.ready;
      assert.deepEqual(mistakes.map(describeMistake), [
        'code: plugins.codexotel-plugin-acme is a package that the program cannot import; run npm i codexotel-plugin-acme there, or remove it',
      ]);
      await bus.close();
    } finally {
      process.chdir(before);
    }
  });

  it('that throws on import, exports nothing or bears another name costs only itself', async () => {
    const broken = packageIn('', 'codexotel-plugin-broken');
    broken['node_modules/codexotel-plugin-broken/plugin.js'] = 'throw new Error("x");';
    const empty = packageIn('', 'codexotel-plugin-empty');
    empty['node_modules/codexotel-plugin-empty/plugin.js'] = 'export const plugin = 1;';
    const alias = packageIn('', 'codexotel-plugin-alias');
    alias['node_modules/codexotel-plugin-alias/plugin.js'] = 'export default { name: "other", setup: () => ({}) };';
    const good = packageIn('', 'codexotel-plugin-good');
    const folder = makeFolder({ ...program, ...broken, ...empty, ...alias, ...good });
    const names = ['broken', 'empty', 'alias', 'good'].map((name) => `codexotel-plugin-${name}`);
    const bus = startIn(folder, {
      config: { plugins: Object.fromEntries(names.map((name) => [name, true])) },
      allowPluginPackages: ['codexotel-plugin-*'],
    });
    const { mistakes } = await bus.ready;
    assert.deepEqual(bus.describe().plugins, ['codexotel-plugin-good']);
    assert.deepEqual(
      mistakes.map(({ path }) => path),
      ['plugins.codexotel-plugin-broken'],
    );
    assert.deepEqual(Object.keys(bus.describe().faults).sort(), [
      'codexotel-plugin-alias',
      'codexotel-plugin-empty',
      'configuration',
    ]);
    await bus.close();
  });

  it('of every name cannot be allowed at once', () => {
    for (const pattern of ['*', '', './x', '../x*', '/x', '@acme/x', 'a*b']) {
      assert.throws(() => startIn('/nowhere', { allowPluginPackages: [pattern] }), { code: 'ERR_PLUGIN' }, pattern);
    }
  });
});
