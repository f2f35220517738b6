/** Installing plugins: which are on, in which order, with which options; one bad plugin costs only itself, unless it redacts. */
import { type Candidate, loadPlugins, type Offer, sourceOfPlugin } from './candidates.js';
import { type CheckedSteps, checkSteps } from './checked-steps.js';
import { showPath, wordsOf } from './config/finding.js';
import type { Configuration } from './config/schema.js';
import type { Mistake } from './errors.js';
import type { Fields } from './events.js';
import { type Guard, kindOf } from './guard.js';
import { type Hooks, replaceTaps, type Tap } from './hooks.js';
import type { Plugin, PluginContext, PluginSteps } from './plugin.js';

/** A plugin at work. */
export interface Installed {
  readonly plugin: Plugin;
  readonly steps: PluginSteps;
  /** Its sinks by their full names. */
  readonly sinks: CheckedSteps['sinks'];
  readonly isPassive: boolean;
  /** As the configuration had them, before its schema completed them. */
  readonly options: unknown;
}

/** What came of installing. */
export interface Installation {
  /** In the order in which they run. */
  readonly installed: readonly Installed[];
  readonly mistakes: readonly Mistake[];
  /** Something that redacts could not be installed: every sink stays closed. */
  readonly isUnsafe: boolean;
  /** Names of plugins that could not be installed, or reported something at their set-up. */
  readonly troubled: ReadonlySet<string>;
  /** What plugins reported at their set-up, such as a key that is missing. */
  readonly notices: readonly Mistake[];
}

/** What every plugin's context holds besides its options. */
export type SharedContext = Pick<
  PluginContext<unknown>,
  'env' | 'now' | 'alter' | 'bus' | 'resource' | 'cleanAttributes' | 'cleanText'
>;

/** Loads, orders and sets up the plugins that the configuration and the host ask for. Never throws. */
export async function installPlugins(
  configuration: Configuration,
  offer: Offer,
  shared: SharedContext,
  guard: Guard,
  reuse: (candidate: Candidate) => Installed | undefined = () => undefined,
): Promise<Installation> {
  const mistakes: Mistake[] = [];
  const installed: Installed[] = [];
  const troubled = new Set<string>();
  const notices: Mistake[] = [];
  let isUnsafe = false;
  for (const { candidate, plugin } of await loadPlugins(configuration, offer, guard, mistakes)) {
    const { name, options, isPassive } = candidate;
    const running = reuse(candidate);
    if (running && running.plugin === plugin) {
      installed.push(running);
      continue;
    }
    const report: Tell['report'] = (message, cause) => {
      troubled.add(name);
      guard.mishap(name, 'setup', String(message), cause);
      const [expectation = '', ...cure] = guard.conceal(String(message)).split('; ');
      const place = { source: sourceOfPlugin(configuration, name), path: `plugins.${name}` };
      notices.push({ ...place, expectation, cure: cure.join('; ') || 'see its documentation' });
    };
    const mistake: Tell['mistake'] = (expectation, cure, path = `plugins.${name}`) => {
      const source = configuration.origins.get(path)?.source ?? sourceOfPlugin(configuration, name);
      mistakes.push({ source, path, expectation: guard.conceal(String(expectation)), cure: String(cure) });
    };
    const source = sourceOfPlugin(configuration, name);
    const checked = plugin && setUp(plugin, { options, source }, { ...shared, report, mistake }, mistakes);
    if (plugin && checked) installed.push({ plugin, ...checked, isPassive, options });
    else {
      troubled.add(name);
      isUnsafe ||= name === 'redaction' || plugin?.redacts === true;
    }
  }
  return { installed, mistakes, isUnsafe, troubled, notices };
}

/**
 * Taps the hooks of all event names with the steps of the plugins that handle them, in their order, in the place of those that
 * `replaced` holds. Returns the functions of the new taps.
 */
export function tapHooks(
  hooks: Hooks,
  names: readonly string[],
  installed: readonly Installed[],
  replaced: ReadonlySet<unknown>,
): ReadonlySet<unknown> {
  const own = new Set<unknown>();
  for (const step of ['enrich', 'redact', 'route'] as const) {
    const taps = installed.flatMap(({ plugin, steps }) => {
      const take: Tap['fn'] | undefined = steps[step]?.bind(steps);
      if (!take) return [];
      const tap: Tap = { name: plugin.name, fn: take };
      own.add(tap.fn);
      return [{ tap, handles: plugin.handles }];
    });
    for (const name of names) {
      const handling = taps.filter(({ handles }) => handles?.includes(name) ?? true);
      replaceTaps(
        hooks[step].for(name),
        replaced,
        handling.map(({ tap }) => tap),
      );
    }
  }
  return own;
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

type Tell = Pick<PluginContext<unknown>, 'report' | 'mistake'>;

function setUp(
  plugin: Plugin,
  { options, source }: { readonly options: unknown; readonly source: string },
  context: SharedContext & Tell,
  mistakes: Mistake[],
): CheckedSteps | undefined {
  const checked = checkOptions(plugin, options, source, mistakes);
  if (!checked) return undefined;
  try {
    return checkSteps(plugin.name, plugin.setup({ ...context, options: checked.value }), context.report);
  } catch (thrown) {
    context.report(`setup threw (${kindOf(thrown)}); it stays off`, thrown);
    return undefined;
  }
}

/** Checks options by the plugin's schema. A message may echo a value, so only those that `says` made, and names of types, are told. */
function checkOptions(
  plugin: Plugin,
  options: unknown,
  source: string,
  mistakes: Mistake[],
): { readonly value: unknown } | undefined {
  const place = `plugins.${plugin.name}`;
  const tell = (
    path: string,
    expectation: string,
    cure = 'see the documentation of the plugin; it stays off',
  ): undefined => {
    mistakes.push({ source, path, expectation, cure });
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
    for (const issue of result.issues) {
      const { expectation, cure } = wordsOf(issue.message) ?? { expectation: expectationOf(issue) };
      tell(showPath(['plugins', plugin.name, ...(issue.path ?? []).map(segmentName)]), expectation, cure);
    }
    return undefined;
  } catch (thrown) {
    return tell(place, `has a schema that threw (${kindOf(thrown)})`);
  }
}

const kinds: Readonly<Record<string, string>> = {
  Array: 'a list',
  Object: 'a mapping',
  string: 'a text',
  number: 'a number',
};

/** What a schema of valibot or its like expected there, as far as that is a word or a choice of words. */
function expectationOf(issue: object): string {
  const expected = 'expected' in issue ? issue.expected : undefined;
  if (expected === 'never') return 'is not a known key';
  const isTold = typeof expected === 'string' && /^[\w"()| -]{1,80}$/.test(expected);
  return isTold ? `must be ${kinds[expected] ?? expected}` : 'is not of the expected form';
}

const segmentName = (segment: PropertyKey | { readonly key: PropertyKey }): PropertyKey =>
  typeof segment === 'object' ? segment.key : segment;
