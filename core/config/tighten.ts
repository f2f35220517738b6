/** What a file in or above the working directory takes away from the configuration. Nothing here can add. */
import { eachSwitch } from '../events.js';
import type { Layer } from './layer.js';
import { isMapping } from './plain.js';
import type { Configuration, ExporterSetting, Origin, PluginSetting } from './schema.js';

/** The configuration without what the layer forbids; of such a layer's settings only what tightens is left (see `readWorkspaceLayer`). */
export function tighten(configuration: Configuration, { source, settings }: Layer): Configuration {
  const { otel = {}, plugins = {}, routes } = settings;
  const changed = new Map<string, Origin>();
  const note = (path: string, said: unknown): void => void changed.set(path, { source, written: said });

  const staysOn = (path: string, isOn: boolean, said: boolean | undefined): boolean => {
    if (isOn && said === false) note(path, false);
    return isOn && said !== false;
  };
  const close = (path: string, exporter: ExporterSetting, said: ExporterSetting | undefined): ExporterSetting => {
    if (said !== 'none' || exporter === 'none') return exporter;
    note(path, 'none');
    return 'none';
  };
  const lower = (path: string, number: number, said = number): number => {
    if (said < number) note(path, said);
    return Math.min(number, said);
  };

  const { switches } = configuration.otel;
  const result: Configuration = {
    ...configuration,
    otel: {
      ...configuration.otel,
      switches: eachSwitch((name) => staysOn(`otel.${name}`, switches[name], otel[name])),
      logSseDeltas: staysOn('otel.log_sse_deltas', configuration.otel.logSseDeltas, otel.log_sse_deltas),
      toolResultMaxBytes: lower(
        'otel.tool_result.max_bytes',
        configuration.otel.toolResultMaxBytes,
        otel.tool_result?.max_bytes,
      ),
      exporter: close('otel.exporter', configuration.otel.exporter, otel.exporter),
      traceExporter: close('otel.trace_exporter', configuration.otel.traceExporter, otel.trace_exporter),
      metricsExporter: close('otel.metrics_exporter', configuration.otel.metricsExporter, otel.metrics_exporter),
    },
    plugins: tightenPlugins(configuration.plugins, plugins, note),
    routeLimits: routes ? [...configuration.routeLimits, { source, routes }] : configuration.routeLimits,
  };
  if (settings.enabled === false) note('enabled', false);
  return {
    ...result,
    origins: new Map([...configuration.origins, ...changed]),
    sources: [...configuration.sources, source],
  };
}

/** Plugins that are named become `false`; redaction becomes more. */
function tightenPlugins(
  plugins: Configuration['plugins'],
  said: Readonly<Record<string, PluginSetting>>,
  note: (path: string, said: unknown) => void,
): Configuration['plugins'] {
  const result = new Map(plugins);
  for (const [name, setting] of Object.entries(said)) {
    const before = plugins.get(name);
    const after = name === 'redaction' ? addRedaction(before, setting) : false;
    if (after === before) continue;
    result.set(name, after);
    note(`plugins.${name}`, after);
  }
  return result;
}

/** Sets of patterns and rules that were added; `true` switches redaction on where it was off. */
function addRedaction(before: PluginSetting | undefined, added: PluginSetting): PluginSetting {
  if (!isMapping(added)) return before || added;
  const own = isMapping(before) ? before : {};
  const patterns = listOf(added.patterns);
  const rules = [...listOf(own.rules), ...listOf(added.rules)];
  return {
    ...own,
    // What nobody said is `default`, which stays.
    ...(patterns.length > 0 && { patterns: [...new Set([...listOf(own.patterns ?? ['default']), ...patterns])] }),
    ...(rules.length > 0 && { rules }),
  };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
