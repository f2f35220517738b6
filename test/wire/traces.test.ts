/** Spans on the wire: a host's session through `start`, over real sockets, into the strict receiver. */
import assert from 'node:assert/strict';
import { type ReceivedSpan, type Receiver, startReceiver } from '../../core/testing/receiver/index.js';
import { type Config, start } from '../../index.js';

const exporters = {
  'http/protobuf': ({ httpUrl }: Receiver) => ({
    'otlp-http': { endpoint: `${httpUrl}/v1/traces`, protocol: 'binary' },
  }),
  'http/json': ({ httpUrl }: Receiver) => ({ 'otlp-http': { endpoint: `${httpUrl}/v1/traces`, protocol: 'json' } }),
  grpc: ({ grpcUrl }: Receiver) => ({ 'otlp-grpc': { endpoint: grpcUrl } }),
} as const;

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

for (const transport of ['http/protobuf', 'http/json', 'grpc'] as const) {
  describe(`traces over ${transport}`, () => {
    let receiver: Receiver;
    beforeEach(async () => {
      receiver = await startReceiver();
    });
    afterEach(() => receiver.close());

    const startBus = (otel: object = {}, env: Readonly<Record<string, string>> = {}) =>
      start({
        service: { name: 'acme', version: '2.1.0' },
        config: { otel: { trace_exporter: exporters[transport](receiver), ...otel } } as Config,
        env,
        programFile: '',
        workingDirectory: '',
        now: () => 1_795_176_040_092,
      });
    const spanNamed = (name: string): ReceivedSpan => {
      assert.deepEqual(receiver.refused, []);
      const found = receiver.records.find((record) => record.signal === 'traces' && record.name === name);
      assert.ok(found?.signal === 'traces', `a span ${name}`);
      return found;
    };

    it('carry the spans of a session with their events, as Codex writes them', async () => {
      const bus = startBus({ span_attributes: { team: 'x' } });
      const session = bus.session({ 'conversation.id': 'c1', model: 'm', 'user.email': 'a@b.c' });
      await session.turn({ 'turn.id': 't1' }, async () => {
        session.userPrompt({ text: 'the secret' });
        await session.timeTool({ tool_name: 'shell', call_id: '1', arguments: 'ls' }, () => 'done');
      });
      session.end();
      const receipt = await bus.close();
      assert.deepEqual(receipt.sinks['otlp.traces'], {
        unit: 'span',
        accepted: 3,
        delivered: 3,
        pending: 0,
        rejected: 0,
        dropped: {},
      });
      assert.deepEqual(receipt.spanEvents, { attached: 2, dropped: {} });

      const turn = spanNamed('turn');
      assert.deepEqual(turn.resource.toSorted(), [
        ['env', 'string', 'dev'],
        ['service.name', 'string', 'acme'],
        ['service.version', 'string', '2.1.0'],
      ]);
      assert.deepEqual(turn.scope, { name: 'acme', version: '' });
      assert.deepEqual([turn.kind, turn.status.code, turn.droppedAttributesCount], [1, 0, 0]);
      assert.equal(turn.parentSpanId, spanNamed('session').spanId);
      assert.equal(turn.startTimeUnixNano, '1795176040092000000');
      assert.deepEqual(turn.attributes, [
        ['team', 'string', 'x'],
        ['conversation.id', 'string', 'c1'],
        ['turn.id', 'string', 't1'],
      ]);
      assert.deepEqual(
        turn.events.map(({ name, attributes }) => ({ name, attributes })),
        [
          {
            name: 'codex.user_prompt',
            attributes: [
              ['level', 'string', 'INFO'],
              ['target', 'string', 'codex_otel.trace_safe'],
              ['event.name', 'string', 'codex.user_prompt'],
              ['prompt_length', 'string', '10'],
              ['text_input_count', 'int', 1],
              ['image_input_count', 'int', 0],
              ['local_image_input_count', 'int', 0],
              ['event.timestamp', 'string', '2026-11-20T12:00:40.092Z'],
              ['conversation.id', 'string', 'c1'],
              ['originator', 'string', 'acme'],
              ['model', 'string', 'm'],
            ],
          },
        ],
      );
      assert.ok(!JSON.stringify(receiver.records).includes('secret'));
      assert.ok(!JSON.stringify(receiver.records).includes('a@b.c'));
    });

    it('go on with the trace that the process was started in, and with the configured tracestate', async () => {
      const tracestate = { example: { alpha: 'one', beta: 'two' } };
      const env = { TRACEPARENT: traceparent, TRACESTATE: 'example=alpha:zero;keep:yes,other=value' };
      const bus = startBus({ tracestate }, env);
      await bus.session({}).turn({}, () => undefined);
      await bus.close();
      const session = spanNamed('session');
      assert.deepEqual(
        [session.traceId, session.parentSpanId, session.traceState],
        ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7', 'example=alpha:one;keep:yes;beta:two,other=value'],
      );
      assert.equal(session.flags & 0x200, 0x200, 'its parent is elsewhere');
      assert.equal(spanNamed('turn').flags & 0x200, 0);
      assert.equal(spanNamed('turn').traceState, session.traceState);
    });

    it('are not sent where the sampler leaves them out, and that is counted', async () => {
      const bus = startBus({}, { OTEL_TRACES_SAMPLER: 'always_off' });
      const session = bus.session({});
      await session.turn({}, () => session.recordTurnTtft({ duration_ms: 1 }));
      const receipt = await bus.close();
      assert.deepEqual(receipt.refused, { sampled_out: 2 });
      assert.deepEqual(receiver.requests, []);
    });

    it('tell how many events and attributes the limits left out', async () => {
      const bus = startBus({}, { OTEL_SPAN_EVENT_COUNT_LIMIT: '2', OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '1' });
      const session = bus.session({ 'conversation.id': 'c1', model: 'm' });
      for (let number = 0; number < 5; number++) session.recordTurnTtft({ duration_ms: number });
      const receipt = await bus.close();
      const { events, droppedEventsCount, attributes, droppedAttributesCount } = spanNamed('session');
      assert.deepEqual([events.length, droppedEventsCount, attributes.length, droppedAttributesCount], [2, 3, 1, 1]);
      assert.deepEqual(receipt.spanEvents, { attached: 2, dropped: { span_full: 3 } });
    });

    it('hold events within their limits, too, and tell what these left out', async () => {
      const bus = startBus({}, { OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: '3', OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '5' });
      bus.session({ 'conversation.id': 'c1' }).recordTurnTtft({ duration_ms: 7 });
      await bus.close();
      const [event] = spanNamed('session').events;
      assert.deepEqual(
        event?.attributes.map(([, , value]) => value),
        ['INFO', 'codex', 'codex'],
      );
      assert.ok(Number(event?.droppedAttributesCount) >= 2);
    });

    it('are tried again, and counted when the collector keeps only some', async () => {
      receiver.answerWith([{ status: 503 }, { partialSuccess: { rejected: 1 } }]);
      const bus = startBus();
      await bus.session({}).turn({}, () => undefined);
      const { sinks } = await bus.close(8_000);
      assert.deepEqual([sinks['otlp.traces']?.delivered, sinks['otlp.traces']?.rejected], [1, 1]);
    });
  });
}
