/** The record of a span completed, when it is known what a span may hold: with its events, within the limits. */
import { spanNameField } from '../catalogue/span-attributes.js';
import { type EndedSpan, type Fields, type FieldValue, type TelemetryEvent, withChanges } from '../events.js';
import type { SpanLimits } from '../plugin.js';
import type { Span } from './span.js';

/** Those of OpenTelemetry's specification. */
export const defaultSpanLimits: SpanLimits = Object.freeze({
  maxEvents: 128,
  maxAttributes: 128,
  maxLinks: 128,
  maxEventAttributes: 128,
  maxValueLength: Number.POSITIVE_INFINITY,
});

/** The record of a span with its trace state and the events that sit on it for one sink, within the limits. What is left out is counted in it. */
export function completeSpan(record: TelemetryEvent, span: Span, sink: string, limits: SpanLimits): TelemetryEvent {
  if (!record.span) return record;
  const { kept, dropped } = span.eventsFor(sink);
  const { fields, left } = limitFields(record.fields, limits);
  const links = record.span.links.slice(0, limits.maxLinks);
  return withChanges(record, {
    fields,
    bytes: record.bytes + kept.reduce((sum, event) => sum + bytesOf(event), 0),
    span: {
      ...record.span,
      ...timesOf(record.span, kept),
      traceState: span.tracing.traceStateOf(span),
      events: kept,
      links,
      eventLimits: { maxAttributes: limits.maxEventAttributes, maxValueLength: limits.maxValueLength },
      dropped: {
        events: record.span.dropped.events + dropped,
        attributes: record.span.dropped.attributes + left,
        links: record.span.dropped.links + record.span.links.length - links.length,
      },
    },
  });
}

/** A span lies where its events lie when all of them happened before it began: a session that is told afterwards, such as a replay. */
function timesOf({ startTime, endTime }: EndedSpan, events: readonly TelemetryEvent[]) {
  const times = events.map(({ time }) => time);
  const latest = Math.max(...times);
  return events.length > 0 && latest < startTime
    ? { startTime: Math.min(...times), endTime: latest }
    : { startTime, endTime };
}

/** The name is no attribute, and stays whole. */
function limitFields(fields: Fields, { maxAttributes, maxValueLength }: SpanLimits): { fields: Fields; left: number } {
  const kept: Record<string, FieldValue | undefined> = {};
  let left = 0;
  let count = 0;
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (name === spanNameField) kept[name] = value;
    else if (count++ >= maxAttributes) left++;
    else kept[name] = typeof value === 'string' ? value.slice(0, maxValueLength) : value;
  }
  return { fields: kept, left };
}

/** An event on a span holds facts alone, so its estimate of the log lane would be far too high. */
function bytesOf({ fields }: TelemetryEvent): number {
  return Object.values(fields).reduce<number>(
    (sum, value) => sum + 28 + (typeof value === 'string' ? value.length : 0),
    320,
  );
}
