/** A point as the record that a sink gets: it waits, is sent, and is accounted for like any other. */
import { declareEvent } from '../catalogue/define.js';
import type { TelemetryEvent } from '../events.js';
import type { MetricPoint } from './point.js';

const nothing = Object.freeze({});
const metricRecord = declareEvent({}, { tail: 'none', lanes: ['trace'] });

/** Of the name of the record; no event bears it. */
export const metricRecordName = 'metric';

/** Estimated bytes of a point besides its texts, and of one bucket. */
const pointBytes = 120;
const bucketBytes = 17;

/** The record of a point. */
export function toMetricRecord(point: MetricPoint): TelemetryEvent {
  const { metric, tags, value, endTime } = point;
  const buckets = value.kind === 'histogram' ? value.counts.length * bucketBytes : 0;
  const tagBytes = Object.entries(tags).reduce((sum, [name, text]) => sum + name.length + text.length + 8, 0);
  return {
    name: metricRecordName,
    declaration: metricRecord,
    time: endTime,
    observedTime: endTime,
    stream: metricRecordName,
    sequence: 0,
    session: nothing,
    fields: nothing,
    undeclared: undefined,
    trace: undefined,
    ordinal: undefined,
    bytes: pointBytes + metric.name.length + metric.description.length + tagBytes + buckets,
    target: undefined,
    span: undefined,
    point,
  };
}
