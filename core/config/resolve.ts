/** From what each source said to the one configuration: the stronger source wins key by key, and "off" wins over everybody. */
import { eachSwitch } from '../events.js';
import { defaults } from './defaults.js';
import type { Layer } from './layer.js';
import { isMapping } from './plain.js';
import type { Configuration, Origin, PluginSetting, Settings } from './schema.js';
import { tighten } from './tighten.js';

/** What was read. */
export interface Sources {
  /** Who may say anything, the strongest first. */
  readonly trusted: readonly Layer[];
  /** Files in or above the working directory, which may only tighten. */
  readonly workspace: readonly Layer[];
  /** Whether a mistake elsewhere closes everything. */
  readonly isClosed: boolean;
}

/**
 * Puts the layers together over the defaults, key by key: an exporter with its headers, the options of a plugin and the list of
 * routes are never mixed. `enabled: false` of any layer holds. When a layer is closed, all exporters are `none` and all
 * switches off.
 */
export function resolveConfiguration({ trusted, workspace, isClosed: isClosedBefore }: Sources): Configuration {
  const layers = [...trusted, ...workspace];
  const isEnabled = layers.every(({ settings }) => settings.enabled !== false);
  const isClosed = isClosedBefore || layers.some((layer) => layer.isClosed);
  const configuration = workspace.reduce(tighten, resolveTrusted(trusted, isEnabled, isClosed));
  return isEnabled && !isClosed ? configuration : { ...configuration, otel: shut(configuration.otel) };
}

function resolveTrusted(layers: readonly Layer[], isEnabled: boolean, isClosed: boolean): Configuration {
  const weakestFirst = [...layers].reverse();
  const said: Settings = Object.assign({}, ...weakestFirst.map(({ settings }) => settings));
  const resource: Configuration['resource'] = Object.assign({}, ...weakestFirst.map((layer) => layer.resource));
  return {
    isEnabled,
    isClosed,
    otel: resolveOtel(
      weakestFirst.map(({ settings }) => settings.otel),
      resource.env,
    ),
    plugins: resolvePlugins(layers),
    routes: said.routes?.map(({ match, to }) => ({ match, to })) ?? defaults.routes,
    routeLimits: [],
    delivery: resolveDelivery(weakestFirst.map(({ settings }) => settings)),
    limits: resolveLimits(weakestFirst.map(({ settings }) => settings)),
    hasSessionReceipts: said.session_receipts ?? defaults.hasSessionReceipts,
    isQuiet: said.quiet ?? defaults.isQuiet,
    resource,
    origins: new Map(weakestFirst.flatMap(originsOf)),
    variables: new Map(layers.flatMap(({ variables }) => [...variables])),
    sources: [...new Set(layers.map(({ source }) => source))],
  };
}

function resolveOtel(
  weakestFirst: ReadonlyArray<Settings['otel']>,
  standardEnvironment: string | undefined,
): Configuration['otel'] {
  const said: NonNullable<Settings['otel']> = Object.assign({}, ...weakestFirst);
  const { otel } = defaults;
  return {
    environment: said.environment ?? standardEnvironment ?? otel.environment,
    switches: eachSwitch((name) => said[name] ?? otel.switches[name]),
    logSseDeltas: said.log_sse_deltas ?? otel.logSseDeltas,
    toolResultMaxBytes: said.tool_result?.max_bytes ?? otel.toolResultMaxBytes,
    exporter: said.exporter ?? otel.exporter,
    traceExporter: said.trace_exporter ?? otel.traceExporter,
    metricsExporter: said.metrics_exporter ?? otel.metricsExporter,
    spanAttributes: said.span_attributes ?? otel.spanAttributes,
    tracestate: said.tracestate ?? otel.tracestate,
  };
}

/** Nothing leaves and nothing is shown. */
const shut = (otel: Configuration['otel']): Configuration['otel'] => ({
  ...otel,
  switches: defaults.otel.switches,
  exporter: 'none',
  traceExporter: 'none',
  metricsExporter: 'none',
});

/** In the order of the files, the strongest first; what only code or a variable names comes last. */
function resolvePlugins(layers: readonly Layer[]): ReadonlyMap<string, PluginSetting> {
  const isCode = ({ source }: Layer): boolean => source === 'code';
  const inOrder = [...layers.filter((layer) => !isCode(layer)), ...layers.filter(isCode)];
  const names = inOrder.flatMap(({ settings }) => Object.keys(settings.plugins ?? {}));
  const said: Readonly<Record<string, PluginSetting>> = Object.assign(
    {},
    ...layers.map(({ settings }) => settings.plugins).reverse(),
  );
  return new Map(names.map((name) => [name, said[name] ?? false]));
}

function resolveDelivery(weakestFirst: readonly Settings[]): Configuration['delivery'] {
  const queue: NonNullable<Settings['queue']> = Object.assign({}, ...weakestFirst.map((said) => said.queue));
  const deadlines: NonNullable<Settings['deadlines']> = Object.assign(
    {},
    ...weakestFirst.map((said) => said.deadlines),
  );
  const { delivery } = defaults;
  return {
    queue: {
      maxRecords: queue.max_records ?? delivery.queue.maxRecords,
      maxBytes: queue.max_bytes ?? delivery.queue.maxBytes,
      policy: queue.policy ?? delivery.queue.policy,
    },
    scheduleDelayMs: delivery.scheduleDelayMs,
    flushTimeoutMs: deadlines.flush_ms ?? delivery.flushTimeoutMs,
    closeTimeoutMs: deadlines.close_ms ?? delivery.closeTimeoutMs,
    attemptTimeoutMs: deadlines.attempt_ms ?? delivery.attemptTimeoutMs,
    exitTimeoutMs: deadlines.exit_ms ?? delivery.exitTimeoutMs,
  };
}

function resolveLimits(weakestFirst: readonly Settings[]): Configuration['limits'] {
  const said: NonNullable<Settings['limits']> = Object.assign({}, ...weakestFirst.map(({ limits }) => limits));
  const { limits } = defaults;
  return {
    ...limits,
    maxDepth: said.depth ?? limits.maxDepth,
    maxElements: said.elements ?? limits.maxElements,
    maxTextBytes: said.value_bytes ?? limits.maxTextBytes,
    maxRecordBytes: said.record_bytes ?? limits.maxRecordBytes,
  };
}

/** The settings that a layer says, by path. */
function originsOf({ source, settings, written }: Layer): [path: string, origin: Origin][] {
  const paths = Object.entries(settings).flatMap(([key, value]): string[][] => {
    if (!isMapping(value)) return [[key]];
    return Object.keys(value).map((inner) =>
      key === 'otel' && inner === 'tool_result' ? [key, inner, 'max_bytes'] : [key, inner],
    );
  });
  return paths.map((path) => [path.join('.'), { source, written: lookUp(written, path) }]);
}

function lookUp(tree: unknown, path: readonly string[]): unknown {
  return path.reduce((inner, key) => (isMapping(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined), tree);
}
