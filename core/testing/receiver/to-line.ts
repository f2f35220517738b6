/** What arrived as one JSON line each, for `codexotel sink`. Headers are never in it. */
import type {
  Attributes,
  PlainValue,
  ReceivedLog,
  ReceivedMetric,
  ReceivedPoint,
  ReceivedRecord,
  ReceivedSpan,
} from './records.js';
import type { RefusedRequest } from './requests.js';

/** An object that `JSON.stringify` writes as it is. */
export type Line = { readonly [key: string]: PlainValue };

const NANOS_PER_MS = 1_000_000n;

/** JSON has no word for NaN and the infinities, so they are written as text, as OTLP does. */
function toJson(value: PlainValue): PlainValue {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(toJson);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toJson(inner)]));
}

const toObject = (attributes: Attributes): Line =>
  Object.fromEntries(attributes.map(([key, , value]) => [key, toJson(value)]));

/** The first time that is set, as ISO text; nothing without one. */
function toTime(...nanos: readonly string[]): Line {
  const set = nanos.find((time) => time !== '0');
  return set === undefined ? {} : { time: new Date(Number(BigInt(set) / NANOS_PER_MS)).toISOString() };
}

const SEVERITIES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
const SPAN_KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const STATUS_CODES = ['unset', 'ok', 'error'] as const;
const TEMPORALITIES = ['unspecified', 'delta', 'cumulative'] as const;

/** The text of the severity, or the name of its range: four numbers share a name. */
function toSeverity({ severityText, severityNumber }: ReceivedLog): Line {
  const severity = severityText === '' ? SEVERITIES[Math.ceil(severityNumber / 4) - 1] : severityText;
  return severity === undefined ? {} : { severity };
}

/** Codex keeps the source position in the field and the event's name in an attribute. */
function toEventName(log: ReceivedLog): string {
  const [, , named] = log.attributes.find(([key]) => key === 'event.name') ?? [];
  return typeof named === 'string' ? named : log.eventName;
}

const toLogLine = (log: ReceivedLog): Line => ({
  event: toEventName(log),
  ...toTime(log.timeUnixNano, log.observedTimeUnixNano),
  ...toSeverity(log),
  scope: log.scope.name,
  ...(log.body !== null && { body: toJson(log.body[1]) }),
  ...(log.traceId !== undefined && { traceId: log.traceId }),
  ...(log.spanId !== undefined && { spanId: log.spanId }),
  resource: toObject(log.resource),
  attributes: toObject(log.attributes),
});

const toSpanLine = (span: ReceivedSpan): Line => ({
  span: span.name,
  ...toTime(span.startTimeUnixNano),
  duration_ms: Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / Number(NANOS_PER_MS),
  kind: SPAN_KINDS[span.kind] ?? span.kind,
  status: STATUS_CODES[span.status.code] ?? span.status.code,
  ...(span.status.message !== '' && { statusMessage: span.status.message }),
  scope: span.scope.name,
  traceId: span.traceId,
  spanId: span.spanId,
  ...(span.parentSpanId !== undefined && { parentSpanId: span.parentSpanId }),
  resource: toObject(span.resource),
  attributes: toObject(span.attributes),
  events: span.events.map(({ name, timeUnixNano, attributes }) => ({
    name,
    ...toTime(timeUnixNano),
    attributes: toObject(attributes),
  })),
  links: span.links.map(({ traceId, spanId, attributes }) => ({ traceId, spanId, attributes: toObject(attributes) })),
});

/** A point keeps the figures that its kind has. */
function toPointLine({ attributes, timeUnixNano, startTimeUnixNano: _, flags: __, ...figures }: ReceivedPoint): Line {
  const kept = Object.entries(figures).map(([key, figure]) => [key, toJson(figure)] as const);
  return { ...toTime(timeUnixNano), attributes: toObject(attributes), ...Object.fromEntries(kept) };
}

const toMetricLine = (metric: ReceivedMetric): Line => ({
  metric: metric.name,
  kind: metric.kind,
  unit: metric.unit,
  ...(metric.temporality !== undefined && { temporality: TEMPORALITIES[metric.temporality] ?? metric.temporality }),
  ...(metric.isMonotonic !== undefined && { isMonotonic: metric.isMonotonic }),
  scope: metric.scope.name,
  resource: toObject(metric.resource),
  points: metric.points.map(toPointLine),
});

function toRecordLine(record: ReceivedRecord): Line {
  switch (record.signal) {
    case 'logs':
      return toLogLine(record);
    case 'traces':
      return toSpanLine(record);
    case 'metrics':
      return toMetricLine(record);
  }
}

/**
 * Turns a kept record, or a refused request, into an object for one line of JSON.
 *
 * A refused request tells why, over which transport and to which path; of its body and its headers nothing.
 */
export function toLine(entry: ReceivedRecord | RefusedRequest): Line {
  if ('refusedReason' in entry) {
    const { refusedReason, signal, transport, path } = entry;
    // A query may hold a key.
    const [bare = path] = path.split('?', 1);
    return { refused: refusedReason, ...(signal !== undefined && { signal }), transport, path: bare };
  }
  return { signal: entry.signal, transport: entry.transport, ...toRecordLine(entry) };
}
