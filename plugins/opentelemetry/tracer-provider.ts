/** A `TracerProvider` on OpenTelemetry's SDK whose spans, and the events on them, enter the bus. */
import { BasicTracerProvider, type ReadableSpan, type SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { HandedInSpan, SpanKind, SpanStatus } from '../../core/index.js';
import { type AnyBus, targetOf, toMilliseconds, toReference, withoutName } from './hand-over.js';
import { belowActiveSpan } from './parent.js';

/** An SDK span drops events beyond its limit without telling anybody; so it keeps them all, and the bus counts. */
const eventCountLimit = 65_536;

/**
 * Creates a tracer provider of the bus, private to its caller; a host that wants it globally registers it itself. Its root spans
 * are children of the bus's active span. When a span ends, each of its events whose name the bus declares is emitted, and the
 * span goes to the sinks that take spans: the same redaction, limits and ledger. Sampler and limits are the SDK's, by the
 * standard variables. `shutdown` leaves the bus open, since it belongs to the host.
 */
export function createTracerProvider(bus: AnyBus): BasicTracerProvider {
  const processor: SpanProcessor = {
    onStart: () => undefined,
    onEnd: (span) => {
      if ((span.spanContext().traceFlags & 1) === 1) bus.handInSpan(toHandedIn(span));
    },
    forceFlush: async () => void (await bus.flush()),
    shutdown: async () => void (await bus.flush()),
  };
  return new BusTracerProvider({ spanProcessors: [processor], spanLimits: { eventCountLimit } });
}

class BusTracerProvider extends BasicTracerProvider {
  override getTracer(
    ...about: Parameters<BasicTracerProvider['getTracer']>
  ): ReturnType<BasicTracerProvider['getTracer']> {
    return belowActiveSpan(super.getTracer(...about));
  }
}

const kinds: readonly SpanKind[] = ['internal', 'server', 'client', 'producer', 'consumer'];
const statuses: readonly SpanStatus[] = ['unset', 'ok', 'error'];

/** What `recordException` leaves on a span: its message and stack are content, so of it only the type stays. */
const exceptionEvent = 'exception';

function toHandedIn(span: ReadableSpan): HandedInSpan {
  const context = span.spanContext();
  const events = span.events.filter(({ name }) => name !== exceptionEvent);
  const errorType = span.events.find(({ name }) => name === exceptionEvent)?.attributes?.['exception.type'];
  return {
    name: span.name,
    kind: kinds[span.kind] ?? 'internal',
    trace: toReference(context),
    parentSpanId: span.parentSpanContext?.spanId,
    isParentRemote: span.parentSpanContext?.isRemote === true,
    traceState: context.traceState?.serialize(),
    startTime: toMilliseconds(span.startTime),
    endTime: toMilliseconds(span.endTime),
    status: statuses[span.status.code] ?? 'unset',
    attributes: { ...(errorType !== undefined && { 'error.type': errorType }), ...span.attributes },
    events: events.map(({ name, time, attributes }) => ({
      name,
      time: toMilliseconds(time),
      attributes: withoutName(attributes ?? {}),
    })),
    links: span.links.map(({ context: linked }) => toReference(linked)),
    target: targetOf(span.instrumentationScope.name),
    dropped: {
      events: span.droppedEventsCount + span.events.length - events.length,
      attributes: span.droppedAttributesCount,
      links: span.droppedLinksCount,
    },
  };
}
