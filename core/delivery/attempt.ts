/** One attempt of a sink at a batch: measured, ended at its deadline, and its answer made safe. */
import { type Deadline, withinDeadline } from '../deadline.js';
import type { TelemetryEvent } from '../events.js';
import type { Outcome, Sink } from '../plugin.js';
import { readOutcome } from './answer.js';
import { noteAttempt } from './under-way.js';
import type { Untraced } from './untraced.js';

/** What came of it; `failed`: the sink threw, or answered rubbish. */
export interface AttemptEnd {
  readonly outcome: Outcome | 'failed';
  readonly thrown?: unknown;
  /** Milliseconds until the end. */
  readonly durationMs: number;
  /** Milliseconds for which the sink held the process before it let go. */
  readonly heldMs: number;
}

/** Attempts once; never rejects. The deadline is disposed of afterwards. */
export async function attemptOnce(
  sink: Sink,
  batch: readonly TelemetryEvent[],
  deadline: Deadline,
  untraced: Untraced,
): Promise<AttemptEnd> {
  const noteEnd = noteAttempt(deadline);
  const startedAt = performance.now();
  const passedMs = () => performance.now() - startedAt;
  let heldMs = 0;
  try {
    const attempt = Promise.resolve<unknown>(untraced(() => sink.attempt([...batch], deadline)));
    heldMs = passedMs();
    const answer =
      (await withinDeadline(attempt, deadline, () => undefined)) ?? (await Promise.race([attempt, tooLate()]));
    return { outcome: readOutcome(answer, batch.length), durationMs: passedMs(), heldMs };
  } catch (thrown) {
    return { outcome: 'failed', thrown, durationMs: passedMs(), heldMs };
  } finally {
    deadline.dispose();
    noteEnd();
  }
}

/** Rounds of the event loop in which an answer is read that arrived while the process was busy. */
const roundsOfGrace = 3;

async function tooLate(): Promise<Outcome> {
  for (let round = 0; round < roundsOfGrace; round++) await new Promise<void>((resolve) => setImmediate(resolve));
  return { kind: 'unknown', reason: 'timeout' };
}
