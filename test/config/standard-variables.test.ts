/** OpenTelemetry's standard variables: what they switch on, where to, and what is told of values that cannot be meant. */
import assert from 'node:assert/strict';
import { loadConfiguration } from '../../core/config/load.js';
import { describeMistake } from '../../core/errors.js';

const load = (env: Readonly<Record<string, string>>) => loadConfiguration({ env });
const logs = { OTEL_LOGS_EXPORTER: 'otlp' };

describe('the standard variables', () => {
  const endpoints: ReadonlyArray<[env: Record<string, string>, kind: string, endpoint: string]> = [
    [{}, 'otlp-http', 'http://localhost:4318/v1/logs'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'otlp-grpc', 'http://localhost:4317'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c.test' }, 'otlp-http', 'https://c.test/v1/logs'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c.test/in/' }, 'otlp-http', 'https://c.test/in/v1/logs'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c.test/?a=b' }, 'otlp-http', 'https://c.test/v1/logs?a=b'],
    [{ OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'https://c.test/in' }, 'otlp-http', 'https://c.test/in'],
    [
      { OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'https://own.test', OTEL_EXPORTER_OTLP_ENDPOINT: 'https://general.test' },
      'otlp-http',
      'https://own.test',
    ],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c.test:4317', OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'grpc' },
      'otlp-grpc',
      'https://c.test:4317',
    ],
  ];
  for (const [env, kind, endpoint] of endpoints) {
    it(`send logs to ${endpoint} for ${JSON.stringify(env)}`, async () => {
      const { configuration, mistakes, notices } = await load({ ...logs, ...env });
      assert.deepEqual([mistakes, notices], [[], []]);
      const exporter: unknown = configuration.otel.exporter;
      const [[found, parts] = []] = Object.entries(exporter as Record<string, { endpoint: string }>);
      assert.deepEqual([found, parts?.endpoint], [kind, endpoint]);
      assert.deepEqual([configuration.otel.traceExporter, configuration.otel.metricsExporter], ['none', 'none']);
    });
  }

  it('say protocol, headers, time and PEM files of one signal, its own before the general', async () => {
    const { configuration, notices } = await load({
      ...logs,
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20general, x-a = 1%2C2',
      OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'X-Own=logs',
      OTEL_EXPORTER_OTLP_TIMEOUT: '5000',
      OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: '700',
      OTEL_EXPORTER_OTLP_CERTIFICATE: '/ca.pem',
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: '/client.pem',
      OTEL_EXPORTER_OTLP_CLIENT_KEY: '/client-key.pem',
    });
    const tls = {
      'ca-certificate': '/ca.pem',
      'client-certificate': '/client.pem',
      'client-private-key': '/client-key.pem',
    };
    assert.deepEqual(notices, []);
    assert.deepEqual(configuration.otel.exporter, {
      'otlp-http': {
        endpoint: 'http://localhost:4318/v1/logs',
        headers: { 'x-own': 'logs' },
        protocol: 'json',
        tls,
        timeoutMs: 700,
      },
    });
    assert.deepEqual(configuration.otel.traceExporter, {
      'otlp-http': {
        endpoint: 'http://localhost:4318/v1/traces',
        headers: { authorization: 'Bearer general', 'x-a': '1,2' },
        protocol: 'json',
        tls,
        timeoutMs: 5_000,
      },
    });
  });

  it('name the program, below what the host says of itself', async () => {
    const { configuration } = await load({
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=weak,team=tools%20%26%20dies, env=stage',
      OTEL_SERVICE_NAME: 'strong',
    });
    assert.deepEqual({ ...configuration.resource }, { 'service.name': 'strong', team: 'tools & dies', env: 'stage' });
    assert.equal(configuration.otel.environment, 'stage', 'nobody else said one');
  });

  const ignored: ReadonlyArray<[env: Record<string, string>, message: string]> = [
    [
      { OTEL_LOGS_EXPORTER: 'console' },
      'OTEL_LOGS_EXPORTER names an exporter other than otlp and none; write otlp or none; others are ignored',
    ],
    [
      { ...logs, OTEL_EXPORTER_OTLP_PROTOCOL: 'canary' },
      'OTEL_EXPORTER_OTLP_PROTOCOL must be grpc, http/protobuf or http/json; write http/protobuf; it is ignored',
    ],
    [
      { ...logs, OTEL_EXPORTER_OTLP_TIMEOUT: '10s' },
      'OTEL_EXPORTER_OTLP_TIMEOUT must be a whole number of milliseconds from 1 to 2147483647; write 10000; it is ignored',
    ],
    [
      { ...logs, OTEL_EXPORTER_OTLP_LOGS_COMPRESSION: 'zstd' },
      'OTEL_EXPORTER_OTLP_LOGS_COMPRESSION must be gzip or none; write gzip; it is ignored, and records travel uncompressed',
    ],
    [
      { ...logs, OTEL_EXPORTER_OTLP_HEADERS: 'authorization' },
      'OTEL_EXPORTER_OTLP_HEADERS must be pairs of key=value, percent-encoded and separated by commas, that can stand in a request; write authorization=Bearer%20abc; it is ignored',
    ],
    [
      { ...logs, OTEL_EXPORTER_OTLP_HEADERS: 'x-a=canary%0d%0ax-evil: 1' },
      'OTEL_EXPORTER_OTLP_HEADERS must be pairs of key=value, percent-encoded and separated by commas, that can stand in a request; write authorization=Bearer%20abc; it is ignored',
    ],
    [
      { OTEL_RESOURCE_ATTRIBUTES: 'team' },
      'OTEL_RESOURCE_ATTRIBUTES must be at most 128 pairs of key=value, percent-encoded and separated by commas; write team=tools,stage=test; it is ignored',
    ],
    [
      { OTEL_RESOURCE_ATTRIBUTES: 'team=%zz' },
      'OTEL_RESOURCE_ATTRIBUTES must be at most 128 pairs of key=value, percent-encoded and separated by commas; write team=tools,stage=test; it is ignored',
    ],
    [
      { OTEL_SERVICE_NAME: 'canary\nforged' },
      'OTEL_SERVICE_NAME must be at most 4096 printable characters; shorten it; it is ignored',
    ],
    [
      { OTEL_SDK_DISABLED: 'canary' },
      'OTEL_SDK_DISABLED must be true or false; set it to true to switch telemetry off, or unset it',
    ],
  ];
  for (const [env, message] of ignored) {
    it(`are told and ignored when they cannot be meant so: ${JSON.stringify(env)}`, async () => {
      const { configuration, mistakes, notices } = await load(env);
      assert.deepEqual([mistakes, notices.map(describeMistake)], [[], [message]]);
      assert.equal(configuration.isClosed, false);
      const isOn = env.OTEL_LOGS_EXPORTER === 'otlp';
      assert.equal(configuration.otel.exporter === 'none', !isOn);
      assert.deepEqual({ ...configuration.resource }, {});
    });
  }

  const closing: ReadonlyArray<[env: Record<string, string>, message: string]> = [
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'canary:4318' },
      'OTEL_EXPORTER_OTLP_ENDPOINT must be a URL that begins with http:// or https://; write "http://localhost:4318/v1/logs"; the signal stays off',
    ],
    [
      { OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://me:canary@c.test' },
      'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT must not hold a user name or a password; put them into headers, as authorization; the signal stays off',
    ],
    [
      { OTEL_EXPORTER_OTLP_CERTIFICATE: 'canary.pem' },
      'OTEL_EXPORTER_OTLP_CERTIFICATE must be an absolute path here; resolve it first; the signal stays off',
    ],
    [
      { OTEL_EXPORTER_OTLP_LOGS_CLIENT_KEY: '/canary.pem' },
      'OTEL_EXPORTER_OTLP_LOGS_CLIENT_KEY must name client-certificate and client-private-key together; add the other one, or remove both; the signal stays off',
    ],
  ];
  for (const [env, message] of closing) {
    it(`leave their signal off rather than go elsewhere: ${JSON.stringify(env)}`, async () => {
      const all = { ...logs, OTEL_EXPORTER_OTLP_HEADERS: 'authorization=token', ...env };
      const { configuration, mistakes, notices } = await load(all);
      assert.deepEqual([mistakes, notices.map(describeMistake)], [[], [message]]);
      assert.deepEqual([configuration.otel.exporter, configuration.isClosed], ['none', false]);
    });
  }

  it('switch nothing off that somebody else configured', async () => {
    const exporter = { 'otlp-http': { endpoint: 'http://c/', headers: {}, protocol: 'json' } } as const;
    const env = { OTEL_LOGS_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://elsewhere' };
    const { configuration } = await loadConfiguration({ env, config: { otel: { exporter } } });
    assert.deepEqual(configuration.otel.exporter, exporter);
  });
});
