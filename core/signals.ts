/** Events and signals for those who watch: mitt's emitter with guarded listeners. The only file that knows mitt. */
import mittModule, { type Emitter, type EventHandlerMap } from 'mitt';
import type { Receipt } from './delivery/ledger.js';
import type { TelemetryEvent } from './events.js';
import { type Fault, type Guard, goodConduct, kindOf } from './guard.js';
import type { DropReason, SpanEventDropReason } from './steps.js';

/** What the bus tells of itself. */
export interface Signals {
  /** The configuration took effect, or was found wanting; events flow from now on. */
  ready: { readonly sinks: readonly string[] };
  /** A destination acknowledged records. */
  delivered: { readonly sink: string; readonly records: number };
  /** An attempt to deliver ended; `outcome` is `acked`, `rejected`, `retry`, `unknown` or `failed`. */
  attempted: {
    readonly sink: string;
    readonly records: number;
    readonly outcome: string;
    readonly durationMs: number;
  };
  /** Records will not arrive: dropped by the bus, or rejected by the destination; for reasons of spans, events that are on none. */
  dropped: {
    readonly sink: string;
    readonly records: number;
    readonly reason: DropReason | SpanEventDropReason | `rejected:${string}`;
  };
  fault: Fault;
  flushed: Receipt;
  closed: Receipt;
}

type Heard = Record<string, unknown>;

/** mitt's types name a default export that `nodenext` sees as a namespace; at run time it is the function. */
const mitt = mittModule as unknown as (all?: EventHandlerMap<Heard>) => Emitter<Heard>;

/** Calls a listener so that it can neither throw nor go on holding the process; one that keeps doing so is no longer called. */
export function guardListener(
  guard: Guard,
  source: string,
  listener: (...args: never[]) => unknown,
): (...args: unknown[]) => void {
  const conduct = goodConduct();
  const call = listener as (...args: unknown[]) => unknown;
  const blame = (thrown: unknown) =>
    guard.fault(source, 'observe', `threw (${kindOf(thrown)}); the others go on`, thrown, conduct);
  return (...args) => {
    if (conduct.isQuarantined) return;
    const startedAt = performance.now();
    try {
      const result = call(...args);
      if (result instanceof Promise) result.catch(blame);
      else conduct.consecutiveFaults = 0;
    } catch (thrown) {
      blame(thrown);
    }
    guard.time(source, 'observe', performance.now() - startedAt, conduct);
  };
}

/** The emitter of one bus. */
export class Watch {
  readonly #emitter = mitt();

  /** @param overhear is told each signal before the listeners; it must not throw */
  constructor(
    private readonly guard: Guard,
    private readonly overhear: <Name extends keyof Signals>(name: Name, signal: Signals[Name]) => void = () =>
      undefined,
  ) {}

  /**
   * Calls `listener` for each event or signal of this name; for `'*'` for all, with the name first. Returns its undo.
   * A listener that keeps throwing is no longer called; the others of the same name are.
   */
  on(name: string, listener: (...args: never[]) => void): () => void {
    const guarded = guardListener(this.guard, `listener:${name}`, listener);
    this.#emitter.on(name, guarded);
    return () => this.#emitter.off(name, guarded);
  }

  /** Whether anybody listens to this name; one look-up or two. */
  isHeard(name: string): boolean {
    const { all } = this.#emitter;
    if (all.size === 0) return false;
    return (all.get(name)?.length ?? 0) > 0 || (all.get('*')?.length ?? 0) > 0;
  }

  /** Whether anybody listens to anything. */
  get hasListeners(): boolean {
    for (const list of this.#emitter.all.values()) if (list.length > 0) return true;
    return false;
  }

  /** Tells the listeners of a signal. */
  tell<Name extends keyof Signals>(name: Name, signal: Signals[Name]): void {
    this.overhear(name, signal);
    this.#emitter.emit(name, signal);
  }

  /** Shows an event to its listeners. */
  show(event: TelemetryEvent): void {
    this.#emitter.emit(event.name, event);
  }
}
