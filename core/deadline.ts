/** An absolute deadline: one moment that every part of a piece of work shares, however many parts there are. */

/** A moment on the monotonic clock by which work must have ended. */
export interface Deadline {
  /** Aborts when the moment has come, or when the work was given up before. */
  readonly signal: AbortSignal;
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
  const controller = new AbortController();
  const at = performance.now() + afterMs;
  const timer = setTimeout(() => controller.abort(), Math.min(Math.max(afterMs, 0), longestTimerMs));
  if (!holdsProcess) timer.unref();
  return {
    signal: controller.signal,
    remainingMs: () => (controller.signal.aborted ? 0 : Math.max(0, at - performance.now())),
    abort: () => controller.abort(),
    dispose: () => clearTimeout(timer),
  };
}

/** Settles with `work`, or with `late()` once the deadline has come; the work itself goes on unheard. */
export function withinDeadline<T>(work: Promise<T>, deadline: Deadline, late: () => T): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => resolve(late());
    const stop = () => deadline.signal.removeEventListener('abort', onAbort);
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
    if (deadline.signal.aborted) onAbort();
    else deadline.signal.addEventListener('abort', onAbort, { once: true });
  });
}
