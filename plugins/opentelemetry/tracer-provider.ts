/** A `TracerProvider` whose span events enter the bus, each with the span that it sits on. */
import { BasicTracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { type AnyBus, handOver } from './hand-over.js';

/**
 * Creates a tracer provider of the bus, private to its caller. When a span ends, each of its events whose name the bus
 * declares is emitted with the span's ids, so that log records can be joined with the trace. Spans themselves are not
 * exported yet. An SDK span keeps 128 events and drops the rest.
 */
export function createTracerProvider(bus: AnyBus): BasicTracerProvider {
  const processor: SpanProcessor = {
    onStart: () => undefined,
    onEnd: (span) => {
      for (const { name, attributes = {}, time } of span.events)
        handOver(bus, { name, attributes, time, span: span.spanContext() });
    },
    forceFlush: async () => void (await bus.flush()),
    shutdown: async () => void (await bus.flush()),
  };
  return new BasicTracerProvider({ spanProcessors: [processor] });
}
