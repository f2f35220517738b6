/** The rules that only metrics have: what a point must hold, and counts that add up. */
import { at, type Place, refuse } from './refusal.js';
import type { Decoded } from './schema/messages.js';

/** The flag of a point that says that nothing was recorded, so that no value has to stand in it. */
const NO_RECORDED_VALUE = 1;

const sumOf = (counts: readonly bigint[]): bigint => counts.reduce((sum, count) => sum + count, 0n);

function checkNumber(point: Decoded<'NumberDataPoint'>, place: Place): void {
  const isExcused = (point.flags & NO_RECORDED_VALUE) !== 0;
  if (point.value.case === undefined && !isExcused) refuse(place, 'has no value: neither asInt nor asDouble');
}

function checkBounds(bounds: readonly number[], place: Place): void {
  for (const [index, bound] of bounds.entries()) {
    if (Number.isNaN(bound)) refuse(at(place, index), 'is not a number');
    const before = bounds[index - 1];
    if (before !== undefined && bound <= before) refuse(at(place, index), 'bounds must rise');
  }
}

function checkHistogram(point: Decoded<'HistogramDataPoint'>, place: Place): void {
  const { bucketCounts, explicitBounds, count } = point;
  checkBounds(explicitBounds, at(place, 'explicitBounds'));
  const counts = at(place, 'bucketCounts');
  if (bucketCounts.length === 0 && explicitBounds.length === 0) return;
  if (bucketCounts.length !== explicitBounds.length + 1) {
    refuse(counts, `${bucketCounts.length} buckets for ${explicitBounds.length} bounds; there must be one more`);
  }
  if (sumOf(bucketCounts) !== count) refuse(counts, 'the buckets do not add up to count');
}

function checkExponential(point: Decoded<'ExponentialHistogramDataPoint'>, place: Place): void {
  const positive = sumOf(point.positive?.bucketCounts ?? []);
  const negative = sumOf(point.negative?.bucketCounts ?? []);
  if (positive + negative + point.zeroCount !== point.count) refuse(place, 'the buckets do not add up to count');
}

function checkPoints<Point>(
  data: { readonly dataPoints: readonly Point[] },
  place: Place,
  check: (point: Point, place: Place) => void,
): void {
  for (const [index, point] of data.dataPoints.entries()) check(point, at(at(place, 'dataPoints'), index));
}

function checkMetric({ data }: Decoded<'Metric'>, place: Place): void {
  if (data.case === undefined) refuse(place, 'has no data: gauge, sum, histogram, exponentialHistogram or summary');
  switch (data.case) {
    case 'gauge':
    case 'sum':
      checkPoints(data.value, at(place, data.case), checkNumber);
      break;
    case 'histogram':
      checkPoints(data.value, at(place, data.case), checkHistogram);
      break;
    case 'exponentialHistogram':
      checkPoints(data.value, at(place, data.case), checkExponential);
      break;
    case 'summary':
      break;
  }
}

/**
 * Checks what makes sense only inside metrics.
 *
 * @throws Refusal at the first point that does not hold
 */
export function checkMetrics(request: Decoded<'ExportMetricsServiceRequest'>): void {
  for (const [r, { scopeMetrics }] of request.resourceMetrics.entries()) {
    for (const [s, { metrics }] of scopeMetrics.entries()) {
      const scope = at(at(at(at(undefined, 'resourceMetrics'), r), 'scopeMetrics'), s);
      for (const [m, metric] of metrics.entries()) checkMetric(metric, at(at(scope, 'metrics'), m));
    }
  }
}
