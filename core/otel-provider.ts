/** `OtelProvider`: the three signals wired from the crate's settings, in code alone. */
import type { Bus } from './bus.js';
import type { EventMap } from './catalogue/define.js';
import type { CodexEvents } from './catalogue/index.js';
import type { OtelConfig } from './config/config.js';
import { type Environment, readEnvironment } from './config/env.js';
import type { Receipt } from './delivery/ledger.js';
import type { StartOptions } from './start.js';

/** The crate's `OtelSettings`, by its names; exporters are written as in an rc file, and one that is left out is off. */
export interface OtelSettings
  extends Pick<
    OtelConfig,
    'environment' | 'exporter' | 'trace_exporter' | 'metrics_exporter' | 'span_attributes' | 'tracestate'
  > {
  readonly service_name: string;
  readonly service_version: string;
  /** Nothing is read there, as in the crate. */
  readonly codex_home?: string;
  /** Asks for `session.runtimeSummary()`. */
  readonly runtime_metrics?: boolean;
}

/** What a host may say beside the settings. */
export type OtelProviderOptions<Own extends EventMap> = Pick<
  StartOptions<Own>,
  'events' | 'plugins' | 'subsystems' | 'propagation' | 'env' | 'now' | 'strict'
>;

/** A bus that follows its settings, and nothing of any file. */
export interface OtelProvider<Events extends EventMap = CodexEvents> {
  readonly bus: Bus<Events>;
  /** Closes the bus within `timeoutMs` milliseconds, once; gives the receipt. */
  shutdown(timeoutMs?: number): Promise<Receipt>;
}

/** Starts a bus. */
type Start<Own extends EventMap> = (options: StartOptions<Own>) => Bus<CodexEvents & Own>;

/** Makes the provider of some settings; nothing when no exporter is on. Mistakes are told as those of `start({ config })`. */
export function providerFrom<const Own extends EventMap>(
  settings: OtelSettings,
  { env = readEnvironment(), ...options }: OtelProviderOptions<Own>,
  start: Start<Own>,
): OtelProvider<CodexEvents & Own> | undefined {
  const { service_name: name, service_version: version, codex_home: _home, runtime_metrics, ...said } = settings;
  const { exporter = 'none', trace_exporter = 'none', metrics_exporter = 'none' } = said;
  const otel = { ...said, exporter, trace_exporter, metrics_exporter };
  if ([otel.exporter, otel.trace_exporter, otel.metrics_exporter].every((exporter) => exporter === 'none'))
    return undefined;
  const bus = start({
    ...options,
    service: { name, version },
    config: { otel },
    ...(runtime_metrics === true && { metrics: { hasRuntimeReader: true } }),
    env: withoutFiles(env),
    programFile: '',
    workingDirectory: '',
  });
  return Object.freeze({ bus, shutdown: (timeoutMs?: number) => bus.close(timeoutMs) });
}

/** Variables that lead to a file. The others hold: those that switch everything off, and the standard ones for what no setting says. */
const leadingToFiles: ReadonlySet<string> = new Set(['CODEXOTEL_CONFIG', 'HOME', 'USERPROFILE', 'XDG_CONFIG_HOME']);

export const withoutFiles = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !leadingToFiles.has(name)));
