/** Which plugins are asked for, by the configuration and the host: chosen, loaded, and put in order. */
import type { Configuration } from './config/schema.js';
import { suggest } from './config/suggest.js';
import type { Mistake } from './errors.js';
import { type Guard, kindOf } from './guard.js';
import type { Plugin } from './plugin.js';
import type { FindPackage } from './plugin-packages.js';

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

/** What a host and its package offer. */
export interface Offer {
  readonly builtIns: readonly BuiltIn[];
  /** The host's own, added to the built-in ones or in place of those of the same name. */
  readonly plugins: readonly Plugin[];
  /** Packages that a configuration may name. */
  readonly findPackage: FindPackage;
}

/** A plugin that is asked for, with the options that the configuration has for it. */
export interface Candidate {
  readonly name: string;
  readonly load: () => Promise<Plugin>;
  readonly options: unknown;
  readonly isPassive: boolean;
  /** It is no fault of the package's when it cannot be loaded: somebody has to install it. */
  readonly isPackage?: boolean;
}

/** Whether anybody would see an event: a plugin is on that is more than passive. */
export function isNeeded(configuration: Configuration, offer: Offer): boolean {
  return (
    configuration.plugins.size > 0 || chooseCandidates(configuration, offer, []).some(({ isPassive }) => !isPassive)
  );
}

/** Loads the plugins that are asked for, in the order in which they run; what is wrong with one costs that one. Never rejects. */
export async function loadPlugins(
  configuration: Configuration,
  offer: Offer,
  guard: Guard,
  mistakes: Mistake[],
): Promise<readonly Loaded[]> {
  const candidates = chooseCandidates(configuration, offer, mistakes);
  const load = (candidate: Candidate) =>
    loadCandidate(candidate, sourceOfPlugin(configuration, candidate.name), guard, mistakes);
  return orderByAfter(await Promise.all(candidates.map(load)), configuration, mistakes);
}

/** Who asked for the plugin. */
export const sourceOfPlugin = ({ origins }: Configuration, name: string): string =>
  origins.get(`plugins.${name}`)?.source ?? 'code';

function chooseCandidates(
  configuration: Configuration,
  { builtIns, plugins, findPackage }: Offer,
  mistakes: Mistake[],
): Candidate[] {
  const own = new Map(plugins.map((plugin) => [plugin.name, plugin]));
  const known = new Map(builtIns.map((builtIn) => [builtIn.name, builtIn]));
  for (const name of configuration.plugins.keys()) {
    if (own.has(name) || known.has(name) || findPackage(name)) continue;
    const offered = [...known.keys(), ...own.keys()];
    const meant = suggest(name, offered);
    mistakes.push({
      source: sourceOfPlugin(configuration, name),
      path: `plugins.${name}`,
      expectation: `is no plugin that this program offers (${offered.join(', ') || 'it offers none'})`,
      cure: meant === undefined ? 'remove it, or hand the plugin to start({ plugins })' : `write ${meant}`,
    });
  }
  const names = new Set([...configuration.plugins.keys(), ...known.keys(), ...own.keys()]);
  return [...names].flatMap((name): Candidate[] => {
    const setting = configuration.plugins.get(name);
    const plugin = own.get(name);
    const builtIn = known.get(name);
    const options = typeof setting === 'object' ? setting : {};
    if (setting === false) return [];
    if (plugin) return [{ name, load: async () => plugin, options, isPassive: false }];
    const load = builtIn ? undefined : findPackage(name);
    if (load) return [{ name, load, options, isPassive: false, isPackage: true }];
    if (!builtIn?.isOn(configuration, setting)) return [];
    const complete = builtIn.optionsFrom ? builtIn.optionsFrom(configuration, options) : options;
    return [{ name, load: builtIn.load, options: complete, isPassive: builtIn.isPassive ?? false }];
  });
}

/** A candidate and its plugin. */
export interface Loaded {
  readonly candidate: Candidate;
  /** Absent when it could not be loaded. */
  readonly plugin: Plugin | undefined;
}

async function loadCandidate(candidate: Candidate, source: string, guard: Guard, mistakes: Mistake[]): Promise<Loaded> {
  const { name } = candidate;
  try {
    const plugin = await candidate.load();
    if (isPlugin(plugin, name)) return { candidate, plugin };
    guard.mishap(name, 'setup', 'it is no plugin of this name; make it by definePlugin');
  } catch (thrown) {
    if (candidate.isPackage) {
      const expectation = 'is a package that the program cannot import';
      mistakes.push({ source, path: `plugins.${name}`, expectation, cure: `run npm i ${name} there, or remove it` });
    } else guard.mishap(name, 'setup', `could not be loaded (${kindOf(thrown)})`, thrown);
  }
  return { candidate, plugin: undefined };
}

function isPlugin(plugin: Plugin | undefined, name: string): plugin is Plugin {
  if (typeof plugin !== 'object' || plugin === null) return false;
  const { handles = [], after = [] } = plugin;
  return plugin.name === name && typeof plugin.setup === 'function' && Array.isArray(handles) && Array.isArray(after);
}

/** Keeps the order, but puts a plugin behind those that it names in `after`. */
function orderByAfter(loaded: readonly Loaded[], configuration: Configuration, mistakes: Mistake[]): Loaded[] {
  const byName = new Map(loaded.map((entry) => [entry.candidate.name, entry]));
  const ordered = new Set<Loaded>();
  const place = (entry: Loaded, path: readonly string[]): void => {
    if (ordered.has(entry)) return;
    const { name } = entry.candidate;
    if (path.includes(name)) {
      mistakes.push({
        source: sourceOfPlugin(configuration, name),
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
