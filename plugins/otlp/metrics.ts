/** From points to the metric data that the OTLP serializers read: one metric a name, all of them under the meter `codex`. */
import type { Resource } from '@opentelemetry/resources';
import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { MetricPoint, TelemetryEvent } from '../../core/index.js';
import { toHrTime } from './values.js';

/** What is needed of OpenTelemetry besides its types. */
export type MetricEnums = Pick<
  typeof import('@opentelemetry/sdk-metrics'),
  'AggregationTemporality' | 'DataPointType'
> &
  Pick<typeof import('@opentelemetry/api'), 'ValueType'>;

/** The meter is named as Codex names it, whatever the service. */
const scope = Object.freeze({ name: 'codex' });

/** The request of a batch; records that are no points are left out. */
export function toResourceMetrics(
  batch: readonly TelemetryEvent[],
  resource: Resource,
  enums: MetricEnums,
): ResourceMetrics {
  const byMetric = new Map<string, MetricData>();
  for (const { point } of batch) {
    if (!point) continue;
    const { metric, value, temporality } = point;
    const key = JSON.stringify([metric.name, metric.unit, metric.description, value.kind, temporality]);
    const data = byMetric.get(key) ?? emptyData(point, enums);
    byMetric.set(key, data);
    (data.dataPoints as unknown[]).push(toDataPoint(point));
  }
  return { resource, scopeMetrics: [{ scope, metrics: [...byMetric.values()] }] };
}

function emptyData({ metric, value, temporality }: MetricPoint, enums: MetricEnums): MetricData {
  const { AggregationTemporality, DataPointType, ValueType } = enums;
  const { name, unit, description } = metric;
  const aggregationTemporality = AggregationTemporality[temporality === 'delta' ? 'DELTA' : 'CUMULATIVE'];
  const describedAs = (valueType: number) => ({ descriptor: { name, unit, description, valueType }, dataPoints: [] });
  switch (value.kind) {
    case 'counter':
      return {
        ...describedAs(ValueType.INT),
        aggregationTemporality,
        dataPointType: DataPointType.SUM,
        isMonotonic: true,
      };
    case 'gauge':
      return { ...describedAs(ValueType.INT), aggregationTemporality, dataPointType: DataPointType.GAUGE };
    default:
      return { ...describedAs(ValueType.DOUBLE), aggregationTemporality, dataPointType: DataPointType.HISTOGRAM };
  }
}

/** What marks the point for what was too much: by OpenTelemetry's specification not a text but a boolean. */
const overflow = 'otel.metric.overflow';

function toDataPoint({ tags, startTime, endTime, value }: MetricPoint): object {
  const attributes = overflow in tags ? { ...tags, [overflow]: true } : tags;
  const frame = { startTime: toHrTime(startTime), endTime: toHrTime(endTime), attributes };
  if (value.kind !== 'histogram') return { ...frame, value: value.value };
  const { count, sum, min, max, bounds, counts } = value;
  return { ...frame, value: { count, sum, min, max, buckets: { boundaries: [...bounds], counts: [...counts] } } };
}
