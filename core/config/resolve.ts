/** From what each source said to the one configuration: the stronger source wins key by key, and "off" wins over everybody. */
import { defaults } from './defaults.js';
import type { Layer } from './layer.js';
import type { Configuration, PluginSetting, Settings } from './schema.js';

/**
 * Puts the layers together, the strongest first, over the defaults. The keys at the top replace those of weaker layers whole;
 * `otel` and `plugins` do so one level deeper: an exporter with its headers, or a plugin with its options, is never mixed.
 * `enabled: false` of any layer holds. When a layer is closed, all exporters are `none` and all switches off.
 */
export function resolveConfiguration(layers: readonly Layer[], isClosedBefore: boolean): Configuration {
  const weakestFirst = layers.map(({ settings }) => settings).reverse();
  const said: Settings = Object.assign({}, ...weakestFirst);
  const isEnabled = weakestFirst.every(({ enabled }) => enabled !== false);
  const isClosed = isClosedBefore || layers.some((layer) => layer.isClosed);
  return {
    isEnabled,
    isClosed,
    otel: resolveOtel(weakestFirst, isEnabled && !isClosed),
    plugins: resolvePlugins(weakestFirst),
    routes: said.routes?.map(({ match, to }) => ({ match, to })) ?? defaults.routes,
    delivery: resolveDelivery(said),
    source: (layers.find(({ source }) => source !== 'code') ?? layers[0])?.source ?? defaults.source,
  };
}

function resolveOtel(weakestFirst: readonly Settings[], mayOpen: boolean): Configuration['otel'] {
  const said: NonNullable<Settings['otel']> = Object.assign({}, ...weakestFirst.map(({ otel }) => otel));
  const { otel } = defaults;
  const isOn = (value: boolean | undefined, byDefault: boolean): boolean => mayOpen && (value ?? byDefault);
  return {
    environment: said.environment ?? otel.environment,
    switches: {
      log_user_prompt: isOn(said.log_user_prompt, otel.switches.log_user_prompt),
      log_tool_content: isOn(said.log_tool_content, otel.switches.log_tool_content),
      log_agent_responses: isOn(said.log_agent_responses, otel.switches.log_agent_responses),
      log_guardian_assessments: isOn(said.log_guardian_assessments, otel.switches.log_guardian_assessments),
      log_error_text: isOn(said.log_error_text, otel.switches.log_error_text),
      log_user_email: isOn(said.log_user_email, otel.switches.log_user_email),
    },
    logSseDeltas: said.log_sse_deltas ?? otel.logSseDeltas,
    toolResultMaxBytes: said.tool_result?.max_bytes ?? otel.toolResultMaxBytes,
    exporter: (mayOpen && said.exporter) || otel.exporter,
    traceExporter: (mayOpen && said.trace_exporter) || otel.traceExporter,
    metricsExporter: (mayOpen && said.metrics_exporter) || otel.metricsExporter,
    spanAttributes: said.span_attributes ?? otel.spanAttributes,
    tracestate: said.tracestate ?? otel.tracestate,
  };
}

function resolvePlugins(weakestFirst: readonly Settings[]): ReadonlyMap<string, PluginSetting> {
  return new Map(weakestFirst.flatMap(({ plugins }) => Object.entries(plugins ?? {})));
}

function resolveDelivery({ queue, deadlines }: Settings): Configuration['delivery'] {
  const { delivery } = defaults;
  return {
    queue: {
      maxRecords: queue?.max_records ?? delivery.queue.maxRecords,
      maxBytes: queue?.max_bytes ?? delivery.queue.maxBytes,
      policy: queue?.policy ?? delivery.queue.policy,
    },
    scheduleDelayMs: delivery.scheduleDelayMs,
    flushTimeoutMs: deadlines?.flush_ms ?? delivery.flushTimeoutMs,
    closeTimeoutMs: deadlines?.close_ms ?? delivery.closeTimeoutMs,
    attemptTimeoutMs: deadlines?.attempt_ms ?? delivery.attemptTimeoutMs,
  };
}
