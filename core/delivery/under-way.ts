/** The attempts under way in this process, of all buses: whoever lets the process go has to know of them, and to end them. */
import type { Deadline } from '../deadline.js';

/** Milliseconds after which an attempt may be what holds the process. */
const lookEveryMs = 250;

const attempts = new Set<Deadline>();
let look: (() => void) | undefined;
let timer: NodeJS.Timeout | undefined;

/** Notes an attempt; returns what notes its end. */
export function noteAttempt(deadline: Deadline): () => void {
  attempts.add(deadline);
  if (look) timer ??= setInterval(look, lookEveryMs).unref();
  return () => {
    attempts.delete(deadline);
    if (attempts.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** How many attempts are under way. */
export const attemptsUnderWay = (): number => attempts.size;

/** Ends all of them: what they carried counts as not delivered, and is kept. */
export function endAttempts(): void {
  for (const deadline of [...attempts]) deadline.abort();
}

/** Calls `listener` every quarter of a second while attempts are under way; there is one listener, `undefined` takes it away. */
export function whileAttemptsLast(listener: (() => void) | undefined): void {
  look = listener;
  if (listener || !timer) return;
  clearInterval(timer);
  timer = undefined;
}
