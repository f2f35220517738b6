/** The package's door: `start` with the built-in plugins, each loaded only when the configuration asks for it. */
import {
  type BuiltIn,
  type Bus,
  type CodexEvents,
  CodexotelError,
  type StartOptions as CoreOptions,
  type EventMap,
  inMemoryMetrics,
  isLegalHeaderValue,
  type MetricsConfig as MetricsConfigOf,
  type OtelProvider as OtelProviderOf,
  type OtelProviderOptions,
  type OtelSettings,
  type OtlpMetricsSettings,
  otlpMetricsConfig,
  providerFrom,
  startWith,
} from './core/index.js';

/** What a host may say in code; everything has a default. */
export interface StartOptions<Own extends EventMap = Record<never, never>> extends CoreOptions<Own> {
  /**
   * Who emits: the event attribute `originator`, and `service.name` where `service` names none. Default: the name of the
   * service, else `codex_cli_rs`. `setDefaultOriginator` and the environment's override win over it. Visible ASCII only.
   */
  readonly originator?: string;
}

/** The plugins that come with the package, in the order in which they run where the configuration does not order them. */
const builtInsOf = (originator: string | undefined): readonly BuiltIn[] => [
  {
    name: 'originator',
    load: async () => (await import('./plugins/originator/index.js')).originator,
    isOn: () => true,
    optionsFrom: (_, own) => ({ ...(originator !== undefined && { default: originator }), ...own }),
    isPassive: true,
  },
  {
    name: 'auth-401',
    load: async () => (await import('./plugins/auth-401/index.js')).auth401,
    isOn: ({ plugins }, setting) => Boolean(setting ?? plugins.get('sentry-feedback')),
  },
  {
    name: 'redaction',
    load: async () => (await import('./plugins/redaction/index.js')).redaction,
    isOn: () => true,
    isPassive: true,
  },
  {
    name: 'otlp',
    load: async () => (await import('./plugins/otlp/index.js')).otlp,
    isOn: ({ otel }) => otel.exporter !== 'none' || otel.traceExporter !== 'none' || isOtlp(otel.metricsExporter),
    optionsFrom: ({ otel }, own) => ({
      ...own,
      logs: otel.exporter,
      traces: otel.traceExporter,
      spanAttributes: otel.spanAttributes,
      metrics: isOtlp(otel.metricsExporter) ? otel.metricsExporter : 'none',
    }),
  },
  {
    name: 'statsig',
    load: async () => (await import('./plugins/statsig/index.js')).statsig,
    isOn: ({ otel }) => otel.metricsExporter === 'statsig',
  },
  {
    name: 'sentry-feedback',
    load: async () => (await import('./plugins/sentry-feedback/index.js')).sentryFeedback,
    isOn: (_, setting) => Boolean(setting),
  },
];

const isOtlp = (setting: unknown): boolean => setting !== 'none' && setting !== 'statsig';

/**
 * Starts a bus, at once. Without a configuration everything works and nothing leaves. Throws only for a mistake in code.
 *
 * `start({ service: { name: 'acme', version: '2.1.0' } })`
 */
export function start<const Own extends EventMap = Record<never, never>>(
  options: StartOptions<Own> = {},
): Bus<CodexEvents & Own> {
  return startWith(builtInsOf(originatorOf(options)), options);
}

/** A bus that follows its settings, and nothing of any file. */
export type OtelProvider<Events extends EventMap = CodexEvents> = OtelProviderOf<Events>;

/** The crate's way to start: `OtelProvider.from(settings)`. */
export const OtelProvider = Object.freeze({
  /** A provider with its bus, by the settings alone and without an rc file; nothing when no exporter is on. */
  from: <const Own extends EventMap = Record<never, never>>(
    settings: OtelSettings,
    options: OtelProviderOptions<Own> = {},
  ): OtelProviderOf<CodexEvents & Own> | undefined => providerFrom(settings, options, (said) => start(said)),
});

/** Where the metrics of a client of a host's own go. */
export type MetricsConfig = MetricsConfigOf;

/** After Codex's: `new MetricsClient(MetricsConfig.otlp({ … }).withTag('channel', 'beta'))`. */
export const MetricsConfig = Object.freeze({
  /** By OTLP, or to Statsig, with queue, retries and deadlines as of a bus. */
  otlp: (settings: OtlpMetricsSettings): MetricsConfigOf => otlpMetricsConfig(settings, (said) => start(said)),
  /** In memory, for the tests of a host. */
  inMemory: inMemoryMetrics,
});

function originatorOf({ originator, service }: StartOptions<EventMap>): string | undefined {
  if (originator !== undefined && !isLegalHeaderValue(originator)) {
    throw new CodexotelError(
      'ERR_INVALID_HEADER_VALUE',
      'start: originator must be visible ASCII; take out other characters',
    );
  }
  const { name } = service ?? {};
  return originator ?? (name !== undefined && isLegalHeaderValue(name) ? name : undefined);
}

export * from './core/index.js';
