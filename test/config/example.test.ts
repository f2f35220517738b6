import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaults } from '../../core/config/defaults.js';
import { loadConfiguration } from '../../core/config/load.js';
import { describeMistake } from '../../core/errors.js';
import { useFolders } from './folders.js';

const configFile = fileURLToPath(new URL('../../../.codexotelrc.example', import.meta.url));

describe('.codexotelrc.example', () => {
  it('loads without a mistake and without a variable', async () => {
    const { mistakes } = await loadConfiguration({ configFile, env: {} });
    assert.deepEqual(mistakes, []);
  });

  it('sends logs to this machine only, and no content', async () => {
    const { configuration } = await loadConfiguration({ configFile, env: {} });
    const { exporter, traceExporter, metricsExporter, switches } = configuration.otel;
    assert.deepEqual(exporter, {
      'otlp-http': { endpoint: 'http://127.0.0.1:4318/v1/logs', headers: {}, protocol: 'binary' },
    });
    assert.deepEqual([traceExporter, metricsExporter], ['none', 'none']);
    assert.deepEqual(switches, defaults.otel.switches);
    assert.equal(configuration.isEnabled, true);
    assert.equal(configuration.isClosed, false);
  });

  it('shows the defaults in everything but the exporter and the plugins', async () => {
    const { configuration } = await loadConfiguration({ configFile, env: {} });
    const { plugins } = configuration;
    const same = {
      ...configuration,
      otel: { ...configuration.otel, exporter: 'none' },
      plugins: new Map(),
      sources: [],
      origins: new Map(),
    };
    assert.deepEqual(same, defaults);
    assert.deepEqual(
      [...plugins],
      [
        ['redaction', { patterns: ['default'] }],
        ['originator', true],
        ['auth-401', true],
      ],
    );
  });
});

describe('the configurations in the documentation', () => {
  const makeFolder = useFolders();
  const docs = new URL('../../../docs/', import.meta.url);
  const pages = readdirSync(docs).filter((name) => name.endsWith('.md'));
  const blocks = pages.flatMap((page) =>
    [...readFileSync(new URL(page, docs), 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```/gm)]
      .map(([, text = '']) => text)
      .filter((text) => !/^(?:receivers|extensions):/m.test(text))
      .map((text, at) => [`${page}, ${at + 1}`, text] as const),
  );

  it('are many', () => assert.ok(blocks.length >= 5));

  for (const [name, text] of blocks)
    it(`load without a mistake: ${name}`, async () => {
      const folder = makeFolder({ 'rc.yaml': text });
      const named = [...text.matchAll(/\$\{([A-Za-z_]\w*)\}/g)].map(([, variable = '']) => [variable, 'https://k@h/1']);
      const { mistakes } = await loadConfiguration({
        configFile: join(folder, 'rc.yaml'),
        env: Object.fromEntries(named),
      });
      assert.deepEqual(mistakes.map(describeMistake), []);
    });
});
