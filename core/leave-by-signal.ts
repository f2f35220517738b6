/** Leaving by a signal: open buses are closed first, side by side, and then the process ends as it would have ended without us. */

/** The signals by which a process is asked to end. */
export const endingSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** One of them. */
export type EndingSignal = (typeof endingSignals)[number];

type Close = () => Promise<unknown>;

const closers = new Map<EndingSignal, Set<Close>>();
let closing: EndingSignal | undefined;

/** Calls `close`, which must settle in time and never reject, when one of the signals comes. Returns the undo. */
export function closeBySignal(close: Close, signals: readonly EndingSignal[]): () => void {
  for (const signal of signals) {
    const closes = closers.get(signal) ?? new Set();
    if (closes.size === 0) process.on(signal, leave);
    closers.set(signal, closes.add(close));
  }
  return () => {
    for (const signal of signals) {
      const closes = closers.get(signal);
      if (closes?.delete(close) && closes.size === 0 && closing !== signal) process.off(signal, leave);
    }
  };
}

/** A second signal does not wait. */
async function leave(signal: NodeJS.Signals): Promise<void> {
  const name = endingSignals.find((known) => known === signal);
  if (name === undefined) return;
  if (closing === undefined) {
    closing = name;
    await Promise.all([...(closers.get(name) ?? [])].map((close) => close()));
    closing = undefined;
  }
  process.off(name, leave);
  if (process.listenerCount(name) === 0) process.kill(process.pid, name);
}
