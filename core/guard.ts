/** The guard: counts the faults of each plugin, tells of them, and quarantines one that keeps failing. */
import type { FaultPlace } from './steps.js';

/** Something went wrong in a plugin, a sink, a listener or a configuration; the host went on. */
export interface Fault {
  /** Who failed: a plugin, a sink, `listener` or `configuration`. */
  readonly source: string;
  /** In which step. */
  readonly place: FaultPlace;
  /** What happened; never a value of an event. */
  readonly message: string;
  readonly cause?: unknown;
  /** Whether the plugin will not be called again. */
  readonly isQuarantined: boolean;
}

/** How a plugin has behaved; `isQuarantined` is read before each call. */
export interface Conduct {
  faults: number;
  consecutiveFaults: number;
  /** Slow calls in a row, of those that were timed alone. */
  consecutiveSlow: number;
  isQuarantined: boolean;
}

/** The conduct of somebody who has not failed yet. */
export const goodConduct = (): Conduct => ({
  faults: 0,
  consecutiveFaults: 0,
  consecutiveSlow: 0,
  isQuarantined: false,
});

/** Faults in a row after which a plugin is no longer called. */
const quarantineAfter = 10;

/** Milliseconds of one call that a person begins to feel: what a plugin takes within `emit`, the host has to wait for. */
const slowMs = 25;

/** Reading a clock costs more than most calls of a plugin: one event in so many is timed as a whole. A prime, since events take turns in twos and fours. */
const timeOneIn = 17;

/** Events for which each plugin is timed after a slow one: who is to blame may be called for a few of them only. */
const watchedEvents = 1_000;

/** Keeps the conduct of every plugin of one bus. */
export class Guard {
  readonly #conducts = new Map<string, Conduct>();
  #events = 0;
  /** Events for which each plugin is still timed. */
  #watched = 0;

  /** Takes out of a message what it must not hold; set once the configuration is known. */
  conceal: (message: string) => string = (message) => message;

  constructor(private readonly tell: (fault: Fault) => void) {}

  /** The conduct of a plugin, the same object each time. */
  conductOf(source: string): Conduct {
    let conduct = this.#conducts.get(source);
    if (!conduct) {
      conduct = goodConduct();
      this.#conducts.set(source, conduct);
    }
    return conduct;
  }

  /**
   * Notes a fault, and tells of it unless the source is quarantined already. `conduct` is that of one among several who
   * share the name, so that it is quarantined alone.
   */
  fault(source: string, place: FaultPlace, message: string, cause?: unknown, conduct = this.conductOf(source)): void {
    this.conductOf(source).faults++;
    conduct.consecutiveFaults++;
    if (conduct.isQuarantined) return;
    conduct.isQuarantined = conduct.consecutiveFaults >= quarantineAfter;
    this.#say(source, place, message, cause, conduct.isQuarantined);
  }

  /** A new configuration is a new beginning: whoever was quarantined is called again. */
  forgive(source: string): void {
    const conduct = this.conductOf(source);
    conduct.isQuarantined = false;
    conduct.consecutiveFaults = 0;
    conduct.consecutiveSlow = 0;
  }

  /** Whether each plugin is timed: an event was slow a short while ago, and somebody is to blame. */
  get isTiming(): boolean {
    return this.#watched > 0;
  }

  /** Whether the next event is timed as a whole, for `timeEvent`. Call it once for each event. */
  isNextTimed(): boolean {
    return this.#watched > 0 || this.#events++ % timeOneIn === 0;
  }

  /** Notes how long an event took on its way into the queues, in milliseconds. */
  timeEvent(ms: number): void {
    if (ms >= slowMs) this.#watched = watchedEvents;
    else if (this.#watched > 0) this.#watched--;
  }

  /**
   * Notes how long a call took, in milliseconds. Slow calls are faults; ten in a row lead to quarantine, but not of a sink,
   * nor of whoever redacts: without it nothing may be told at all.
   */
  time(source: string, place: FaultPlace, ms: number, conduct = this.conductOf(source)): void {
    if (ms < slowMs) {
      conduct.consecutiveSlow = 0;
      return;
    }
    conduct.consecutiveSlow++;
    // One call alone says nothing: the machine was busy elsewhere, perhaps, or memory was collected.
    if (conduct.consecutiveSlow === 1) return;
    conduct.faults++;
    if (conduct !== this.conductOf(source)) this.conductOf(source).faults++;
    if (conduct.isQuarantined) return;
    conduct.isQuarantined = place !== 'redact' && place !== 'export' && conduct.consecutiveSlow >= quarantineAfter;
    this.#say(source, place, `held the process for ${Math.round(ms)} ms in one call`, undefined, conduct.isQuarantined);
  }

  /** Notes and tells what says nothing about the next call: a mistake, a report, a batch that is still looked through. Never leads to quarantine. */
  mishap(source: string, place: FaultPlace, message: string, cause?: unknown): void {
    const conduct = this.conductOf(source);
    conduct.faults++;
    this.#say(source, place, message, cause, conduct.isQuarantined);
  }

  #say(source: string, place: FaultPlace, message: string, cause: unknown, isQuarantined: boolean): void {
    this.tell({ source, place, message: this.conceal(message), isQuarantined, ...(cause !== undefined && { cause }) });
  }

  /** Faults by source, for `describe()`. */
  faults(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      [...this.#conducts].flatMap(([source, { faults }]) => (faults > 0 ? [[source, faults]] : [])),
    );
  }
}

/** What may be said of a thrown thing: its kind, never its message, which may hold a value. */
export function kindOf(thrown: unknown): string {
  try {
    return thrown instanceof Error && typeof thrown.name === 'string' ? thrown.name.slice(0, 64) : typeof thrown;
  } catch {
    return 'unreadable error';
  }
}
