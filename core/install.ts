/** Installing plugins: which are on, in which order, with which options; one bad plugin costs only itself, unless it redacts. */
import { type CheckedSteps, checkSteps } from './checked-steps.js';
import type { Configuration } from './config/schema.js';
import type { Mistake } from './errors.js';
import type { Fields } from './events.js';
import { type Guard, kindOf } from './guard.js';
import type { Hooks } from './hooks.js';
import type { Plugin, PluginContext, PluginSteps } from './plugin.js';

/** A plugin that comes with the package: loaded only when the configuration asks for it. */
export interface BuiltIn {
  readonly name: string;
  readonly load: () => Promise<Plugin>;
  /** Whether it runs, given what `plugins` says of it: nothing, `true` or options; `false` is never asked. */
  readonly isOn: (configuration: Configuration, setting: true | object | undefined) => boolean;
  /** Its options, where they do not stand under its name in `plugins`. */
  readonly optionsFrom?: (configuration: Configuration, own: Readonly<Record<string, unknown>>) => unknown;
  /** Alone it gives nobody anything, so that a bus with nothing else stays idle. */
  readonly isPassive?: boolean;
}

/** A plugin at work. */
export interface Installed {
  readonly plugin: Plugin;
  readonly steps: PluginSteps;
  /** Its sinks by their full names. */
  readonly sinks: CheckedSteps['sinks'];
  readonly isPassive: boolean;
}

/** What came of installing. */
export interface Installation {
  /** In the order in which they run. */
  readonly installed: readonly Installed[];
  readonly mistakes: readonly Mistake[];
  /** Something that redacts could not be installed: every sink stays closed. */
  readonly isUnsafe: boolean;
}

/** What every plugin's context holds besides its options. */
export type SharedContext = Pick<PluginContext<unknown>, 'env' | 'now' | 'bus' | 'resource'>;

/** What a host and its package offer. */
export interface Offer {
  readonly builtIns: readonly BuiltIn[];
  /** The host's own, added to the built-in ones or in place of those of the same name. */
  readonly plugins: readonly Plugin[];
}

interface Candidate {
  readonly name: string;
  readonly load: () => Promise<Plugin>;
  readonly options: unknown;
  readonly isPassive: boolean;
}

/** Whether anybody would see an event: a plugin is on that is more than passive. */
export function isNeeded(configuration: Configuration, offer: Offer): boolean {
  return (
    configuration.plugins.size > 0 || chooseCandidates(configuration, offer, []).some(({ isPassive }) => !isPassive)
  );
}

/** Loads, orders and sets up the plugins that the configuration and the host ask for. Never throws. */
export async function installPlugins(
  configuration: Configuration,
  offer: Offer,
  shared: SharedContext,
  guard: Guard,
): Promise<Installation> {
  const mistakes: Mistake[] = [];
  const candidates = chooseCandidates(configuration, offer, mistakes);
  const loaded = await Promise.all(candidates.map((candidate) => loadCandidate(candidate, guard)));
  const installed: Installed[] = [];
  let isUnsafe = false;
  for (const { candidate, plugin } of orderByAfter(loaded, configuration.source, mistakes)) {
    const checked = plugin && setUp(plugin, candidate, configuration.source, shared, guard, mistakes);
    if (plugin && checked) installed.push({ plugin, ...checked, isPassive: candidate.isPassive });
    else isUnsafe ||= candidate.name === 'redaction';
  }
  return { installed, mistakes, isUnsafe };
}

/** Taps the hooks of an event name with the steps of the plugins that handle it, in their order. */
export function tapHooks(hooks: Hooks, name: string, installed: readonly Installed[]): void {
  for (const { plugin, steps } of installed) {
    if (plugin.handles && !plugin.handles.includes(name)) continue;
    if (steps.enrich) hooks.enrich.for(name).tap(plugin.name, (event) => steps.enrich?.(event));
    if (steps.redact) hooks.redact.for(name).tap(plugin.name, (event) => steps.redact?.(event));
    if (steps.route) hooks.route.for(name).tap(plugin.name, (event) => steps.route?.(event));
  }
}

/** Asks each plugin for plain facts, and merges them; a plugin that throws is left out. */
export function askAll<T extends Fields>(
  installed: readonly Installed[],
  guard: Guard,
  ask: (steps: PluginSteps) => T | undefined,
): T {
  const answers = installed.map(({ plugin, steps }) => {
    try {
      const answer: unknown = ask(steps);
      if (!(answer instanceof Promise)) return { ...(answer as T | undefined) };
      answer.catch(() => undefined);
      guard.mishap(plugin.name, 'setup', 'said its facts by a promise; say them at once');
      return undefined;
    } catch (thrown) {
      guard.mishap(plugin.name, 'setup', `could not say its facts (${kindOf(thrown)})`, thrown);
      return undefined;
    }
  });
  return Object.assign({}, ...answers);
}

function chooseCandidates(
  configuration: Configuration,
  { builtIns, plugins }: Offer,
  mistakes: Mistake[],
): Candidate[] {
  const own = new Map(plugins.map((plugin) => [plugin.name, plugin]));
  const known = new Map(builtIns.map((builtIn) => [builtIn.name, builtIn]));
  for (const name of configuration.plugins.keys()) {
    if (!own.has(name) && !known.has(name)) {
      mistakes.push({
        source: configuration.source,
        path: `plugins.${name}`,
        expectation: `is no plugin that this program offers (${[...known.keys(), ...own.keys()].join(', ')})`,
        cure: 'correct the name, or hand the plugin to start({ plugins })',
      });
    }
  }
  const names = new Set([...configuration.plugins.keys(), ...known.keys(), ...own.keys()]);
  return [...names].flatMap((name): Candidate[] => {
    const setting = configuration.plugins.get(name);
    const plugin = own.get(name);
    const builtIn = known.get(name);
    const options = typeof setting === 'object' ? setting : {};
    if (setting === false) return [];
    if (plugin) return [{ name, load: async () => plugin, options, isPassive: false }];
    if (!builtIn?.isOn(configuration, setting)) return [];
    const complete = builtIn.optionsFrom ? builtIn.optionsFrom(configuration, options) : options;
    return [{ name, load: builtIn.load, options: complete, isPassive: builtIn.isPassive ?? false }];
  });
}

interface Loaded {
  readonly candidate: Candidate;
  /** Absent when it could not be loaded. */
  readonly plugin: Plugin | undefined;
}

async function loadCandidate(candidate: Candidate, guard: Guard): Promise<Loaded> {
  try {
    const plugin = await candidate.load();
    if (isPlugin(plugin, candidate.name)) return { candidate, plugin };
    guard.mishap(candidate.name, 'setup', 'it is no plugin of this name; make it by definePlugin');
  } catch (thrown) {
    guard.mishap(candidate.name, 'setup', `could not be loaded (${kindOf(thrown)})`, thrown);
  }
  return { candidate, plugin: undefined };
}

function isPlugin(plugin: Plugin, name: string): boolean {
  const { handles = [], after = [] } = plugin;
  return plugin.name === name && typeof plugin.setup === 'function' && Array.isArray(handles) && Array.isArray(after);
}

/** Keeps the order, but puts a plugin behind those that it names in `after`. */
function orderByAfter(loaded: readonly Loaded[], source: string, mistakes: Mistake[]): Loaded[] {
  const byName = new Map(loaded.map((entry) => [entry.candidate.name, entry]));
  const ordered = new Set<Loaded>();
  const place = (entry: Loaded, path: readonly string[]): void => {
    if (ordered.has(entry)) return;
    const { name } = entry.candidate;
    if (path.includes(name)) {
      mistakes.push({
        source,
        path: `plugins.${name}`,
        expectation: 'runs after itself',
        cure: 'take one of the names out of its `after`',
      });
      return;
    }
    for (const earlier of entry.plugin?.after ?? []) {
      const other = byName.get(earlier);
      if (other) place(other, [...path, name]);
    }
    ordered.add(entry);
  };
  for (const entry of loaded) place(entry, []);
  return [...ordered];
}

function setUp(
  plugin: Plugin,
  { name, options }: Candidate,
  source: string,
  shared: SharedContext,
  guard: Guard,
  mistakes: Mistake[],
): CheckedSteps | undefined {
  const checked = checkOptions(plugin, options, source, mistakes);
  if (!checked) return undefined;
  const report: PluginContext<unknown>['report'] = (message, cause) =>
    guard.mishap(name, 'setup', String(message), cause);
  try {
    return checkSteps(name, plugin.setup({ ...shared, options: checked.value, report }), report);
  } catch (thrown) {
    guard.mishap(name, 'setup', `setup threw (${kindOf(thrown)}); it stays off`, thrown);
    return undefined;
  }
}

/** Checks options by the plugin's schema. The schema's own messages may echo values, so only paths are told. */
function checkOptions(
  plugin: Plugin,
  options: unknown,
  source: string,
  mistakes: Mistake[],
): { readonly value: unknown } | undefined {
  const place = `plugins.${plugin.name}`;
  const tell = (path: string, expectation: string): undefined => {
    mistakes.push({ source, path, expectation, cure: 'see the documentation of the plugin; it stays off' });
    return undefined;
  };
  if (!plugin.options) {
    const isEmpty = typeof options === 'object' && options !== null && Object.keys(options).length === 0;
    return isEmpty ? { value: undefined } : tell(place, 'takes no options');
  }
  try {
    const result = plugin.options['~standard'].validate(options);
    if (result instanceof Promise) return tell(place, 'has a schema that answers by a promise');
    if (!result.issues) return result;
    for (const issue of result.issues)
      tell([place, ...(issue.path ?? []).map(segmentName)].join('.'), 'is not of the expected form');
    return undefined;
  } catch (thrown) {
    return tell(place, `has a schema that threw (${kindOf(thrown)})`);
  }
}

const segmentName = (segment: PropertyKey | { readonly key: PropertyKey }): string =>
  String(typeof segment === 'object' ? segment.key : segment).slice(0, 64);
