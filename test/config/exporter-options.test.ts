/** What an exporter may say besides endpoint, headers and TLS: headers that do not stay, compression, time; from each source. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfiguration } from '../../core/config/load.js';
import { showSettings } from '../../core/config/show.js';
import { describeMistake } from '../../core/errors.js';

describe('the options of an exporter', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'codexotel-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const loadFile = (exporter: string) => {
    const configFile = join(folder, 'rc.yaml');
    writeFileSync(configFile, `otel: { exporter: ${exporter} }\n`);
    return loadConfiguration({ env: {}, configFile });
  };

  it('are read from a file, a relative path counting from it', async () => {
    const more = 'compression: gzip, timeout_ms: 700, headers_from: { file: tokens/otlp, refresh: 500 }';
    const { configuration, mistakes } = await loadFile(`{ otlp-grpc: { endpoint: "http://c:4317", ${more} } }`);
    assert.deepEqual(mistakes, []);
    assert.deepEqual(configuration.otel.exporter, {
      'otlp-grpc': {
        endpoint: 'http://c:4317',
        headers: {},
        headersFrom: { file: join(folder, 'tokens/otlp'), refreshMs: 500 },
        compression: 'gzip',
        timeoutMs: 700,
      },
    });
  });

  it('have defaults: no compression, the time of the bus, a file that is read each minute', async () => {
    const more = 'protocol: json, compression: none, headers_from: { file: /tokens }';
    const { configuration } = await loadFile(`{ otlp-http: { endpoint: "http://c/", ${more} } }`);
    assert.deepEqual(configuration.otel.exporter, {
      'otlp-http': {
        endpoint: 'http://c/',
        headers: {},
        headersFrom: { file: '/tokens', refreshMs: 60_000 },
        protocol: 'json',
      },
    });
  });

  it('may be a function in code, which is not called for being shown', async () => {
    const headers_from = () => assert.fail('called');
    const exporter = { 'otlp-http': { endpoint: 'http://c/', protocol: 'json', headers_from } };
    const { configuration, mistakes } = await loadConfiguration({ env: {}, config: { otel: { exporter } } });
    assert.deepEqual(mistakes, []);
    const shown = showSettings(configuration).find(({ path }) => path === 'otel.exporter');
    assert.deepEqual(shown?.value, {
      'otlp-http': { endpoint: 'http://c/', protocol: 'json', headers_from: 'a function' },
    });
  });

  it('are told when they are wrong, and the exporter stays off', async () => {
    const wrong: ReadonlyArray<readonly [option: string, words: RegExp]> = [
      ['compression: canary', /otlp-grpc\.compression must be "none" or "gzip"; write compression: gzip/],
      ['timeout_ms: 0', /otlp-grpc\.timeout_ms must be a whole number of milliseconds/],
      ['proxy: canary', /otlp-grpc\.proxy must be "none", or the URL of an http proxy/],
      ['proxy: "socks5://canary.test"', /otlp-grpc\.proxy must be "none", or the URL/],
      ['proxy: "http://u:%zz@canary.test"', /otlp-grpc\.proxy must be "none", or the URL/],
      ['proxy: "http://canary.test/path"', /otlp-grpc\.proxy must be "none", or the URL/],
      [
        'proxy: "https://canary.test"',
        /otlp-grpc\.proxy must be "none", or the URL of an http proxy, as gRPC needs one; write proxy: /,
      ],
      ['headers_from: canary', /otlp-grpc\.headers_from must be a mapping with file/],
      ['headers_from: { refresh: 5 }', /otlp-grpc\.headers_from\.file must be the path of a file/],
      ['headers_from: { file: a, refresh: canary }', /otlp-grpc\.headers_from\.refresh must be a whole number/],
      ['headers_from: { file: a, refersh: 5 }', /refersh is not a known key; write refresh/],
    ];
    for (const [option, words] of wrong) {
      const { configuration, mistakes } = await loadFile(`{ otlp-grpc: { endpoint: "http://c", ${option} } }`);
      const [told = ''] = mistakes.map(describeMistake);
      assert.match(told, words);
      assert.doesNotMatch(told, /canary/);
      assert.deepEqual([mistakes.length, configuration.otel.exporter, configuration.isClosed], [1, 'none', false]);
    }
  });

  it('show a proxy, and never its credentials', async () => {
    const shownOf = async (proxy: string) => {
      const exporter = { 'otlp-http': { endpoint: 'http://c/', protocol: 'json', proxy } } as const;
      const { configuration, mistakes } = await loadConfiguration({ env: {}, config: { otel: { exporter } } });
      assert.deepEqual(mistakes, []);
      assert.deepEqual(configuration.otel.exporter, { 'otlp-http': { ...exporter['otlp-http'], headers: {} } });
      const value = showSettings(configuration).find(({ path }) => path === 'otel.exporter')?.value;
      return (value as { 'otlp-http': { proxy: string } })['otlp-http'].proxy;
    };
    assert.equal(await shownOf('http://user:canary@p.test:3128'), 'http://[hidden]@p.test:3128');
    assert.equal(await shownOf('https://canary%40x@p.test'), 'https://[hidden]@p.test');
    assert.equal(await shownOf('http://p.test:3128'), 'http://p.test:3128');
    assert.equal(await shownOf('none'), 'none');
  });

  it('take a proxy out of the environment, and show the variable', async () => {
    const configFile = join(folder, 'rc.yaml');
    writeFileSync(configFile, `otel: { exporter: { otlp-grpc: { endpoint: "http://c", proxy: "\${MY_PROXY}" } } }\n`);
    const env = { MY_PROXY: 'http://user:canary@p.test:3128' };
    const { configuration, mistakes } = await loadConfiguration({ env, configFile });
    assert.deepEqual(mistakes, []);
    assert.deepEqual(configuration.otel.exporter, {
      'otlp-grpc': { endpoint: 'http://c', headers: {}, proxy: env.MY_PROXY },
    });
    assert.doesNotMatch(JSON.stringify(showSettings(configuration)), /canary/);
  });

  it('in code need an absolute path', async () => {
    const exporter = { 'otlp-grpc': { endpoint: 'http://c', headers_from: { file: 'tokens' } } };
    const { mistakes } = await loadConfiguration({ env: {}, config: { otel: { exporter } } });
    assert.match(mistakes.map(describeMistake).join(), /headers_from\.file must be an absolute path here/);
  });

  it('do not switch the verification of certificates off, which is told where it matters', async () => {
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    const tell = async (endpoint: string, more: object = {}) => {
      const exporter = { 'otlp-grpc': { endpoint } };
      const { notices } = await loadConfiguration({ env: { ...env, ...more }, config: { otel: { exporter } } });
      return notices.map(describeMistake);
    };
    assert.deepEqual(await tell('https://c'), [
      'NODE_TLS_REJECT_UNAUTHORIZED is 0 and has no effect here: certificates are verified; name the authority of your collector in tls.ca-certificate, and remove the variable',
    ]);
    assert.deepEqual(await tell('http://c'), []);
    assert.deepEqual(await tell('https://c', { CODEXOTEL_DISABLED: 'true' }), []);
    assert.deepEqual(await tell('https://c', { NODE_TLS_REJECT_UNAUTHORIZED: '1' }), []);
  });

  for (const [env, expected] of [
    [{ OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' }, 'gzip'],
    [{ OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip', OTEL_EXPORTER_OTLP_LOGS_COMPRESSION: 'none' }, undefined],
    [{ OTEL_EXPORTER_OTLP_LOGS_COMPRESSION: 'GZIP', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'gzip'],
  ] as const) {
    it(`take compression from the standard variables: ${JSON.stringify(env)}`, async () => {
      const { configuration, notices } = await loadConfiguration({ env: { OTEL_LOGS_EXPORTER: 'otlp', ...env } });
      assert.deepEqual(notices, []);
      const [parts] = Object.values(configuration.otel.exporter as Record<string, { compression?: string }>);
      assert.equal(parts?.compression, expected);
    });
  }
});
