/** From an event to the log record that the OTLP serializers read. */
import type { HrTime } from '@opentelemetry/api';
import type { AnyValue, AnyValueMap } from '@opentelemetry/api-logs';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import {
  attributesOf,
  type FieldValue,
  identityOf,
  type TelemetryEvent,
  type TraceReference,
} from '../../core/index.js';

/** The scope of session events, named as Codex names it; one object, since records are grouped by its identity. */
const scope = Object.freeze({ name: 'codex_otel.log_only' });

const info = { number: 9, text: 'INFO' } as const;

/** The record of one event: no body, the name in `eventName` and as the first attribute, attributes in wire order, its identity last. */
export function toLogRecord(event: TelemetryEvent, resource: Resource): ReadableLogRecord {
  return {
    hrTime: toHrTime(event.time),
    hrTimeObserved: toHrTime(event.observedTime),
    ...(event.trace && { spanContext: toSpanContext(event.trace) }),
    severityNumber: info.number,
    severityText: info.text,
    eventName: event.name,
    resource,
    instrumentationScope: scope,
    attributes: toAttributes(event),
    droppedAttributesCount: 0,
  };
}

function toAttributes(event: TelemetryEvent): AnyValueMap {
  // Without a prototype, so that a field called `__proto__` is a field.
  const attributes: AnyValueMap = Object.create(null);
  for (const [name, value] of attributesOf(event, { lane: 'log' })) attributes[name] = toAnyValue(value);
  for (const [name, value] of identityOf(event)) attributes[name] = toAnyValue(value);
  return attributes;
}

function toAnyValue(value: FieldValue): AnyValue {
  if (typeof value !== 'object') return value;
  if (isList(value)) return value.map(toAnyValue);
  const map: AnyValueMap = Object.create(null);
  for (const [key, item] of Object.entries(value)) if (item !== undefined) map[key] = toAnyValue(item);
  return map;
}

const isList = (value: object): value is readonly FieldValue[] => Array.isArray(value);

const toSpanContext = ({ traceId, spanId, traceFlags = 0 }: TraceReference) => ({ traceId, spanId, traceFlags });

/** Milliseconds of the latest time that 64 bits of nanoseconds hold, in the year 2554. */
const latestTimeMs = 18_446_744_073_000;

/** Seconds and nanoseconds since the epoch; times that the wire cannot hold become its first or last. */
function toHrTime(timeMs: number): HrTime {
  const boundedMs = timeMs > 0 ? Math.min(timeMs, latestTimeMs) : 0;
  return [Math.floor(boundedMs / 1_000), Math.round((boundedMs % 1_000) * 1_000_000)];
}
