import assert from 'node:assert/strict';
import { otlp } from '../../../plugins/otlp/index.js';
import { complete, contextOf, pathsOf, validate } from './support.js';

const http = { endpoint: 'http://localhost:4318/v1/logs', protocol: 'json' };
const grpc = { endpoint: 'https://otel.example.com:4317' };

/** Where the options are refused; `undefined` when they are not. */
function refusalOf(logs: unknown): string[] | undefined {
  const { issues } = validate({ logs });
  return issues && pathsOf(issues);
}

describe('otlp options', () => {
  it('export nothing unless told to', () => {
    assert.deepEqual(complete({}), { logs: 'none', traces: 'none', metrics: 'none', spanAttributes: {} });
  });

  it('take the exporters of a Codex [otel] table as they are', () => {
    const tls = { 'ca-certificate': '/ca.pem', 'client-certificate': '/c.pem', 'client-private-key': '/k.pem' };
    const logs = { 'otlp-http': { ...http, headers: { 'x-a': 'b' }, tls } };
    const traces = { 'otlp-grpc': { ...grpc, headers: {}, tls } };
    assert.deepEqual(complete({ logs, traces }), { logs, traces, metrics: 'none', spanAttributes: {} });
    assert.deepEqual(complete({ logs: { 'otlp-grpc': grpc } }).logs, { 'otlp-grpc': { ...grpc, headers: {} } });
  });

  it('are refused at the path of the mistake', () => {
    const refused: [logs: unknown, path: string][] = [
      ['statsig', 'logs'],
      [7, 'logs'],
      [{}, 'logs.otlp-http'],
      [{ 'otlp-http': 'x' }, 'logs.otlp-http'],
      [{ 'otlp-http': { endpoint: http.endpoint } }, 'logs.otlp-http.protocol'],
      [{ 'otlp-http': { ...http, protocol: 'protobuf' } }, 'logs.otlp-http.protocol'],
      [{ 'otlp-http': { protocol: 'json' } }, 'logs.otlp-http.endpoint'],
      [{ 'otlp-http': { ...http, extra: 1 } }, 'logs.otlp-http.extra'],
      [{ 'otlp-http': http, 'otlp-other': http }, 'logs.otlp-other'],
      [{ 'otlp-http': { ...http, tls: { 'ca-file': '/x' } } }, 'logs.otlp-http.tls.ca-file'],
      [{ 'otlp-http': { ...http, tls: { 'ca-certificate': '' } } }, 'logs.otlp-http.tls.ca-certificate'],
      [{ 'otlp-grpc': {} }, 'logs.otlp-grpc.endpoint'],
      [{ 'otlp-grpc': { ...grpc, protocol: 'binary' } }, 'logs.otlp-grpc.protocol'],
    ];
    for (const [logs, path] of refused) assert.deepEqual(refusalOf(logs), [path]);
    assert.ok(validate({ log: 'none' }).issues);
  });

  it('refuse an endpoint that is no http or https URL', () => {
    for (const endpoint of [
      'localhost:4318',
      '127.0.0.1:4318',
      'grpc://h:1',
      'http:x',
      'not a url',
      '',
      'http://%zz@h/',
      5,
    ]) {
      assert.deepEqual(
        refusalOf({ 'otlp-http': { ...http, endpoint } }),
        ['logs.otlp-http.endpoint'],
        String(endpoint),
      );
    }
    assert.deepEqual(refusalOf({ 'otlp-grpc': { endpoint: 'http://user:pass@h:4317' } }), ['logs.otlp-grpc.endpoint']);
  });

  it('refuse headers that cannot be sent, or that belong to the transport', () => {
    const overHttp = ['a\r\nx: y', 'a\nb', 'a\0b', 'ŧ', 5];
    for (const value of overHttp) {
      assert.deepEqual(refusalOf({ 'otlp-http': { ...http, headers: { 'x-a': value } } }), [
        'logs.otlp-http.headers.x-a',
      ]);
    }
    assert.equal(refusalOf({ 'otlp-http': { ...http, headers: { 'x-a': 'ä ok' } } }), undefined);
    assert.deepEqual(refusalOf({ 'otlp-grpc': { ...grpc, headers: { 'x-a': 'ä' } } }), ['logs.otlp-grpc.headers.x-a']);
    for (const name of ['', 'x y', 'x:', 'Content-Length', 'transfer-encoding']) {
      assert.deepEqual(refusalOf({ 'otlp-http': { ...http, headers: { [name]: 'v' } } }), [
        `logs.otlp-http.headers.${name}`,
      ]);
    }
    for (const name of ['x!', 'grpc-timeout', 'id-bin', 'TE']) {
      assert.deepEqual(refusalOf({ 'otlp-grpc': { ...grpc, headers: { [name]: 'v' } } }), [
        `logs.otlp-grpc.headers.${name}`,
      ]);
    }
  });

  it('never repeat a value in what they say', () => {
    const secret = 'hunter2\n';
    const inputs = [
      secret,
      { 'otlp-http': { endpoint: secret, protocol: secret, headers: { 'x-a': secret }, tls: secret } },
    ];
    for (const logs of inputs) {
      const { issues } = validate({ logs });
      assert.ok(issues);
      for (const { message } of issues) assert.doesNotMatch(message, /hunter2/);
    }
  });
});

describe('otlp set-up', () => {
  it('opens no sink without an exporter', () => {
    const { context, reports } = contextOf(complete({}));
    assert.deepEqual(otlp.setup(context).sinks ?? {}, {});
    assert.deepEqual(reports, []);
  });

  it('opens the traces and the metrics beside the logs', () => {
    const { context, reports } = contextOf(complete({ traces: { 'otlp-grpc': grpc }, metrics: { 'otlp-http': http } }));
    const { traces, metrics, ...others } = otlp.setup(context).sinks ?? {};
    assert.deepEqual([traces?.unit, traces?.lane, traces?.classes, others], ['span', 'trace', ['fact'], {}]);
    assert.deepEqual([metrics?.unit, metrics?.lane, metrics?.classes], ['point', 'trace', ['fact']]);
    assert.deepEqual(metrics?.collection, { temporality: 'delta', intervalMs: 60_000 });
    assert.deepEqual(reports, []);
  });

  it('takes the interval and the temporality of metrics from the standard variables, and reports what they say wrongly', () => {
    const read = (interval: string, temporality: string) => {
      const { context, reports } = contextOf(complete({ metrics: { 'otlp-http': http } }));
      const env = {
        OTEL_METRIC_EXPORT_INTERVAL: interval,
        OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: temporality,
      };
      const { collection } = otlp.setup({ ...context, env }).sinks?.metrics ?? {};
      return [collection?.intervalMs, collection?.temporality, reports.length];
    };
    assert.deepEqual(read(' 5000 ', 'Cumulative'), [5_000, 'cumulative', 0]);
    assert.deepEqual(read('', 'lowmemory'), [60_000, 'delta', 0]);
    assert.deepEqual(read('0', 'hunter2'), [60_000, 'delta', 2]);
  });

  it('describes its destination without credentials', () => {
    const endpoint = 'https://user:hunter2@h.example:4318/v1/logs?key=hunter2#hunter2';
    const { context } = contextOf(
      complete({ logs: { 'otlp-http': { ...http, endpoint, headers: { a: 'hunter2' } } } }),
    );
    const sink = otlp.setup(context).sinks?.logs;
    assert.equal(sink?.description, 'OTLP/HTTP json to https://h.example:4318/v1/logs');
    const { context: other } = contextOf(complete({ logs: { 'otlp-grpc': grpc } }));
    assert.equal(otlp.setup(other).sinks?.logs?.description, 'OTLP/gRPC to https://otel.example.com:4317');
  });

  it('carries all classes of the log lane, in batches of 3 MiB', () => {
    const { context } = contextOf(complete({ logs: { 'otlp-http': http } }));
    const { classes, unit, lane, maxBatchBytes } = otlp.setup(context).sinks?.logs ?? {};
    assert.deepEqual(
      { classes, unit, lane, maxBatchBytes },
      {
        classes: ['fact', 'identity', 'content'],
        unit: 'record',
        lane: 'log',
        maxBatchBytes: 3_145_728,
      },
    );
  });
});
