/** The pace of one destination: when the next attempt may be made, after failures, pauses that it asked for, or refused credentials. */
import type { Outcome } from '../plugin.js';
import { backoffMs } from './backoff.js';

/** A destination that refuses our credentials is asked again after a minute, unless it says when. */
const deniedPauseMs = 60_000;

/** Holds a sender back; at first, and after every answer that settles a batch, not at all. */
export class Pace {
  #failures = 0;
  #isDenied = false;
  #notBefore = 0;

  /** @param random numbers in [0, 1) for the jitter of the back-off */
  constructor(private readonly random: () => number) {}

  /** Milliseconds until the next attempt; 0: it may be made now. */
  get waitMs(): number {
    return Math.max(0, this.#notBefore - performance.now());
  }

  /** The destination settled a batch: the next failure is a first one again. */
  settle(): void {
    this.#failures = 0;
    this.#isDenied = false;
  }

  /** Another destination: nothing is known of it. */
  reset(): void {
    this.settle();
    this.#notBefore = 0;
  }

  /** The batch has to wait. Says whether its owner should be told that credentials are refused: once, until something is settled. */
  holdBack(outcome: Extract<Outcome, { kind: 'retry' | 'unknown' }>): boolean {
    this.#failures++;
    const { afterMs, isDenied = false } = outcome.kind === 'retry' ? outcome : {};
    this.#notBefore =
      performance.now() + (afterMs ?? (isDenied ? deniedPauseMs : backoffMs(this.#failures, this.random)));
    const isNews = isDenied && !this.#isDenied;
    this.#isDenied ||= isDenied;
    return isNews;
  }
}
