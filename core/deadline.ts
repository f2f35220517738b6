/** An absolute deadline: one moment that every part of a piece of work shares, however many parts there are. */

/** A moment on the monotonic clock by which work must have ended. */
export interface Deadline {
  /** Aborts when the moment has come, or when the work was given up before. */
  readonly signal: AbortSignal;
  /** Whether the moment has come, or the work was given up. */
  readonly isOver: boolean;
  /** Calls the listener once it is over; returns the undo. */
  onOver(listener: () => void): () => void;
  /** Milliseconds left, never below 0. */
  remainingMs(): number;
  /** Gives the work up now. */
  abort(): void;
  /** Frees the timer; call it when the work has ended. */
  dispose(): void;
}

/** Whether a deadline keeps the process alive until it is disposed of. */
export interface DeadlineOptions {
  /** Default true: somebody waits. Work in the background says false. */
  readonly holdsProcess?: boolean;
}

const longestTimerMs = 2 ** 31 - 1;

/** A deadline `afterMs` milliseconds from now; dispose of it when the work has ended. */
export function deadlineIn(afterMs: number, { holdsProcess = true }: DeadlineOptions = {}): Deadline {
  return new TimedDeadline(afterMs, holdsProcess);
}

/** Deadlines that hold the process and are not disposed of: somebody waits for each. */
let holding = 0;

/** Whether anybody waits for work of ours: then the process is not about to end. */
export const isAnybodyWaiting = (): boolean => holding > 0;

/** Makes its `AbortSignal` only when somebody asks for it: few do, and it is the costly part. */
class TimedDeadline implements Deadline {
  readonly #at: number;
  readonly #timer: NodeJS.Timeout;
  readonly #listeners = new Set<() => void>();
  #isHolding: boolean;
  #isOver = false;
  #controller: AbortController | undefined;

  constructor(afterMs: number, holdsProcess: boolean) {
    this.#at = nowMs() + afterMs;
    this.#timer = setTimeout(() => this.abort(), Math.min(Math.max(afterMs, 0), longestTimerMs));
    this.#isHolding = holdsProcess;
    if (holdsProcess) holding++;
    else this.#timer.unref();
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#isOver) this.#controller.abort();
    return this.#controller.signal;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  remainingMs(): number {
    return this.#isOver ? 0 : Math.max(0, this.#at - nowMs());
  }

  abort(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#controller?.abort();
    for (const listener of this.#listeners) listener();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    if (this.#isHolding) holding--;
    this.#isHolding = false;
  }

  onOver(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** The monotonic clock, without the module that the global `performance` loads. */
const nowMs = (): number => Number(process.hrtime.bigint() / 1_000n) / 1_000;

/** Settles with `work`, or with `late()` once the deadline has come; the work itself goes on unheard. */
export function withinDeadline<T>(work: Promise<T>, deadline: Deadline, late: () => T): Promise<T> {
  if (deadline.isOver) {
    work.catch(() => undefined);
    return Promise.resolve(late());
  }
  return new Promise<T>((resolve, reject) => {
    const stop = deadline.onOver(() => resolve(late()));
    work.then(
      (value) => {
        stop();
        resolve(value);
      },
      (error) => {
        stop();
        reject(error);
      },
    );
  });
}
