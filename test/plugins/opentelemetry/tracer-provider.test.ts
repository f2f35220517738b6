/** Spans of a subsystem that speaks OpenTelemetry: the same records, redaction and ledger as those of the bus. */
import assert from 'node:assert/strict';
import { context, trace } from '@opentelemetry/api';
import { defineEvents, fact, type TelemetryEvent } from '../../../core/index.js';
import { memorySink } from '../../../core/testing/memory-sink.js';
import { testBus } from '../../../core/testing/test-bus.js';
import { createTracerProvider } from '../../../plugins/opentelemetry/index.js';
import { redaction } from '../../../plugins/redaction/index.js';

const events = defineEvents({ 'acme.step_done': { number: fact.int } });
const nameOf = ({ fields }: TelemetryEvent) => fields['otel.name'];

function makeBus() {
  const spans = memorySink({ name: 'spans', unit: 'span', lane: 'trace' });
  const { bus, sink } = testBus({ events, plugins: [redaction, spans.plugin] });
  return { bus, sink, spans, tracer: createTracerProvider(bus).getTracer('acme') };
}

describe('the tracer provider of a bus', () => {
  it('hands its spans to the sinks that take spans, with kind, status, link and parent', async () => {
    const { bus, spans, tracer } = makeBus();
    const parent = tracer.startSpan('index', { kind: 3, attributes: { 'http.request.method': 'GET', note: 'text' } });
    const child = tracer.startSpan(
      'read',
      { links: [{ context: parent.spanContext() }] },
      trace.setSpan(context.active(), parent),
    );
    child.setStatus({ code: 2, message: 'the secret' });
    child.end();
    parent.end();
    const receipt = await bus.close();
    const [read, index] = spans.records;
    assert.deepEqual(spans.records.map(nameOf), ['read', 'index']);
    assert.equal(read?.span?.parentSpanId, parent.spanContext().spanId);
    assert.deepEqual([read?.span?.status, read?.span?.links.length, index?.span?.kind], ['error', 1, 'producer']);
    assert.equal(index?.fields['http.request.method'], 'GET');
    assert.equal(index?.span?.dropped.attributes, 1, 'what is not declared is content');
    assert.ok(!JSON.stringify(spans.records).includes('the secret'));
    assert.equal(receipt.sinks['spans.records']?.delivered, 2);
  });

  it('keeps of an exception its type alone, and counts its event as left out', async () => {
    const { bus, spans, tracer } = makeBus();
    const faults: string[] = [];
    bus.on('fault', ({ message }) => faults.push(message));
    const span = tracer.startSpan('index');
    span.recordException(new TypeError('the secret'));
    span.end();
    const { refused } = await bus.close();
    const [index] = spans.records;
    assert.equal(index?.fields['error.type'], 'TypeError');
    assert.equal(index?.span?.dropped.events, 1);
    assert.deepEqual([refused, faults], [{}, []]);
    assert.ok(!JSON.stringify(spans.records).includes('the secret'));
  });

  it('begins its root spans below the active span of the bus', async () => {
    const { bus, spans, tracer } = makeBus();
    await bus
      .session({ 'conversation.id': 'c1' })
      .turn({}, () => tracer.startActiveSpan('index', (span) => span.end()));
    await bus.close();
    const [index, turn] = spans.records;
    assert.equal(index?.span?.parentSpanId, turn?.trace?.spanId);
    assert.equal(index?.trace?.traceId, turn?.trace?.traceId);
    assert.deepEqual([index?.span?.isParentRemote, index?.session['conversation.id']], [false, 'c1']);
  });

  it('puts the configured tracestate on its spans, as the bus does on its own', async () => {
    const spans = memorySink({ name: 'spans', unit: 'span', lane: 'trace' });
    const tracestate = { example: { alpha: 'one' } };
    const { bus } = testBus({ plugins: [spans.plugin], config: { otel: { tracestate } } });
    const tracer = createTracerProvider(bus).getTracer('acme');
    tracer.startSpan('root').end();
    await bus.session({}).turn({}, () => tracer.startSpan('below').end());
    await bus.close();
    assert.deepEqual(
      spans.records.map((record) => [nameOf(record), record.span?.traceState]),
      ['root', 'below', 'turn', 'session'].map((name) => [name, 'example=alpha:one']),
    );
  });

  it('begins nested spans below one another without a context manager, and below a span of the bus that lies between', async () => {
    const { bus, spans, tracer } = makeBus();
    const session = bus.session({ 'conversation.id': 'c1' });
    await session.turn({}, () =>
      tracer.startActiveSpan('outer', async (outer) => {
        await new Promise<void>((resolve) => setImmediate(resolve));
        tracer.startActiveSpan('inner', (inner) => {
          tracer.startSpan('innermost').end();
          inner.end();
        });
        await session.span({ name: 'ours' }, () => tracer.startSpan('below ours').end());
        outer.end();
      }),
    );
    tracer.startSpan('afterwards').end();
    await bus.close();
    const nameOf = (spanId: string | undefined) =>
      spans.records.find(({ trace }) => trace?.spanId === spanId)?.fields['otel.name'];
    const parents = spans.records.map(({ fields, span }) => [fields['otel.name'], nameOf(span?.parentSpanId)]);
    assert.deepEqual(Object.fromEntries(parents), {
      turn: 'session',
      outer: 'turn',
      inner: 'outer',
      innermost: 'inner',
      ours: 'turn',
      'below ours': 'ours',
      session: undefined,
      afterwards: undefined,
    });
  });

  it('puts the declared events of a span onto it; of more than a span may hold the first are counted, not lost', async () => {
    const { bus, sink, spans, tracer } = makeBus();
    const span = tracer.startSpan('index');
    for (let number = 1; number <= 200; number++) span.addEvent('codex.turn_ttft', { duration_ms: number });
    span.addEvent('exception', { 'exception.message': 'the secret' });
    span.end();
    const receipt = await bus.close();
    const [index] = spans.records;
    assert.deepEqual([index?.span?.events.length, index?.span?.dropped.events], [128, 73]);
    assert.deepEqual(receipt.spanEvents, { attached: 128, dropped: { span_full: 72 } });
    assert.deepEqual([receipt.refused, sink.records.length], [{}, 200]);
    assert.equal(sink.records[0]?.trace?.spanId, span.spanContext().spanId);
  });

  it('has its spans cleaned like events, names too', async () => {
    const { bus, spans, tracer } = makeBus();
    const token = ['sk', '0123456789abcdefghij'].join('-');
    tracer.startSpan(`GET /?token=${token}`, { attributes: { 'rpc.method': token } }).end();
    await bus.close();
    assert.equal(spans.records.length, 1);
    assert.ok(!JSON.stringify(spans.records).includes(token));
  });

  it('refuses and counts a span of no usable form', async () => {
    const { bus, spans } = makeBus();
    bus.handInSpan({} as never);
    bus.handInSpan(undefined as never);
    const receipt = await bus.close();
    assert.deepEqual([receipt.emitted, receipt.refused, spans.records.length], [2, { invalid_event: 2 }, 0]);
  });
});
