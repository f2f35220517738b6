/** Decoded metric requests as received records. */
import { toOrigin } from './origin.js';
import { toAttributes, toPlainNumber } from './plain-value.js';
import type { ReceivedBuckets, ReceivedMetric, ReceivedPoint, RecordOrigin, Transport } from './records.js';
import type { Decoded } from './schema/messages.js';

/** What the points of every kind share. */
function toBase(
  point: Pick<Decoded<'NumberDataPoint'>, 'attributes' | 'startTimeUnixNano' | 'timeUnixNano' | 'flags'>,
): ReceivedPoint {
  return {
    attributes: toAttributes(point.attributes),
    startTimeUnixNano: point.startTimeUnixNano.toString(),
    timeUnixNano: point.timeUnixNano.toString(),
    flags: point.flags,
  };
}

function toNumberPoint(point: Decoded<'NumberDataPoint'>): ReceivedPoint {
  const { value } = point;
  if (value.case === undefined) return toBase(point);
  return value.case === 'asInt'
    ? { ...toBase(point), value: toPlainNumber(value.value), valueType: 'int' }
    : { ...toBase(point), value: value.value, valueType: 'double' };
}

/** The figures that may be absent. */
const toExtent = ({ sum, min, max }: Pick<Decoded<'HistogramDataPoint'>, 'sum' | 'min' | 'max'>) => ({
  ...(sum !== undefined && { sum }),
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
});

const toHistogramPoint = (point: Decoded<'HistogramDataPoint'>): ReceivedPoint => ({
  ...toBase(point),
  count: toPlainNumber(point.count),
  ...toExtent(point),
  bounds: [...point.explicitBounds],
  bucketCounts: point.bucketCounts.map(toPlainNumber),
});

const toBuckets = (buckets: Decoded<'Buckets'> | undefined): ReceivedBuckets => ({
  offset: buckets?.offset ?? 0,
  bucketCounts: (buckets?.bucketCounts ?? []).map(toPlainNumber),
});

const toExponentialPoint = (point: Decoded<'ExponentialHistogramDataPoint'>): ReceivedPoint => ({
  ...toBase(point),
  count: toPlainNumber(point.count),
  ...toExtent(point),
  scale: point.scale,
  zeroCount: toPlainNumber(point.zeroCount),
  positive: toBuckets(point.positive),
  negative: toBuckets(point.negative),
});

const toSummaryPoint = (point: Decoded<'SummaryDataPoint'>): ReceivedPoint => ({
  ...toBase(point),
  count: toPlainNumber(point.count),
  sum: point.sum,
  quantiles: point.quantileValues.map(({ quantile, value }) => ({ quantile, value })),
});

type Data = Pick<ReceivedMetric, 'kind' | 'temporality' | 'isMonotonic' | 'points'>;

function toData({ data }: Decoded<'Metric'>): Data {
  switch (data.case) {
    case 'sum': {
      const { aggregationTemporality: temporality, isMonotonic, dataPoints } = data.value;
      return { kind: 'sum', temporality, isMonotonic, points: dataPoints.map(toNumberPoint) };
    }
    case 'histogram': {
      const { aggregationTemporality: temporality, dataPoints } = data.value;
      return { kind: 'histogram', temporality, points: dataPoints.map(toHistogramPoint) };
    }
    case 'exponentialHistogram': {
      const { aggregationTemporality: temporality, dataPoints } = data.value;
      return { kind: 'exponentialHistogram', temporality, points: dataPoints.map(toExponentialPoint) };
    }
    case 'summary':
      return { kind: 'summary', points: data.value.dataPoints.map(toSummaryPoint) };
    case 'gauge':
      return { kind: 'gauge', points: data.value.dataPoints.map(toNumberPoint) };
    case undefined:
      // The checks have refused a metric without data before.
      return { kind: 'gauge', points: [] };
  }
}

function toMetric(metric: Decoded<'Metric'>, origin: RecordOrigin): ReceivedMetric {
  const { name, description, unit } = metric;
  return { signal: 'metrics', ...origin, name, description, unit, ...toData(metric) };
}

/** One record per metric, in the order of the wire. */
export function toMetrics(request: Decoded<'ExportMetricsServiceRequest'>, transport: Transport): ReceivedMetric[] {
  return request.resourceMetrics.flatMap(({ resource, scopeMetrics }) =>
    scopeMetrics.flatMap(({ scope, metrics }) => {
      const origin = toOrigin(transport, resource, scope);
      return metrics.map((metric) => toMetric(metric, origin));
    }),
  );
}
