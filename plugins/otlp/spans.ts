/** From a span that ended to the span that the OTLP serializers read. */
import type { Attributes, Link, SpanContext, TraceState } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace-base';
import {
  type Attribute,
  attributesOf,
  type EndedSpan,
  spanNameField,
  type TelemetryEvent,
  type TraceReference,
  traceSafeTarget,
} from '../../core/index.js';
import { toAttributes, toHrTime } from './values.js';

/** What all spans of a sink have in common. */
export interface SpanFrame {
  readonly resource: Resource;
  /** The scope is named as Codex names it: by the service. */
  readonly scope: { readonly name: string };
  /** Attributes that the owner wants on every span; a span's own win. */
  readonly attributes: Readonly<Record<string, string>>;
}

const kinds = { internal: 0, server: 1, client: 2, producer: 3, consumer: 4 } as const;
const statuses = { unset: 0, ok: 1, error: 2 } as const;

/** The span of one record; `undefined` for a record that is no span. */
export function toReadableSpan(record: TelemetryEvent, frame: SpanFrame): ReadableSpan | undefined {
  const { span, trace } = record;
  if (!span || !trace) return undefined;
  const attributes = attributesOf(record, { lane: 'trace' }).filter(([name]) => !ownNames.has(name));
  return {
    name: String(record.fields[spanNameField] ?? ''),
    kind: kinds[span.kind],
    spanContext: () => toSpanContext(trace, span.traceState),
    ...(span.parentSpanId !== undefined && { parentSpanContext: toParentContext(trace, span, span.parentSpanId) }),
    startTime: toHrTime(span.startTime),
    endTime: toHrTime(span.endTime),
    duration: toHrTime(span.endTime - span.startTime),
    ended: true,
    status: { code: statuses[span.status] },
    attributes: { ...frame.attributes, ...(toAttributes(attributes) as Attributes) },
    links: span.links.map((link): Link => ({ context: toSpanContext(link, '') })),
    events: span.events.map((event) => toTimedEvent(event, span.eventLimits ?? unlimited)),
    resource: frame.resource,
    instrumentationScope: frame.scope,
    droppedAttributesCount: span.dropped.attributes,
    droppedEventsCount: span.dropped.events,
    droppedLinksCount: span.dropped.links,
  };
}

/** What an event's attributes begin with, and the name of the span, which has a place of its own. */
const ownNames: ReadonlySet<string> = new Set(['event.name', spanNameField]);

const unlimited = { maxAttributes: Number.POSITIVE_INFINITY, maxValueLength: Number.POSITIVE_INFINITY };

/** As Codex writes it, level and target first; but the name of the event is its name, and no line of a source. What is too much is counted. */
function toTimedEvent(event: TelemetryEvent, { maxAttributes, maxValueLength }: typeof unlimited): TimedEvent {
  const all = [
    ['level', event.declaration.level ?? 'INFO'],
    ['target', event.target ?? traceSafeTarget],
    ...attributesOf(event, { lane: 'trace' }),
  ] as const satisfies readonly Attribute[];
  const kept = all
    .slice(0, maxAttributes)
    .map(([name, value]): Attribute => [name, typeof value === 'string' ? value.slice(0, maxValueLength) : value]);
  return {
    name: event.name,
    time: toHrTime(event.time),
    attributes: toAttributes(kept) as Attributes,
    droppedAttributesCount: all.length - kept.length,
  };
}

function toSpanContext({ traceId, spanId, traceFlags = 0 }: TraceReference, traceState: string): SpanContext {
  return { traceId, spanId, traceFlags, ...(traceState !== '' && { traceState: toTraceState(traceState) }) };
}

const toParentContext = ({ traceId }: TraceReference, { isParentRemote }: EndedSpan, spanId: string): SpanContext => ({
  traceId,
  spanId,
  traceFlags: 0,
  isRemote: isParentRemote,
});

/** What was merged and written already; the serializers only write it. */
const toTraceState = (written: string): TraceState => ({
  get: () => undefined,
  set: () => toTraceState(written),
  unset: () => toTraceState(written),
  serialize: () => written,
});
