/** What a plugin's set-up returned, checked: steps that cannot be used cost the plugin, a sink that cannot be used costs itself. */
import type { FieldClass } from './events.js';
import { kindOf } from './guard.js';
import type { PluginSteps, Sink } from './plugin.js';

/** The steps of a plugin, and its usable sinks by their full names. */
export interface CheckedSteps {
  readonly steps: PluginSteps;
  readonly sinks: ReadonlyArray<readonly [name: string, sink: Sink]>;
}

const members = [
  'enrich',
  'redact',
  'redactText',
  'observe',
  'route',
  'lateFacts',
  'resource',
  'facts',
  'spans',
  'describe',
  'flush',
  'shutdown',
] as const;
const classes: ReadonlySet<unknown> = new Set(['fact', 'identity', 'content'] satisfies FieldClass[]);
const units: ReadonlySet<unknown> = new Set(['record', 'span', 'point'] satisfies Sink['unit'][]);

/** Checks what `setup` returned; `undefined`: the plugin stays off, and `complain` was told why. */
export function checkSteps(
  plugin: string,
  returned: unknown,
  complain: (problem: string) => void,
): CheckedSteps | undefined {
  if (typeof returned !== 'object' || returned === null)
    return refuse(complain, 'setup must return the steps of the plugin');
  if (returned instanceof Promise) {
    returned.catch(() => undefined);
    return refuse(complain, 'setup must return the steps of the plugin, not a promise');
  }
  try {
    const steps: PluginSteps = returned;
    const wrong = members.find((member) => steps[member] !== undefined && typeof steps[member] !== 'function');
    if (wrong) return refuse(complain, `${wrong} must be a function`);
    return { steps, sinks: checkSinks(plugin, steps.sinks, complain) };
  } catch (thrown) {
    return refuse(complain, `its steps could not be read (${kindOf(thrown)})`);
  }
}

function checkSinks(plugin: string, sinks: unknown, complain: (problem: string) => void): CheckedSteps['sinks'] {
  if (sinks === undefined) return [];
  if (typeof sinks !== 'object' || sinks === null) throw new TypeError('sinks');
  return Object.entries(sinks).flatMap(([short, sink]: readonly [string, unknown]) => {
    if (isSink(sink)) return [[`${plugin}.${short}`, sink] as const];
    complain(`the sink "${short.slice(0, 64)}" needs classes, a unit and attempt; it stays closed`);
    return [];
  });
}

function isSink(sink: unknown): sink is Sink {
  if (typeof sink !== 'object' || sink === null) return false;
  const { classes: carried, unit, attempt, handles } = sink as Partial<Sink>;
  const hasClasses = Array.isArray(carried) && carried.every((fieldClass) => classes.has(fieldClass));
  return (
    hasClasses && units.has(unit) && typeof attempt === 'function' && (handles === undefined || Array.isArray(handles))
  );
}

function refuse(complain: (problem: string) => void, problem: string): undefined {
  complain(`${problem}; the plugin stays off`);
  return undefined;
}
