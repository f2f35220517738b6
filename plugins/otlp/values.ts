/** Plain values as OpenTelemetry takes them: attributes, and times of 64 bits of nanoseconds. */
import type { HrTime } from '@opentelemetry/api';
import type { AnyValue, AnyValueMap } from '@opentelemetry/api-logs';
import type { Attribute, FieldValue } from '../../core/index.js';

/** Attributes in their order. Without a prototype, so that a field called `__proto__` is a field. */
export function toAttributes(attributes: readonly Attribute[]): AnyValueMap {
  const map: AnyValueMap = Object.create(null);
  for (const [name, value] of attributes) map[name] = toAnyValue(value);
  return map;
}

function toAnyValue(value: FieldValue): AnyValue {
  if (typeof value !== 'object') return value;
  if (isList(value)) return value.map(toAnyValue);
  const map: AnyValueMap = Object.create(null);
  for (const [key, item] of Object.entries(value)) if (item !== undefined) map[key] = toAnyValue(item);
  return map;
}

const isList = (value: object): value is readonly FieldValue[] => Array.isArray(value);

/** Milliseconds of the latest time that 64 bits of nanoseconds hold, in the year 2554. */
const latestTimeMs = 18_446_744_073_000;

/** Seconds and nanoseconds since the epoch; times that the wire cannot hold become its first or last. */
export function toHrTime(timeMs: number): HrTime {
  const boundedMs = timeMs > 0 ? Math.min(timeMs, latestTimeMs) : 0;
  return [Math.floor(boundedMs / 1_000), Math.round((boundedMs % 1_000) * 1_000_000)];
}
