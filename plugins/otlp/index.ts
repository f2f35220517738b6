/** The plugin `otlp`: session events as OTLP log records, spans, and metrics, over HTTP or gRPC. */
import { CodexotelError, definePlugin, type PluginContext, type Sink } from '../../core/index.js';
import { readBatching } from './batching.js';
import { readCollection } from './collection.js';
import { createGrpcSink } from './grpc.js';
import { createHttpSink } from './http.js';
import { type OtlpOptions, otlpOptions } from './options.js';
import { readSampler } from './sampler.js';
import type { SignalName } from './signals.js';
import { readSpanLimits } from './span-limits.js';

export { acknowledgeJson } from './acknowledge-json.js';
export { type FromOtelExporterOptions, fromOtelExporter } from './from-otel-exporter.js';
export { type MetricEnums, toResourceMetrics } from './metrics.js';
export type { GrpcExporter, HttpExporter, OtlpExporter, OtlpOptions, TlsPaths } from './options.js';

/**
 * The sinks `otlp.logs`, `otlp.traces` and `otlp.metrics`. A sink whose certificates cannot be used stays closed and is reported; the rest goes
 * on. The sampler, the limits of spans, the interval of metrics and what the batch processors would do are those of the standard `OTEL_*` variables. Nothing of OpenTelemetry is loaded
 * before the first batch leaves.
 */
export const otlp = definePlugin<OtlpOptions>({
  name: 'otlp',
  options: otlpOptions,
  setup(context) {
    const { options, env, report } = context;
    const logs = openSink('logs', context);
    const traces = openSink('traces', context);
    const metrics = options.metrics === 'none' ? undefined : openSink('metrics', context, readCollection(env, report));
    const sinks = { ...(logs && { logs }), ...(traces && { traces }), ...(metrics && { metrics }) };
    if (!traces) return { sinks };
    const rules = { isSampled: readSampler(env, report), limits: readSpanLimits(env, report) };
    return { sinks, spans: () => rules };
  },
});

function openSink(
  signal: SignalName,
  context: PluginContext<OtlpOptions>,
  collection?: Sink['collection'],
): Sink | undefined {
  const { [signal]: exporter, spanAttributes } = context.options;
  if (exporter === 'none') return undefined;
  const batching = readBatching(signal, context.env, context.report);
  const commons = { signal, context, spanAttributes, ...batching, ...(collection && { collection }) };
  const { endpoint, tls } = 'otlp-grpc' in exporter ? exporter['otlp-grpc'] : exporter['otlp-http'];
  if (tls && /^http:/i.test(endpoint)) context.report(`otlp: ${settings[signal]}: ${tlsWithoutEffect}`);
  try {
    return 'otlp-grpc' in exporter
      ? createGrpcSink(exporter['otlp-grpc'], commons)
      : createHttpSink(exporter['otlp-http'], commons);
  } catch (error) {
    const { expectation, cure } = wordsFor(error);
    context.mistake(expectation, `${cure}; otlp.${signal} stays closed`, settings[signal]);
    return undefined;
  }
}

/** Where the exporter of a signal is written. */
const settings = { logs: 'otel.exporter', traces: 'otel.trace_exporter', metrics: 'otel.metrics_exporter' } as const;

/** Whoever names certificates means TLS, and would not see that everything travels in clear text. */
const tlsWithoutEffect = 'tls has no effect on an endpoint that begins with http://; write https://, or remove tls';

/** The words of an error of ours, whose cure stands behind a semicolon; nothing of another one, which may hold anything. */
function wordsFor(error: unknown): { readonly expectation: string; readonly cure: string } {
  const message = error instanceof CodexotelError ? error.message.replace(/^otlp: /, '') : 'its sink cannot be opened';
  const [problem, cure = 'correct it'] = message.split('; ');
  return { expectation: `cannot be used: ${problem}`, cure };
}
