/** The pace of one destination: when the next attempt may be made, after failures, pauses that it asked for, or refusals. */
import type { Outcome } from '../plugin.js';
import { backoffMs } from './backoff.js';

/** A destination that refuses our credentials is asked again after a minute, unless it says when. */
const deniedPauseMs = 60_000;

/** To find one bad record among 512 takes ten refusals in a row; whoever refuses more than this refuses everything. */
const refusalsOfOne = 16;

/** Holds a sender back; at first, and after every batch that was taken, not at all. */
export class Pace {
  #failures = 0;
  #refusals = 0;
  #isDenied = false;
  #notBefore = 0;

  /** @param random numbers in [0, 1) for the jitter of the back-off */
  constructor(private readonly random: () => number) {}

  /** Milliseconds until the next attempt; 0: it may be made now. */
  get waitMs(): number {
    return Math.max(0, this.#notBefore - performance.now());
  }

  /** Whether the destination refuses whatever it is given, so that it is no use to look for one bad record. */
  get isRefusingAll(): boolean {
    return this.#refusals > refusalsOfOne;
  }

  /** The destination took a batch: the next failure is a first one again. */
  settle(): void {
    this.#failures = 0;
    this.#refusals = 0;
    this.#isDenied = false;
  }

  /** The destination refused a batch for good. One that refuses everything is left alone for longer and longer. */
  refuse(): void {
    this.#failures = 0;
    this.#isDenied = false;
    this.#refusals++;
    if (this.isRefusingAll) this.#pause(backoffMs(this.#refusals - refusalsOfOne, this.random));
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
    this.#pause(afterMs ?? (isDenied ? deniedPauseMs : backoffMs(this.#failures, this.random)));
    const isNews = isDenied && !this.#isDenied;
    this.#isDenied ||= isDenied;
    return isNews;
  }

  #pause(ms: number): void {
    this.#notBefore = performance.now() + ms;
  }
}
