/** What the receiver takes in, from every kind of sender, as the same plain records. */
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { type ReceivedRecord, type Receiver, startReceiver } from '../../../core/testing/receiver/index.js';
import { CODEX_LOGS, CODEX_METRICS, CODEX_TRACES } from './codex.js';
import { postJson, postProtobuf } from './post.js';
import { logsJson } from './samples.js';
import { EVERY_TYPE, makeLogs, makeMetrics, makeSpans } from './stock.js';

const bytesOf = (bytes: Uint8Array | undefined): Uint8Array => {
  assert.ok(bytes);
  return bytes;
};
const withoutTransport = (records: readonly ReceivedRecord[]) => records.map(({ transport: _, ...rest }) => rest);

describe('the receiver takes in', () => {
  let receiver: Receiver;
  before(async () => {
    receiver = await startReceiver();
  });
  beforeEach(() => receiver.reset());
  after(() => receiver.close());

  /** Posts the same telemetry in both encodings and returns the records of each. */
  async function postBoth(path: string, json: Uint8Array | undefined, protobuf: Uint8Array | undefined) {
    const first = await postJson(receiver.httpUrl + path, bytesOf(json));
    assert.equal(first.status, 200, first.text);
    assert.equal(first.text, '{}');
    const jsonRecords = [...receiver.records];
    const second = await postProtobuf(receiver.httpUrl + path, bytesOf(protobuf));
    assert.equal(second.status, 200);
    assert.equal(second.headers.get('content-type'), 'application/x-protobuf');
    return { jsonRecords, protobufRecords: receiver.records.slice(jsonRecords.length) };
  }

  it('stock logs in JSON and protobuf as the same records', async () => {
    const logs = makeLogs(2);
    const { jsonRecords, protobufRecords } = await postBoth(
      '/v1/logs',
      JsonLogsSerializer.serializeRequest(logs),
      ProtobufLogsSerializer.serializeRequest(logs),
    );
    assert.deepEqual(withoutTransport(jsonRecords), withoutTransport(protobufRecords));
    assert.deepEqual(
      jsonRecords.map((record) => record.transport),
      ['http/json', 'http/json'],
    );
    const [record] = protobufRecords;
    assert.ok(record?.signal === 'logs');
    assert.equal(record.eventName, 'event.0');
    assert.equal(record.timeUnixNano, '1700000000123000000');
    assert.deepEqual(record.body, ['string', 'hello']);
    assert.deepEqual(record.resource, [['service.name', 'string', 'sample']]);
    assert.deepEqual(record.scope, { name: 'scope', version: '1.0.0' });
    assert.equal('traceId' in record, false);
  });

  it('each type of attribute as a triple of key, type and value', async () => {
    await postProtobuf(`${receiver.httpUrl}/v1/logs`, bytesOf(ProtobufLogsSerializer.serializeRequest(makeLogs())));
    const [record] = receiver.records;
    assert.ok(record?.signal === 'logs');
    assert.deepEqual(record.attributes, [
      ['text', 'string', 'x'],
      ['whole', 'int', 7],
      ['negative', 'int', -5],
      ['real', 'double', 1.5],
      ['yes', 'bool', true],
      ['list', 'array', ['a', 1]],
      ['map', 'kvlist', { inner: 2 }],
      ['raw', 'bytes', 'AQI='],
    ]);
    assert.equal(record.attributes.length, Object.keys(EVERY_TYPE).length);
  });

  it('stock spans in JSON and protobuf as the same records', async () => {
    const spans = makeSpans();
    const { jsonRecords, protobufRecords } = await postBoth(
      '/v1/traces',
      JsonTraceSerializer.serializeRequest(spans),
      ProtobufTraceSerializer.serializeRequest(spans),
    );
    assert.deepEqual(withoutTransport(jsonRecords), withoutTransport(protobufRecords));
    const [child, parent] = protobufRecords;
    assert.ok(child?.signal === 'traces' && parent?.signal === 'traces');
    assert.deepEqual(child.status, { code: 2, message: 'failed' });
    assert.deepEqual(child.events[0]?.attributes, [['success', 'bool', true]]);
    assert.equal(child.links[0]?.spanId, parent.spanId);
    assert.equal('parentSpanId' in parent, false);
  });

  it('stock metrics of every kind in JSON and protobuf as the same records', async () => {
    const metrics = await makeMetrics();
    const { jsonRecords, protobufRecords } = await postBoth(
      '/v1/metrics',
      JsonMetricsSerializer.serializeRequest(metrics),
      ProtobufMetricsSerializer.serializeRequest(metrics),
    );
    assert.deepEqual(withoutTransport(jsonRecords), withoutTransport(protobufRecords));
    const byName = new Map(protobufRecords.flatMap((r) => (r.signal === 'metrics' ? [[r.name, r] as const] : [])));
    const [sum, gauge] = [byName.get('calls'), byName.get('load')];
    const [histogram, exponential] = [byName.get('duration'), byName.get('exponential')];
    assert.ok(sum && gauge && histogram && exponential);
    assert.deepEqual([sum.kind, sum.temporality, sum.isMonotonic], ['sum', 1, true]);
    assert.equal(sum.points[0]?.value, 3);
    assert.deepEqual(sum.points[0]?.attributes, [['tool', 'string', 'shell']]);
    assert.deepEqual([gauge.kind, gauge.points[0]?.value, 'temporality' in gauge], ['gauge', 0.5, false]);
    assert.deepEqual([histogram.points[0]?.count, histogram.points[0]?.sum], [1, 12]);
    assert.equal(exponential.points[0]?.positive?.bucketCounts.length, 1);
  });

  it('logs as Codex writes them in JSON', async () => {
    const posted = await postJson(`${receiver.httpUrl}/v1/logs`, CODEX_LOGS);
    assert.equal(posted.status, 200, posted.text);
    const [record] = receiver.records;
    assert.ok(record?.signal === 'logs');
    assert.equal(record.body, null);
    assert.equal(record.timeUnixNano, '0');
    assert.equal('traceId' in record || 'spanId' in record, false);
    assert.deepEqual(record.attributes, [
      ['event.name', 'string', 'codex.api_request'],
      ['duration_ms', 'string', '58'],
      ['http.response.status_code', 'int', 200],
      ['auth.header_attached', 'bool', true],
    ]);
  });

  it('spans and metrics as Codex writes them in JSON', async () => {
    const traces = await postJson(`${receiver.httpUrl}/v1/traces`, CODEX_TRACES);
    const metrics = await postJson(`${receiver.httpUrl}/v1/metrics`, CODEX_METRICS);
    assert.deepEqual([traces.status, metrics.status], [200, 200], traces.text + metrics.text);
    const [span, sum, histogram] = receiver.records;
    assert.ok(span?.signal === 'traces' && sum?.signal === 'metrics' && histogram?.signal === 'metrics');
    assert.equal(span.events[0]?.attributes[0]?.[2], 'codex.conversation_starts');
    assert.deepEqual([sum.points[0]?.value, sum.points[0]?.valueType], [1, 'int']);
    assert.deepEqual(histogram.points[0]?.bucketCounts, [0, 1, 0]);
    assert.equal(histogram.points[0]?.sum, 31);
  });

  it('a body in gzip, and keeps the bytes as they came', async () => {
    const raw = gzipSync(JSON.stringify(logsJson({ eventName: 'zipped' })));
    const posted = await postJson(`${receiver.httpUrl}/v1/logs`, raw, { 'content-encoding': 'gzip', 'X-Note': 'kept' });
    assert.equal(posted.status, 200, posted.text);
    const [request] = receiver.requests;
    assert.ok(request);
    assert.equal(request.gzip, true);
    assert.deepEqual(Buffer.from(request.bytes), raw);
    assert.equal(request.headers['x-note'], 'kept');
    assert.deepEqual(request.answer, { kind: 'ok', status: 200 });
    assert.deepEqual(request.records, receiver.records);
    assert.equal(Math.abs(request.at - Date.now()) < 60_000, true);
  });

  it('whole numbers beyond 2^53 as decimal text, and NaN by its name', async () => {
    const attributes = [
      { key: 'big', value: { intValue: '9007199254740993' } },
      { key: 'nan', value: { doubleValue: 'NaN' } },
      { key: 'nothing', value: {} },
      { key: '__proto__', value: { stringValue: 'kept' } },
    ];
    await postJson(`${receiver.httpUrl}/v1/logs`, logsJson({ attributes }));
    const [record] = receiver.records;
    assert.ok(record?.signal === 'logs');
    assert.deepEqual(record.attributes, [
      ['big', 'int', '9007199254740993'],
      ['nan', 'double', Number.NaN],
      ['nothing', 'empty', null],
      ['__proto__', 'string', 'kept'],
    ]);
  });

  it('a path that was configured, and any that ends as OTLP says', async () => {
    await using own = await startReceiver({ grpc: false, paths: { '/collect': 'metrics' } });
    const odd = await postJson(`${own.httpUrl}/collect`, CODEX_METRICS);
    const long = await postJson(`${own.httpUrl}/otlp/v1/metrics?key=1`, CODEX_METRICS);
    const wrong = await postJson(`${own.httpUrl}/v1/metrics/more`, CODEX_METRICS);
    assert.deepEqual([odd.status, long.status, wrong.status], [200, 200, 404]);
    assert.equal(own.requests[1]?.path, '/otlp/v1/metrics?key=1');
    assert.equal(own.records.length, 4);
  });
});
