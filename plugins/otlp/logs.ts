/** From an event to the log record that the OTLP serializers read. */
import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { attributesOf, identityOf, logOnlyTarget, type TelemetryEvent, type TraceReference } from '../../core/index.js';
import { toAttributes, toHrTime } from './values.js';

/** Scopes by target, as Codex names them; one object each, since records are grouped by its identity. */
const scopes = new Map<string, { readonly name: string }>();

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
    instrumentationScope: scopeOf(event.target ?? logOnlyTarget),
    attributes: toAttributes([...attributesOf(event, { lane: 'log' }), ...identityOf(event)]),
    droppedAttributesCount: 0,
  };
}

/** Targets are listed by the host, so there are few. */
function scopeOf(target: string): { readonly name: string } {
  const known = scopes.get(target) ?? Object.freeze({ name: target });
  scopes.set(target, known);
  return known;
}

const toSpanContext = ({ traceId, spanId, traceFlags = 0 }: TraceReference) => ({ traceId, spanId, traceFlags });
