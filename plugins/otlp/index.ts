/** The plugin `otlp`: session events as OTLP log records, over HTTP or gRPC. */
import { definePlugin, type PluginContext, type Sink } from '../../core/index.js';
import { createGrpcLogsSink } from './grpc.js';
import { createHttpLogsSink } from './http.js';
import { type OtlpOptions, otlpOptions } from './options.js';
import { readTlsFiles } from './tls.js';

export { type FromOtelExporterOptions, fromOtelExporter } from './from-otel-exporter.js';
export type { GrpcExporter, HttpExporter, OtlpExporter, OtlpOptions, TlsPaths } from './options.js';

/**
 * The sink `otlp.logs`. A sink whose certificates cannot be used stays closed and is reported; the rest goes on.
 * Nothing of OpenTelemetry is loaded before the first batch leaves.
 */
export const otlp = definePlugin<OtlpOptions>({
  name: 'otlp',
  options: otlpOptions,
  setup(context) {
    for (const signal of ['traces', 'metrics'] as const) {
      if (context.options[signal] === 'none') continue;
      context.report(`otlp: ${signal} are not exported yet; set their exporter to "none" until they are`);
    }
    const logs = openLogs(context);
    return logs ? { sinks: { logs } } : {};
  },
});

function openLogs(context: PluginContext<OtlpOptions>): Sink | undefined {
  const exporter = context.options.logs;
  if (exporter === 'none') return undefined;
  try {
    if ('otlp-grpc' in exporter) {
      const grpc = exporter['otlp-grpc'];
      return createGrpcLogsSink(grpc, readTlsFiles(grpc.tls), context);
    }
    const http = exporter['otlp-http'];
    return createHttpLogsSink(http, readTlsFiles(http.tls), context);
  } catch (error) {
    context.report(
      `${error instanceof Error ? error.message : 'otlp: the sink could not be opened'}; otlp.logs stays closed`,
      error,
    );
    return undefined;
  }
}
