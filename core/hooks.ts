/** The hooks: tapable's, per event name, each called by one plain loop that holds the guard. The only file that knows tapable. */
import { HookMap, SyncBailHook, SyncWaterfallHook } from 'tapable';
import type { TelemetryEvent } from './events.js';
import { type Guard, kindOf } from './guard.js';
import { isEventTime, traceReference } from './stamps.js';
import { faultPolicy } from './steps.js';

/** A hook that passes the event from tap to tap; a tap that returns nothing leaves it. */
export type EventHook = SyncWaterfallHook<[TelemetryEvent], TelemetryEvent | undefined | void>;

/** A hook that asks tap after tap where the event goes; the first answer wins. */
export type RouteHook = SyncBailHook<[TelemetryEvent], readonly string[] | undefined | void>;

/** What a bus shows as `bus.hooks`: one hook per step and event name, `hooks.enrich.for('codex.tool_result')`. */
export interface Hooks {
  /** Adds to events. A fault keeps the event as it was. */
  readonly enrich: HookMap<EventHook>;
  /** Cleans events. A fault refuses the event. */
  readonly redact: HookMap<EventHook>;
  /** Chooses sinks. A fault asks the next tap. */
  readonly route: HookMap<RouteHook>;
}

/** Creates the frozen hooks of a bus. */
export function createHooks(guard: Guard): Hooks {
  const eventHooks = (step: 'enrich' | 'redact', loop: typeof enrichLoop | typeof redactLoop) =>
    new HookMap((): EventHook => callBy(new SyncWaterfallHook(['event'], step), (taps) => loop(taps, guard)));
  return Object.freeze({
    enrich: eventHooks('enrich', enrichLoop),
    redact: eventHooks('redact', redactLoop),
    route: new HookMap((): RouteHook => callBy(new SyncBailHook(['event'], 'route'), (taps) => routeLoop(taps, guard))),
  });
}

/** Names of the taps of a hook, in the order in which they run. */
export const tapNames = (hook: EventHook | RouteHook): readonly string[] => hook.taps.map(({ name }) => name);

/**
 * Puts taps in the place of others, which are known by their functions. tapable has no way to, so all of them are tapped anew, in
 * their order; where none is replaced, the new ones come last.
 */
export function replaceTaps(hook: EventHook | RouteHook, replaced: ReadonlySet<unknown>, added: readonly Tap[]): void {
  const { taps } = hook;
  const first = taps.findIndex(({ fn }) => replaced.has(fn));
  const place = first === -1 ? taps.length : first;
  const isKept = ({ fn }: { readonly fn: unknown }): boolean => !replaced.has(fn);
  const next = [...taps.slice(0, place).filter(isKept), ...added, ...taps.slice(place).filter(isKept)];
  if (first === -1 && added.length === 0) return;
  taps.length = 0;
  for (const { name, stage, fn } of next) Reflect.apply(hook.tap, hook, [{ name, ...(stage && { stage }) }, fn]);
}

/** A step under the name of who takes it. */
export interface Tap {
  readonly name: string;
  readonly fn: (event: TelemetryEvent) => unknown;
  /** Of a host's own tap. */
  readonly stage?: number | undefined;
}

type Call<Result> = (event: TelemetryEvent) => Result;

/**
 * Gives a hook its own way to be called. tapable's default generates code with `new Function`, which fails where code
 * generation is forbidden and lets a thrown error leave its plugin; `compile` is its documented seam for another way.
 */
function callBy<H extends EventHook | RouteHook>(hook: H, compile: (taps: readonly Tap[]) => Call<unknown>): H {
  return Object.assign(hook, { compile: ({ taps }: { taps: readonly Tap[] }) => compile(taps) });
}

function enrichLoop(taps: readonly Tap[], guard: Guard): Call<TelemetryEvent> {
  const guarded = taps.map(({ name, fn }) => ({ name, fn, conduct: guard.conductOf(name) }));
  return (event) => {
    let current = event;
    const { isTiming } = guard;
    for (const { name, fn, conduct } of guarded) {
      if (conduct.isQuarantined) continue;
      const startedAt = isTiming ? performance.now() : 0;
      try {
        const result = fn(current) ?? current;
        if (isSameEvent(result, current)) {
          current = result;
          conduct.consecutiveFaults = 0;
        } else refuseRubbish(guard, name, 'enrich', result);
      } catch (thrown) {
        guard.fault(name, 'enrich', threw(thrown, 'enrich'), thrown);
      }
      if (isTiming) guard.time(name, 'enrich', performance.now() - startedAt, conduct);
    }
    return current;
  };
}

/** Fails closed: a throw, rubbish, or a quarantined plugin withholds the event. */
function redactLoop(taps: readonly Tap[], guard: Guard): Call<TelemetryEvent | undefined> {
  const guarded = taps.map(({ name, fn }) => ({ name, fn, conduct: guard.conductOf(name) }));
  return (event) => {
    let current = event;
    const { isTiming } = guard;
    for (const { name, fn, conduct } of guarded) {
      if (conduct.isQuarantined) return undefined;
      const startedAt = isTiming ? performance.now() : 0;
      try {
        const result = fn(current) ?? current;
        if (!isSameEvent(result, current)) {
          refuseRubbish(guard, name, 'redact', result);
          return undefined;
        }
        current = result;
        conduct.consecutiveFaults = 0;
      } catch (thrown) {
        guard.fault(name, 'redact', threw(thrown, 'redact'), thrown);
        return undefined;
      }
      if (isTiming) guard.time(name, 'redact', performance.now() - startedAt, conduct);
    }
    return current;
  };
}

function routeLoop(taps: readonly Tap[], guard: Guard): Call<readonly string[] | undefined> {
  const guarded = taps.map(({ name, fn }) => ({ name, fn, conduct: guard.conductOf(name) }));
  /** Most often a tap answers by the same list as before, which need not be looked through again. */
  let lastAnswer: readonly string[] | undefined;
  return (event) => {
    const { isTiming } = guard;
    for (const { name, fn, conduct } of guarded) {
      if (conduct.isQuarantined) continue;
      const startedAt = isTiming ? performance.now() : 0;
      try {
        const result = fn(event);
        if (isTiming) guard.time(name, 'route', performance.now() - startedAt, conduct);
        if (result === undefined || result === null) {
          conduct.consecutiveFaults = 0;
          continue;
        }
        if (isListOfNames(result, lastAnswer)) {
          conduct.consecutiveFaults = 0;
          lastAnswer = result;
          return result;
        }
        refuseRubbish(guard, name, 'route', result);
      } catch (thrown) {
        guard.fault(name, 'route', threw(thrown, 'route'), thrown);
      }
    }
    return undefined;
  };
}

/** Whether a tap said sinks. `known`: a list that was looked through before. */
const isListOfNames = (result: unknown, known: readonly string[] | undefined): result is readonly string[] =>
  result === known || (Array.isArray(result) && result.every((sink) => typeof sink === 'string'));

/** Whether a tap returned the event, or one that stands for it: what it may not change is the same, and the rest is usable. */
function isSameEvent(result: unknown, event: TelemetryEvent): result is TelemetryEvent {
  if (result === event) return true;
  if (typeof result !== 'object' || result === null) return false;
  const {
    name,
    declaration,
    observedTime,
    stream,
    sequence,
    time,
    fields,
    undeclared,
    session,
    trace,
    bytes,
    target,
    span,
  } = result as Partial<TelemetryEvent>;
  return (
    name === event.name &&
    declaration === event.declaration &&
    observedTime === event.observedTime &&
    stream === event.stream &&
    sequence === event.sequence &&
    target === event.target &&
    span === event.span &&
    isEventTime(time) &&
    isRecord(fields) &&
    isRecord(undeclared ?? {}) &&
    isRecord(session) &&
    (trace === undefined || traceReference({ trace }, ignore) !== undefined) &&
    Number.isFinite(bytes)
  );
}

const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
const ignore = () => undefined;

/** Notes the fault. A promise among the rubbish may be rejected later, which must not end the host's process. */
function refuseRubbish(guard: Guard, name: string, step: 'enrich' | 'redact' | 'route', result: unknown): void {
  if (result instanceof Promise) result.catch(ignore);
  const wanted = step === 'route' ? 'list of sink names' : 'event';
  guard.fault(
    name,
    step,
    `returned something that is no ${wanted} (a promise, perhaps); the bus goes on: ${faultPolicy[step]}`,
  );
}

const threw = (thrown: unknown, step: 'enrich' | 'redact' | 'route') =>
  `threw (${kindOf(thrown)}); the bus goes on: ${faultPolicy[step]}`;
