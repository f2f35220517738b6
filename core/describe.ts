/** The story of a bus for people: what was configured, what runs in which order, where records go; never a secret. */
import { prepareConceal } from './config/conceal.js';
import type { Configuration } from './config/schema.js';
import { type ShownSetting, showSettings } from './config/show.js';
import type { Sender } from './delivery/sender.js';
import type { Mistake } from './errors.js';
import type { FieldClass, Lane, Switch } from './events.js';
import { type Hooks, tapNames } from './hooks.js';
import type { Installed } from './install.js';
import type { PluginSteps } from './plugin.js';

/** What `bus.describe()` returns. */
export interface Description {
  readonly state: string;
  /** Whether nobody would see an event. */
  readonly isIdle: boolean;
  /** Whether a mistake keeps every sink shut, because it might have opened something. */
  readonly isClosed: boolean;
  /** Everything that was read, the strongest first: files, variables, `code`. Empty before `ready`. */
  readonly sources: readonly string[];
  /** Every setting that holds, and who said it. Empty before `ready`. */
  readonly settings: readonly ShownSetting[];
  readonly mistakes: readonly Mistake[];
  /** What is told but stops nobody. */
  readonly notices: readonly Mistake[];
  readonly switches: Readonly<Partial<Record<Switch, boolean>>>;
  /** In the order in which they run. */
  readonly plugins: readonly string[];
  /** What plugins say of their settings, by plugin. */
  readonly details: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Hook → event name → taps in order; hooks without a tap are left out. */
  readonly hooks: Readonly<Record<keyof Hooks, Readonly<Record<string, readonly string[]>>>>;
  readonly sinks: Readonly<Record<string, SinkDescription>>;
  readonly routes: Configuration['routes'];
  /** Number of faults by source. */
  readonly faults: Readonly<Record<string, number>>;
}

/** One way out. */
export interface SinkDescription {
  readonly classes: readonly FieldClass[];
  /** The trace lane carries facts alone, whatever classes the sink asks for. */
  readonly lane: Lane;
  /** Where it goes, without credentials. */
  readonly description: string | undefined;
  /** Why the latest attempt delivered nothing; absent after a success. */
  readonly trouble: string | undefined;
}

/** What the description is made from. */
export interface BusFacts {
  readonly state: string;
  readonly isIdle: boolean;
  readonly configuration: Configuration | undefined;
  readonly mistakes: readonly Mistake[];
  readonly notices: readonly Mistake[];
  readonly installed: readonly Installed[];
  readonly senders: readonly Sender[];
  readonly hooks: Hooks;
  readonly events: readonly string[];
  readonly faults: Readonly<Record<string, number>>;
}

/** Puts the story together. */
export function describeBus({ configuration, installed, senders, hooks, events, ...facts }: BusFacts): Description {
  const tapsOf = (step: keyof Hooks) =>
    Object.fromEntries(
      events.map((name) => [name, tapNames(hooks[step].for(name))] as const).filter(([, taps]) => taps.length > 0),
    );
  const conceal = prepareConceal(configuration?.variables ?? new Map());
  return {
    state: facts.state,
    isIdle: facts.isIdle,
    isClosed: configuration?.isClosed ?? false,
    sources: configuration?.sources ?? [],
    settings: configuration ? showSettings(configuration) : [],
    mistakes: facts.mistakes,
    notices: facts.notices,
    switches: configuration?.otel.switches ?? {},
    plugins: installed.map(({ plugin }) => plugin.name),
    details: Object.fromEntries(installed.flatMap(({ plugin, steps }) => detailsOf(plugin.name, steps))),
    hooks: { enrich: tapsOf('enrich'), redact: tapsOf('redact'), route: tapsOf('route') },
    sinks: Object.fromEntries(
      senders.map(({ name, sink, trouble }) => [
        name,
        {
          classes: sink.classes,
          lane: sink.lane ?? 'log',
          description: sink.description && conceal(sink.description),
          trouble,
        },
      ]),
    ),
    routes: (configuration?.routes ?? []).map(({ match, to }) => ({ match: conceal(match), to: to.map(conceal) })),
    faults: facts.faults,
  };
}

function detailsOf(
  name: string,
  steps: PluginSteps,
): Array<[name: string, details: Readonly<Record<string, unknown>>]> {
  try {
    const details = steps.describe?.();
    return details ? [[name, details]] : [];
  } catch {
    return [[name, { trouble: 'it could not describe itself' }]];
  }
}
