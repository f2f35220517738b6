/** The waiting room: those who wait for something to become true, asked again at each step, and let go at their deadline. */
import { type Deadline, withinDeadline } from '../deadline.js';

/** Holds the waiting of one sender. */
export class WaitingRoom {
  #calls = new Set<() => void>();

  /** Settles when `isDone` holds, or when the deadline comes; calls `urge` whenever it begins to wait. */
  async until(deadline: Deadline, isDone: () => boolean, urge: () => void): Promise<void> {
    while (!isDone() && !deadline.isOver) {
      urge();
      const called = new Promise<void>((resolve) => this.#calls.add(resolve));
      await withinDeadline(called, deadline, () => undefined);
    }
  }

  /** Something happened: everybody looks again. */
  call(): void {
    const calls = this.#calls;
    this.#calls = new Set();
    for (const resolve of calls) resolve();
  }
}
