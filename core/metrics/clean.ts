/** Points as they may leave: late tags filled in, texts cleaned and made legal, and what then is under the same tags put together. */
import { sanitizeMetricTagValue } from '../catalogue/metric-tag.js';
import type { SessionFacts } from '../events.js';
import type { MetricPoint, MetricValue, Tags } from './point.js';
import { isLegalTag } from './rules.js';

/** What a tag reads that is only known when its point leaves: no text that anybody gives is empty. */
export const lateTag = '';

/** What is known when points leave. */
export interface CleanContext {
  /** Takes out of a text what must not leave. */
  readonly redactText: (text: string) => string;
  /** Facts that are only known by now, such as the originator. */
  readonly lateFacts: SessionFacts;
}

/**
 * Cleans points. Texts are redacted before they are made legal, since nobody would know a secret again whose `=` has become a `_`.
 * Then some that were apart may bear the same tags: their values are added up.
 */
export function cleanPoints(points: readonly MetricPoint[], context: CleanContext): readonly MetricPoint[] {
  const redact = remember(context.redactText);
  const clean = remember((text) => {
    const redacted = redact(text);
    return isLegalTag(redacted) ? redacted : sanitizeMetricTagValue(redacted);
  });
  const cleaned = new Map<string, MetricPoint>();
  for (const point of points) {
    const tags = cleanTags(point.tags, context.lateFacts, clean);
    const { name, unit } = point.metric;
    const description = redact(point.metric.description);
    const metric = description === point.metric.description ? point.metric : { name, unit, description };
    const key = JSON.stringify([name, unit, description, point.value.kind, tags]);
    const same = cleaned.get(key);
    cleaned.set(key, same ? put(same, point) : { ...point, metric, tags });
  }
  return [...cleaned.values()];
}

/** The same for texts, each of which is asked for once. */
function remember(convert: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const converted = known.get(text) ?? convert(text);
    known.set(text, converted);
    return converted;
  };
}

function cleanTags(tags: Tags, late: SessionFacts, clean: (text: string) => string): Tags {
  const entries = Object.entries(tags).flatMap(([name, value]) => {
    const said = value === lateTag ? late[name] : value;
    return typeof said === 'string' && said !== lateTag ? [[clean(name), clean(said)] as const] : [];
  });
  return Object.freeze(Object.fromEntries(entries));
}

/** Two points of one metric as one. */
function put(one: MetricPoint, other: MetricPoint): MetricPoint {
  const startTime = Math.min(one.startTime, other.startTime);
  return { ...one, startTime, value: addUp(one.value, other.value) };
}

function addUp(one: MetricValue, other: MetricValue): MetricValue {
  if (one.kind === 'counter' && other.kind === 'counter') return { ...one, value: one.value + other.value };
  if (one.kind !== 'histogram' || other.kind !== 'histogram') return other;
  return {
    ...one,
    count: one.count + other.count,
    sum: one.sum + other.sum,
    min: Math.min(one.min, other.min),
    max: Math.max(one.max, other.max),
    counts: one.counts.map((count, bucket) => count + (other.counts[bucket] ?? 0)),
  };
}
