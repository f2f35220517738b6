/** From a span that ended to the record that the bus carries. */
import { spanRecord, spanRecordName } from '../catalogue/span-attributes.js';
import { type EventLine, prepareLine } from '../event-line.js';
import type { TelemetryEvent } from '../events.js';
import { defaultLimits, type Note } from '../normalise.js';
import type { Span } from './span.js';

/** How spans are taken: as events of the declaration `span`. */
export const spanLine: EventLine = prepareLine(spanRecordName, spanRecord, defaultLimits);

/** The record of a span: what was said of it in the declared types, without what is known when it leaves: the events that sit on it, and its trace state. */
export function toRecord(span: Span, note: Note): TelemetryEvent | undefined {
  const snapshot = spanLine.take(span.fields, note);
  const { start, endTime = start.startTime, status } = span;
  if (!snapshot) return undefined;
  const { dropped = nothing } = start;
  return {
    name: spanLine.name,
    declaration: spanLine.declaration,
    time: start.startTime,
    observedTime: endTime,
    stream: start.session.stream,
    sequence: 0,
    session: start.session.facts,
    fields: snapshot.fields,
    undeclared: snapshot.undeclared,
    trace: { traceId: start.trace.id, spanId: start.spanId, traceFlags: 1 },
    ordinal: undefined,
    bytes: snapshot.bytes,
    target: undefined,
    point: undefined,
    span: {
      kind: start.kind,
      parentSpanId: start.parentSpanId,
      isParentRemote:
        start.isParentRemote ?? (start.trace.parent !== undefined && start.trace.parent.spanId === start.parentSpanId),
      traceState: '',
      startTime: start.startTime,
      endTime,
      status,
      events: [],
      links: start.links ?? [],
      dropped: {
        events: dropped.events,
        attributes: dropped.attributes + countOf(span.fields) - countOf(snapshot.fields),
        links: dropped.links,
      },
    },
  };
}

const nothing = { events: 0, attributes: 0, links: 0 };

const countOf = (fields: Readonly<Record<string, unknown>>): number =>
  Object.values(fields).filter((value) => value !== undefined && value !== null).length;
