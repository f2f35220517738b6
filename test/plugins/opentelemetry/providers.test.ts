/** OpenTelemetry records of a subsystem take the way of every event: declaration, redaction, ledger. */
import assert from 'node:assert/strict';
import { trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { defineEvents, fact } from '../../../core/index.js';
import { testBus } from '../../../core/testing/test-bus.js';
import { createLoggerProvider, createTracerProvider } from '../../../plugins/opentelemetry/index.js';

const events = defineEvents({ 'acme.build_finished': { ok: fact.boolean, duration_ms: fact.int } });

describe('the logger provider of a bus', () => {
  it('turns a log record into the event of its name, with its time', async () => {
    const { bus, sink } = testBus({ events });
    const logger = createLoggerProvider(bus).getLogger('acme');
    logger.emit({
      eventName: 'acme.build_finished',
      attributes: { ok: true, duration_ms: 812, host: 'secret' },
      timestamp: 1_795_175_404_000,
    });
    await bus.close();
    assert.equal(sink.records[0]?.time, 1_795_175_404_000);
    const attributes = sink.attributes(0);
    assert.equal(attributes['event.name'], 'acme.build_finished');
    assert.equal(attributes.duration_ms, 812);
    assert.equal(attributes.host, undefined, 'an undeclared attribute is content and stays');
  });

  it('counts a record whose name is not declared', async () => {
    const { bus, sink } = testBus({ events });
    createLoggerProvider(bus).getLogger('acme').emit({ body: 'a line of text' });
    const receipt = await bus.close();
    assert.equal(receipt.refused.unknown_event, 1);
    assert.equal(sink.records.length, 0);
  });
});

describe('the tracer provider of a bus', () => {
  it('emits the events of a span with the ids of the span, and registers nothing globally', async () => {
    const { bus, sink } = testBus({ events });
    const provider = createTracerProvider(bus);
    const span = provider.getTracer('acme').startSpan('build');
    span.addEvent('acme.build_finished', { ok: false });
    span.end();
    await provider.shutdown();
    await bus.close();
    assert.equal(sink.records[0]?.trace?.traceId, span.spanContext().traceId);
    assert.equal(sink.records[0]?.trace?.spanId, span.spanContext().spanId);
    assert.equal(trace.getTracer('other').startSpan('x').isRecording(), false);
    assert.equal(logs.getLogger('other').enabled?.() ?? false, false);
  });
});
