/** Decoded trace requests as received records. */
import { toOrigin } from './origin.js';
import { toAttributes, toHex } from './plain-value.js';
import type { ReceivedSpan, ReceivedSpanEvent, ReceivedSpanLink, RecordOrigin, Transport } from './records.js';
import type { Decoded } from './schema/messages.js';

const toEvent = (event: Decoded<'SpanEvent'>): ReceivedSpanEvent => ({
  name: event.name,
  timeUnixNano: event.timeUnixNano.toString(),
  attributes: toAttributes(event.attributes),
  droppedAttributesCount: event.droppedAttributesCount,
});

const toLink = (link: Decoded<'SpanLink'>): ReceivedSpanLink => ({
  traceId: toHex(link.traceId),
  spanId: toHex(link.spanId),
  traceState: link.traceState,
  flags: link.flags,
  attributes: toAttributes(link.attributes),
  droppedAttributesCount: link.droppedAttributesCount,
});

function toSpan(span: Decoded<'Span'>, origin: RecordOrigin): ReceivedSpan {
  return {
    signal: 'traces',
    ...origin,
    name: span.name,
    traceId: toHex(span.traceId),
    spanId: toHex(span.spanId),
    ...(span.parentSpanId.length > 0 && { parentSpanId: toHex(span.parentSpanId) }),
    traceState: span.traceState,
    flags: span.flags,
    kind: span.kind,
    startTimeUnixNano: span.startTimeUnixNano.toString(),
    endTimeUnixNano: span.endTimeUnixNano.toString(),
    status: { code: span.status?.code ?? 0, message: span.status?.message ?? '' },
    attributes: toAttributes(span.attributes),
    droppedAttributesCount: span.droppedAttributesCount,
    events: span.events.map(toEvent),
    droppedEventsCount: span.droppedEventsCount,
    links: span.links.map(toLink),
    droppedLinksCount: span.droppedLinksCount,
  };
}

/** One record per span, in the order of the wire. */
export function toSpans(request: Decoded<'ExportTraceServiceRequest'>, transport: Transport): ReceivedSpan[] {
  return request.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) => {
      const origin = toOrigin(transport, resource, scope);
      return spans.map((span) => toSpan(span, origin));
    }),
  );
}
