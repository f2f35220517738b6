/** The parts of OpenTelemetry that this plugin works with, loaded when the first batch leaves and not before. */
import { createRequire } from 'node:module';

/** What the plugin uses of OpenTelemetry. */
export type OpenTelemetry = ReturnType<typeof pick>;

let loaded: Promise<OpenTelemetry> | undefined;

/** Loads OpenTelemetry, once per process. */
export function loadOpenTelemetry(): Promise<OpenTelemetry> {
  loaded ??= importParts();
  return loaded;
}

/** The same without a promise, for a process that is ended at once. Throws where a package cannot be loaded. */
export function loadOpenTelemetryNow(): OpenTelemetry {
  const load = createRequire(import.meta.url);
  return pick({
    api: load('@opentelemetry/api'),
    core: load('@opentelemetry/core'),
    exporter: load('@opentelemetry/exporter-metrics-otlp-http'),
    transformer: load('@opentelemetry/otlp-transformer'),
    resources: load('@opentelemetry/resources'),
    metrics: load('@opentelemetry/sdk-metrics'),
  });
}

interface Packages {
  readonly api: Pick<typeof import('@opentelemetry/api'), 'ValueType'>;
  readonly core: Pick<typeof import('@opentelemetry/core'), 'ExportResultCode'>;
  readonly exporter: Pick<
    typeof import('@opentelemetry/exporter-metrics-otlp-http'),
    'AggregationTemporalityPreference' | 'OTLPMetricExporterBase'
  >;
  readonly transformer: Pick<typeof import('@opentelemetry/otlp-transformer'), 'JsonMetricsSerializer'>;
  readonly resources: Pick<typeof import('@opentelemetry/resources'), 'resourceFromAttributes'>;
  readonly metrics: Pick<typeof import('@opentelemetry/sdk-metrics'), 'AggregationTemporality' | 'DataPointType'>;
}

async function importParts(): Promise<OpenTelemetry> {
  const [api, core, exporter, transformer, resources, metrics] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/core'),
    import('@opentelemetry/exporter-metrics-otlp-http'),
    import('@opentelemetry/otlp-transformer'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-metrics'),
  ]);
  return pick({ api, core, exporter, transformer, resources, metrics });
}

const pick = ({ api, core, exporter, transformer, resources, metrics }: Packages) => ({
  ValueType: api.ValueType,
  ExportResultCode: core.ExportResultCode,
  AggregationTemporalityPreference: exporter.AggregationTemporalityPreference,
  OTLPMetricExporterBase: exporter.OTLPMetricExporterBase,
  JsonMetricsSerializer: transformer.JsonMetricsSerializer,
  resourceFromAttributes: resources.resourceFromAttributes,
  AggregationTemporality: metrics.AggregationTemporality,
  DataPointType: metrics.DataPointType,
});
