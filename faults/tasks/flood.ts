/** The flood: events without end while nobody takes them, and how much memory that costs. */
import { setImmediate as nextRound } from 'node:timers/promises';
import type { Sending } from '../contestants/contestant.js';
import type { HostOrder } from '../orders.js';
import type { TaskOutcome } from './outcome.js';

const step = 5_000;
/** In it, what sends is loaded, and a first attempt is made. */
const warmUpMs = 1_500;
const mebibyte = 2 ** 20;

/** Emits as fast as it can, and looks at the resident set after each step. Growth counts from after a warm-up. */
export async function floodAway(sending: Sending, { load }: HostOrder): Promise<TaskOutcome> {
  const total = 'atOnce' in load ? load.atOnce : 0;
  let emitted = 0;
  while (emitted < step) sending.emit(++emitted);
  await sending.settle(warmUpMs);
  const before = process.memoryUsage.rss();
  let most = before;
  while (emitted < total) {
    for (let at = 0; at < step && emitted < total; at++) sending.emit(++emitted);
    await nextRound();
    most = Math.max(most, process.memoryUsage.rss());
  }
  return { emitted, exceptions: 0, grownMiB: (most - before) / mebibyte };
}
