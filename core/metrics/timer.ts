/** A timer: records how long something took, once, however it ends. */
import type { Tags } from './point.js';

/** Runs from its start; `using timer = metrics.startTimer(…)` records when the block ends. */
export class Timer {
  readonly #startedAt = performance.now();
  #isOver = false;

  /** @param end records milliseconds under some tags more */
  constructor(private readonly end: (ms: number, extra: Tags) => void) {}

  /**
   * Records the time since the start, under some tags more; the timer's own tags win. Unlike in Codex nothing is recorded again
   * afterwards, neither by another call nor at the end of the block.
   */
  record(extra: Tags = {}): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.end(performance.now() - this.#startedAt, extra);
  }

  [Symbol.dispose](): void {
    this.record();
  }
}
