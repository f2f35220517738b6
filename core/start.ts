/** `start`: a running bus at once; what it does follows from the configuration, which is found while events already flow. */

import { Bus } from './bus.js';
import type { BuiltIn } from './candidates.js';
import type { EventMap } from './catalogue/define.js';
import { type CodexEvents, codexEvents } from './catalogue/index.js';
import type { Config } from './config/config.js';
import { copyEnvironment, readEnvironment } from './config/env.js';
import { loadConfiguration } from './config/load.js';
import { type SuppressTracing, untracedBy } from './delivery/untraced.js';
import { CodexotelError } from './errors.js';
import { checkInterval, checkMaxSeries } from './metrics/config.js';
import type { MetricsOptions } from './metrics/hub.js';
import { checkTag } from './metrics/rules.js';
import type { Plugin } from './plugin.js';
import { preparePackages } from './plugin-packages.js';
import { isListedTarget, isSubsystemName, targetOfSubsystem } from './targets.js';
import { readTraceVariables, traceVariablesOfProcess } from './trace/from-environment.js';
import type { PropagationRule } from './trace/propagation.js';

/** What a host may say in code; everything has a default. */
export interface StartOptions<Own extends EventMap = Record<never, never>> {
  /** The host: becomes `service.name` and `service.version`. */
  readonly service?: { readonly name?: string; readonly version?: string };
  /** The configuration in code: the shape of the rc file. It wins over files and variables. */
  readonly config?: Config | undefined;
  /** An rc file that wins over those that are found; it must exist. A relative path counts from the working directory. */
  readonly configFile?: string;
  /** Whether files in and above the working directory may say anything; default false: they may only tighten. */
  readonly trustWorkspace?: boolean;
  /** The folder in and above which such files are looked for; default `process.cwd()`. `''`: none. */
  readonly workingDirectory?: string;
  /** The program in whose package root a file is looked for, by its absolute path; default `process.argv[1]`. `''`: none. */
  readonly programFile?: string;
  /**
   * Whether a mistake in the configuration is thrown, in place of switching the affected part off: `await bus.ready` throws a
   * `ConfigError` with all of them, and where nobody awaits it, it ends the process as an error that nobody caught. Default false.
   */
  readonly strict?: boolean;
  /** The host's plugins: added to the built-in ones, or in place of those of the same name. */
  readonly plugins?: readonly Plugin[];
  /**
   * Packages that a trusted configuration may name in `plugins`, such as `codexotel-plugin-*`; default none. They are imported from
   * where the program is installed.
   */
  readonly allowPluginPackages?: readonly string[];
  /** How metrics are collected. */
  readonly metrics?: MetricsOptions;
  /** The host's own events, from `defineEvents`. */
  readonly events?: Own;
  /**
   * Subsystems of the host whose events have a target of their own, `codex_otel.` and the name; each also lists what is below
   * it: `indexer` lists `indexer.reader`. Lower-case words joined by dots; default none.
   */
  readonly subsystems?: readonly string[];
  /** Which destinations may receive the trace context, by `bus.traceHeaders` and `bus.traceVariables`; default none. */
  readonly propagation?: readonly PropagationRule[];
  /**
   * Runs what the bus sends unseen by a tracing of the host's own that is not OpenTelemetry: `suppressTracing` of `@sentry/node`. A
   * host's OpenTelemetry needs nothing: it is told anyway.
   */
  readonly suppressTracing?: SuppressTracing;
  /** Default: the environment of the process, read once, and again by each `reload`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly now?: () => number;
}

/**
 * Starts a bus with the given built-in plugins. Throws `ERR_PLUGIN` or `ERR_EVENT_DECLARATION` for a mistake in code; a
 * mistake in a file or the environment never throws (see `strict`).
 */
export function startWith<const Own extends EventMap = Record<never, never>>(
  builtIns: readonly BuiltIn[],
  options: StartOptions<Own> = {},
): Bus<CodexEvents & Own> {
  const { service = {}, plugins = [], events, now = Date.now, config, configFile, trustWorkspace = false } = options;
  const baseDirectory = findWorkingDirectory();
  const { programFile = findProgramFile(), workingDirectory = baseDirectory } = options;
  const { subsystems = [], propagation = [], suppressTracing } = options;
  for (const path of [programFile, workingDirectory]) {
    if (path === undefined || typeof path === 'string') continue;
    throw new CodexotelError('ERR_CONFIG', 'start: programFile and workingDirectory take paths; write texts');
  }
  if (suppressTracing !== undefined && typeof suppressTracing !== 'function')
    throw new CodexotelError(
      'ERR_CONFIG',
      'start: suppressTracing must be a function; hand in the one of @sentry/node',
    );
  checkPlugins(plugins);
  checkSubsystems(subsystems, events ?? {});
  if (options.metrics) checkMetrics(options.metrics);
  return new Bus<CodexEvents & Own>({
    events: mergeEvents(events ?? {}),
    offer: { builtIns, plugins, findPackage: preparePackages(options.allowPluginPackages ?? [], programFile) },
    load: () => {
      const env = options.env === undefined ? readEnvironment() : copyEnvironment(options.env);
      const where = { configFile, baseDirectory, programFile, workingDirectory };
      return loadConfiguration({ ...where, config, env, trustWorkspace });
    },
    service,
    now,
    random: Math.random,
    isStrict: options.strict ?? false,
    subsystems,
    propagation,
    metrics: options.metrics ?? {},
    readTraceVariables: () => (options.env ? readTraceVariables(options.env) : traceVariablesOfProcess()),
    untraced: untracedBy(suppressTracing),
    warn: (line) => void process.stderr.write(`${line}\n`),
  });
}

/**
 * The program whose package root is trusted; none when Node runs a text (`-e`, `-p`) or an app is packaged with Electron, since
 * then `argv[1]` is an argument.
 */
function findProgramFile(): string | undefined {
  if ('electron' in process.versions && !('defaultApp' in process)) return undefined;
  return process.execArgv.some((option) => /^(-[ep]|--eval|--print)/.test(option)) ? undefined : process.argv[1];
}

/** `undefined` where it was removed. */
function findWorkingDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

function checkMetrics({ exportIntervalMs, maxSeries, tags = {} }: MetricsOptions): void {
  if (exportIntervalMs !== undefined) checkInterval(exportIntervalMs);
  if (maxSeries !== undefined) checkMaxSeries(maxSeries);
  for (const [key, value] of Object.entries(tags)) checkTag(key, value);
}

function checkPlugins(plugins: readonly Plugin[]): void {
  const names = new Set<string>();
  for (const plugin of plugins) {
    if (typeof plugin?.setup !== 'function' || typeof plugin.name !== 'string') {
      throw new CodexotelError('ERR_PLUGIN', 'start: each of `plugins` must be made by definePlugin');
    }
    if (names.has(plugin.name))
      throw new CodexotelError('ERR_PLUGIN', `start: two plugins are named "${plugin.name}"; rename one`);
    names.add(plugin.name);
  }
}

function checkSubsystems(subsystems: readonly string[], events: EventMap): void {
  const wrong = subsystems.findIndex((name) => typeof name !== 'string' || !isSubsystemName(name));
  if (wrong >= 0) {
    const form = 'must be lower-case words joined by dots; write "indexer"';
    throw new CodexotelError('ERR_EVENT_DECLARATION', `start: subsystems[${wrong}] ${form}`);
  }
  for (const [name, { subsystem }] of Object.entries(events)) {
    if (subsystem === undefined || isListedTarget(targetOfSubsystem(subsystem), subsystems)) continue;
    const cure = `write subsystems: ['${subsystem}'] beside events`;
    throw new CodexotelError('ERR_EVENT_DECLARATION', `start: "${name}" is of a subsystem that is not listed; ${cure}`);
  }
}

function mergeEvents(own: EventMap): EventMap {
  for (const [name, declaration] of Object.entries(own)) {
    if (name in codexEvents || typeof declaration?.fields !== 'object') {
      throw new CodexotelError(
        'ERR_EVENT_DECLARATION',
        `start: "${name}" must be declared by defineEvents, under a name of your own`,
      );
    }
  }
  return { ...codexEvents, ...own };
}
