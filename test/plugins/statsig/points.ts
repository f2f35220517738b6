/** Points as the bus would hand them to the sink. */
import type { TelemetryEvent } from '../../../core/index.js';
import type { MetricValue, Tags } from '../../../core/metrics/point.js';
import { toMetricRecord } from '../../../core/metrics/record.js';

const startTime = 1_700_000_000_000;
const endTime = startTime + 1_000;

/** The record of one point, a counter of 1 unless said otherwise. */
export const point = (
  name: string,
  tags: Tags = {},
  value: MetricValue = { kind: 'counter', value: 1 },
): TelemetryEvent =>
  toMetricRecord({
    metric: { name, unit: '', description: '' },
    temporality: 'delta',
    tags,
    startTime,
    endTime,
    value,
  });

export const turns = (): TelemetryEvent => point('codex.turns', { model: 'gpt-5.5' });
