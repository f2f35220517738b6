/** The package's door: `start` with the built-in plugins, each loaded only when the configuration asks for it. */
import type { BuiltIn, Bus, CodexEvents, EventMap, StartOptions } from './core/index.js';
import { startWith } from './core/index.js';

/** The plugins that come with the package, in the order in which they run where the configuration does not order them. */
const builtIns: readonly BuiltIn[] = [
  {
    name: 'originator',
    load: async () => (await import('./plugins/originator/index.js')).originator,
    isOn: () => true,
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
  return startWith(builtIns, options);
}

export * from './core/index.js';
