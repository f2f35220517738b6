/** One event name, prepared: how its fields are taken, under which target it is said, and what numbers it. */
import { prepareSnapshots, type TakeSnapshot } from './catalogue/snapshot.js';
import type { EventDeclaration } from './events.js';
import { type SessionMetric, sessionMetrics } from './metrics/session-metrics.js';
import type { ValueLimits } from './normalise.js';
import { targetOfSubsystem } from './targets.js';

/** One event name, prepared: what is looked up once so that an emit does not. */
export interface EventLine {
  readonly name: string;
  readonly declaration: EventDeclaration;
  readonly take: TakeSnapshot;
  /** The target of a subsystem's events. */
  readonly target: string | undefined;
  /** The counter by which the declaration numbers its events, and the field that bears the number. */
  readonly counter: { readonly name: string; readonly field: string } | undefined;
  /** What is measured by it. */
  readonly metrics: readonly SessionMetric[] | undefined;
}

/** Prepares the snapshots of all declared events. */
export function prepareLines(
  events: Readonly<Record<string, EventDeclaration>>,
  limits: ValueLimits,
): ReadonlyMap<string, EventLine> {
  return new Map(Object.entries(events).map(([name, declaration]) => [name, prepareLine(name, declaration, limits)]));
}

/** Prepares the snapshots of one declaration. */
export function prepareLine(name: string, declaration: EventDeclaration, limits: ValueLimits): EventLine {
  const { subsystem } = declaration;
  return {
    name,
    declaration,
    take: prepareSnapshots(declaration, limits),
    target: subsystem === undefined ? undefined : targetOfSubsystem(subsystem),
    counter: counterOf(declaration),
    metrics: Object.hasOwn(sessionMetrics, name) ? sessionMetrics[name] : undefined,
  };
}

function counterOf({ fields }: EventDeclaration): EventLine['counter'] {
  for (const [field, { derive }] of Object.entries(fields))
    if (derive && 'counter' in derive) return { name: derive.counter, field };
  return undefined;
}
