import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import {
  type Attributes,
  type ReceivedLog,
  type Receiver,
  startReceiver,
} from '../../../core/testing/receiver/index.js';
import { attempt, closeSinks, openSink, someEvents, toolResult } from './support.js';

const headers = { 'x-team': 'blue' };

const exporters = {
  'http/protobuf': ({ httpUrl }: Receiver) => ({
    'otlp-http': { endpoint: `${httpUrl}/v1/logs`, protocol: 'binary', headers },
  }),
  'http/json': ({ httpUrl }: Receiver) => ({
    'otlp-http': { endpoint: `${httpUrl}/v1/logs`, protocol: 'json', headers },
  }),
  grpc: ({ grpcUrl }: Receiver) => ({ 'otlp-grpc': { endpoint: grpcUrl, headers } }),
} as const;

for (const transport of ['http/protobuf', 'http/json', 'grpc'] as const) {
  describe(`otlp over ${transport}`, () => {
    let receiver: Receiver;
    beforeEach(async () => {
      receiver = await startReceiver();
      process.env.OTEL_EXPORTER_OTLP_HEADERS = 'x-stolen=secret';
      process.env.OTEL_EXPORTER_OTLP_LOGS_HEADERS = 'x-stolen-logs=secret';
    });
    afterEach(async () => {
      delete process.env.OTEL_EXPORTER_OTLP_HEADERS;
      delete process.env.OTEL_EXPORTER_OTLP_LOGS_HEADERS;
      await closeSinks();
      await receiver.close();
    });
    const open = () => openSink(exporters[transport](receiver));
    const onlyRecord = (): ReceivedLog => {
      assert.deepEqual(receiver.refused, []);
      const [record, ...others] = receiver.records;
      assert.equal(others.length, 0);
      assert.ok(record?.signal === 'logs');
      return record;
    };

    it('writes the record as Codex does, attributes in wire order and with their types', async () => {
      assert.deepEqual(await attempt(open(), [toolResult({ tool_result_seq: 3, output_truncated: false })]), {
        kind: 'acked',
      });
      const { resource, attributes, ...rest } = onlyRecord();
      assert.deepEqual(resource, resourceAttributes());
      assert.deepEqual(attributes, [
        ['event.name', 'string', 'codex.tool_result'],
        ['tool_result_seq', 'int', 3],
        ['tool_name', 'string', 'shell'],
        ['call_id', 'string', 'call-1'],
        ['duration_ms', 'string', '812'],
        ['success', 'string', 'true'],
        ['output_truncated', 'bool', false],
        ['event.timestamp', 'string', '2026-11-20T12:00:40.092Z'],
        ['conversation.id', 'string', 'c-1'],
        ['originator', 'string', 'acme'],
        ['model', 'string', 'm'],
        ['log.record.uid', 'string', '0123456789abcdef-1'],
        ['codexotel.sequence', 'int', 1],
      ]);
      assert.deepEqual(rest, {
        transport,
        scope: { name: 'codex_otel.log_only', version: '' },
        signal: 'logs',
        kind: 'log',
        eventName: 'codex.tool_result',
        timeUnixNano: '1795176040092000000',
        observedTimeUnixNano: '1795176040097000000',
        severityNumber: 9,
        severityText: 'INFO',
        body: rest.body,
        flags: 0,
        droppedAttributesCount: 0,
      });
      assert.ok(rest.body === null || rest.body[0] === 'empty');
    });

    it('keeps whole numbers, fractions, switches, lists and tables apart', async () => {
      const undeclared = {
        when: 1_795_176_040_092,
        below: -7,
        exact: Number.MAX_SAFE_INTEGER,
        ratio: 0.5,
        huge: 1e300,
        flag: false,
        list: ['a', 1, true],
        table: { 'a"b': 'x,"intValue":1e5', n: 2 },
        text: 'ä😀',
        constructor: 'own',
      };
      await attempt(open(), [toolResult({}, undeclared)]);
      const found = onlyRecord().attributes.filter(([key]) => Object.hasOwn(undeclared, key));
      assert.deepEqual(found, [
        ['when', 'int', 1_795_176_040_092],
        ['below', 'int', -7],
        ['exact', 'int', Number.MAX_SAFE_INTEGER],
        ['ratio', 'double', 0.5],
        ['huge', 'double', 1e300],
        ['flag', 'bool', false],
        ['list', 'array', ['a', 1, true]],
        ['table', 'kvlist', { 'a"b': 'x,"intValue":1e5', n: 2 }],
        ['text', 'string', 'ä😀'],
        ['constructor', 'string', 'own'],
      ]);
    });

    it('writes a field called __proto__ as a field', async () => {
      const undeclared = JSON.parse('{ "__proto__": "own" }');
      await attempt(open(), [toolResult({}, undeclared)]);
      assert.ok(
        onlyRecord().attributes.some(
          ([key, type, value]) => key === '__proto__' && type === 'string' && value === 'own',
        ),
      );
    });

    it('names the span that an event belongs to', async () => {
      const trace = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
      await attempt(open(), [{ ...toolResult(), trace }]);
      const { traceId, spanId, flags } = onlyRecord();
      assert.deepEqual({ traceId, spanId, traceFlags: flags }, trace);
    });

    it('sends its own headers, and none of the environment', async () => {
      await attempt(open(), [toolResult()]);
      const [request] = receiver.requests;
      assert.equal(request?.headers['x-team'], 'blue');
      assert.match(String(request?.headers['user-agent']), /^codexotel\/\d+\.\d+\.\d+/);
      assert.deepEqual(
        Object.keys(request?.headers ?? {}).filter((name) => name.startsWith('x-stolen')),
        [],
      );
      assert.doesNotMatch(JSON.stringify(request?.headers), /secret/);
    });

    it('keeps a batch in order, in one request', async () => {
      await attempt(open(), someEvents(300));
      assert.equal(receiver.requests.length, 1);
      const callIds = receiver.records.map(
        (record) => record.signal === 'logs' && attributeOf(record.attributes, 'call_id'),
      );
      assert.deepEqual(
        callIds,
        someEvents(300).map(({ fields }) => fields.call_id),
      );
    });

    it('counts what the collector rejects in part, and is told nothing else', async () => {
      receiver.answerWith({ partialSuccess: { rejected: 2, message: 'too old' } });
      const sink = open();
      assert.deepEqual(await attempt(sink, someEvents(3)), { kind: 'acked', rejected: 2, reason: 'partial_success' });
      receiver.answerWith({ partialSuccess: { rejected: 9 } });
      assert.deepEqual(await attempt(sink, someEvents(3)), { kind: 'acked', rejected: 3, reason: 'partial_success' });
      receiver.answerWith({ partialSuccess: { rejected: 0, message: 'a warning' } });
      assert.deepEqual(await attempt(sink, someEvents(3)), { kind: 'acked' });
    });

    it('does not take a web page for an acknowledgement', async () => {
      receiver.answerWith('html');
      assert.deepEqual(await attempt(open(), someEvents(1)), { kind: 'retry', reason: 'not_an_otlp_answer' });
    });

    it('does not know what became of a request whose connection was reset', async () => {
      receiver.answerWith('reset');
      const sink = open();
      assert.deepEqual(await attempt(sink, someEvents(1)), { kind: 'unknown', reason: 'connection_reset' });
      assert.deepEqual(await attempt(sink, someEvents(1)), { kind: 'acked' });
    });

    it('passes on when the collector wants to be asked again', async () => {
      receiver.answerWith([
        { status: 503, retryDelayMs: 7_000 },
        { status: 429, retryDelayMs: 2_000 },
        { status: 401 },
        { status: 400 },
      ]);
      const sink = open();
      const outcomes = [];
      for (let round = 0; round < 4; round++) outcomes.push(await attempt(sink, someEvents(1)));
      const word = (http: number, grpc: number) => (transport === 'grpc' ? `grpc_${grpc}` : `http_${http}`);
      assert.deepEqual(outcomes, [
        { kind: 'retry', reason: word(503, 14), afterMs: 7_000 },
        { kind: 'retry', reason: word(429, 8), afterMs: 2_000 },
        { kind: 'retry', reason: word(401, 16), isDenied: true },
        { kind: 'rejected', reason: word(400, 3), isSplittable: true },
      ]);
      assert.equal(receiver.records.length, 0);
    });
  });
}

const resourceAttributes = (): Attributes => [
  ['service.name', 'string', 'acme'],
  ['service.version', 'string', '2.1.0'],
  ['env', 'string', 'test'],
  ['host.name', 'string', hostname().trim()],
];

function attributeOf(attributes: Attributes, name: string): unknown {
  return attributes.find(([key]) => key === name)?.[2];
}
