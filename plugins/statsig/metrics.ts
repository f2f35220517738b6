/** Sums become the metric data of OpenTelemetry: delta, monotonic, meter `codex`, as Codex sends them. */
import type { HrTime } from '@opentelemetry/api';
import type { OTLPMetricExporterBase } from '@opentelemetry/exporter-metrics-otlp-http';
import type { ResourceMetrics, SumMetricData } from '@opentelemetry/sdk-metrics';
import type { OpenTelemetry } from './opentelemetry.js';
import type { Sum, Window } from './sums.js';

/** The name of Codex's meter. */
const meterName = 'codex';

/** The metric data of a batch: one metric a name, one point a set of tags. `exporter` says the temporality. */
export function toResourceMetrics(
  otel: OpenTelemetry,
  exporter: OTLPMetricExporterBase,
  sums: readonly Sum[],
  window: Window,
  resource: Readonly<Record<string, string>>,
): ResourceMetrics {
  const byMetric = new Map<string, SumMetricData>();
  for (const { metric, tags, count } of sums) {
    let data = byMetric.get(metric);
    if (!data) {
      data = emptySum(otel, exporter, metric);
      byMetric.set(metric, data);
    }
    data.dataPoints.push({
      startTime: toHrTime(window.startMs),
      endTime: toHrTime(window.endMs),
      attributes: tags,
      value: count,
    });
  }
  return {
    resource: otel.resourceFromAttributes(resource),
    scopeMetrics: [{ scope: { name: meterName }, metrics: [...byMetric.values()] }],
  };
}

function emptySum(otel: OpenTelemetry, exporter: OTLPMetricExporterBase, name: string): SumMetricData {
  return {
    descriptor: { name, description: '', unit: '', valueType: otel.ValueType.INT },
    dataPointType: otel.DataPointType.SUM,
    aggregationTemporality: exporter.selectAggregationTemporality(otel.InstrumentType.COUNTER),
    isMonotonic: true,
    dataPoints: [],
  };
}

/** Milliseconds since the epoch as OpenTelemetry writes a time: seconds and nanoseconds. */
function toHrTime(timeMs: number): HrTime {
  const wholeMs = Math.floor(timeMs);
  return [Math.floor(wholeMs / 1_000), (wholeMs % 1_000) * 1_000_000];
}
