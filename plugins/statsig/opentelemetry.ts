/** The parts of OpenTelemetry that this plugin works with, loaded when the first batch leaves and not before. */

/** What the plugin uses of OpenTelemetry. */
export type OpenTelemetry = Awaited<ReturnType<typeof importParts>>;

let loaded: Promise<OpenTelemetry> | undefined;

/** Loads OpenTelemetry, once per process. */
export function loadOpenTelemetry(): Promise<OpenTelemetry> {
  loaded ??= importParts();
  return loaded;
}

async function importParts() {
  const [api, core, exporter, transformer, resources, metrics] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/core'),
    import('@opentelemetry/exporter-metrics-otlp-http'),
    import('@opentelemetry/otlp-transformer'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-metrics'),
  ]);
  return {
    context: api.context,
    ValueType: api.ValueType,
    ExportResultCode: core.ExportResultCode,
    suppressTracing: core.suppressTracing,
    AggregationTemporalityPreference: exporter.AggregationTemporalityPreference,
    OTLPMetricExporterBase: exporter.OTLPMetricExporterBase,
    JsonMetricsSerializer: transformer.JsonMetricsSerializer,
    resourceFromAttributes: resources.resourceFromAttributes,
    AggregationTemporality: metrics.AggregationTemporality,
    DataPointType: metrics.DataPointType,
  };
}
