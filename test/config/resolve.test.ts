import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { LoadedConfiguration } from '../../core/bus-parts.js';
import { loadConfiguration } from '../../core/config/load.js';
import { useFolders } from './folders.js';

const collector = (host: string) => ({
  'otlp-http': { endpoint: `http://${host}/v1/logs`, headers: { 'x-from': host }, protocol: 'json' },
});

describe('a configuration from code and a file', () => {
  const makeFolder = useFolders();
  const load = (file: unknown, config?: unknown, env: Record<string, string> = {}): Promise<LoadedConfiguration> =>
    loadConfiguration({ config, configFile: join(makeFolder({ 'rc.json': JSON.stringify(file) }), 'rc.json'), env });

  it('takes keys of otel from code one by one, and an exporter with its headers as a unit', async () => {
    const file = {
      otel: {
        environment: 'file',
        log_user_prompt: true,
        exporter: collector('file'),
        trace_exporter: collector('file'),
      },
    };
    const { configuration } = await load(file, {
      otel: { environment: 'code', exporter: { 'otlp-grpc': { endpoint: 'http://code:1' } } },
    });
    assert.equal(configuration.otel.environment, 'code');
    assert.equal(configuration.otel.switches.log_user_prompt, true);
    assert.deepEqual(configuration.otel.exporter, { 'otlp-grpc': { endpoint: 'http://code:1', headers: {} } });
    assert.deepEqual(configuration.otel.traceExporter, collector('file'));
  });

  it('keeps plugins in the order of the file, and replaces the options of one whole', async () => {
    const file = { plugins: { zeta: { a: 1, b: 2 }, alpha: true, 'auth-401': false } };
    const { configuration } = await load(file, { plugins: { omega: true, zeta: { c: 3 } } });
    assert.deepEqual(
      [...configuration.plugins],
      [
        ['zeta', { c: 3 }],
        ['alpha', true],
        ['auth-401', false],
        ['omega', true],
      ],
    );
  });

  it('replaces routes whole, and takes the keys of queue and deadlines one by one', async () => {
    const file = {
      routes: [
        { match: 'a', to: [] },
        { match: 'b', to: [] },
      ],
      queue: { max_records: 5, policy: 'newest' },
      deadlines: { flush_ms: 7, close_ms: 8 },
    };
    const alone = (await load(file)).configuration;
    const { configuration } = await load(file, {
      routes: [{ match: '*', to: ['otlp.logs'] }],
      queue: { max_bytes: 9 },
      deadlines: { attempt_ms: 4 },
    });
    assert.equal(alone.routes.length, 2);
    assert.deepEqual(alone.delivery.queue, { maxRecords: 5, maxBytes: 33_554_432, policy: 'newest' });
    assert.deepEqual(
      [alone.delivery.flushTimeoutMs, alone.delivery.closeTimeoutMs, alone.delivery.attemptTimeoutMs],
      [7, 8, 10_000],
    );
    assert.deepEqual(configuration.routes, [{ match: '*', to: ['otlp.logs'] }]);
    assert.deepEqual(configuration.delivery.queue, { maxRecords: 5, maxBytes: 9, policy: 'newest' });
    assert.deepEqual([configuration.delivery.flushTimeoutMs, configuration.delivery.attemptTimeoutMs], [7, 4]);
  });

  it('is off when anybody says so, and then names no exporter', async () => {
    const file = { otel: { exporter: collector('file'), log_user_prompt: true } };
    const loaded = [
      await load({ ...file, enabled: false }, { enabled: true }),
      await load({ ...file, enabled: true }, { enabled: false }),
      await load({ ...file, enabled: true }, { enabled: true }, { CODEXOTEL_DISABLED: '1' }),
      await load(file, undefined, { DO_NOT_TRACK: '1' }),
      await load(file, undefined, { OTEL_SDK_DISABLED: 'true' }),
    ];
    for (const { configuration, mistakes } of loaded) {
      assert.equal(configuration.isEnabled, false);
      assert.equal(configuration.otel.exporter, 'none');
      assert.equal(configuration.otel.switches.log_user_prompt, false);
      assert.deepEqual(mistakes, []);
    }
  });

  it('names everything that was read, the strongest first', async () => {
    const named = await load({}, { enabled: true });
    assert.match(named.configuration.sources.join(), /^code,.*rc\.json$/);
    assert.deepEqual((await loadConfiguration({ config: { otel: {} }, env: {} })).configuration.sources, ['code']);
    assert.deepEqual((await loadConfiguration({ config: {}, env: {} })).configuration.sources, []);
  });

  it('says of each value who said it, and how it was written', async () => {
    const { configuration } = await load(
      { otel: { environment: `\${STAGE}`, log_user_prompt: true }, queue: { max_records: 5 } },
      { otel: { log_user_prompt: false }, plugins: { statsig: false } },
      { STAGE: 'secret-stage' },
    );
    const { origins, variables } = configuration;
    const told = [...origins].map(([path, { source, written }]) => [path, source.replace(/.*\//, ''), written]);
    assert.deepEqual(told.sort(), [
      ['otel.environment', 'rc.json', `\${STAGE}`],
      ['otel.log_user_prompt', 'code', false],
      ['plugins.statsig', 'code', false],
      ['queue.max_records', 'rc.json', 5],
    ]);
    assert.deepEqual([...variables], [['secret-stage', 'STAGE']]);
  });

  it('takes undefined in code for absent', async () => {
    const tls = { 'ca-certificate': undefined };
    const exporter = { 'otlp-grpc': { endpoint: 'http://code:1', headers: undefined, tls } };
    const config = {
      enabled: undefined,
      otel: { exporter, tool_result: { max_bytes: undefined } },
      plugins: { acme: undefined },
    };
    const { configuration, mistakes } = await loadConfiguration({ config, env: {} });
    assert.deepEqual(mistakes, []);
    assert.deepEqual(configuration.otel.exporter, { 'otlp-grpc': { endpoint: 'http://code:1', headers: {}, tls: {} } });
    assert.equal(configuration.plugins.size, 0);
  });

  it('keeps functions and patterns in the options that code gives', async () => {
    const options = { patterns: [/secret/g], replace: () => '' };
    const { configuration, mistakes } = await loadConfiguration({
      config: { plugins: { redaction: options } },
      env: {},
    });
    assert.deepEqual(mistakes, []);
    assert.deepEqual(configuration.plugins.get('redaction'), options);
  });
});
