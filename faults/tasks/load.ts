/** The plain load: so many events a second, or all in one tick. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Sending } from '../contestants/contestant.js';
import type { HostOrder } from '../orders.js';
import type { TaskOutcome } from './outcome.js';

/** Emits in steps of ten milliseconds; a step that comes late emits what is due. */
export async function emitLoad(sending: Sending, { load }: HostOrder): Promise<TaskOutcome> {
  let emitted = 0;
  if ('atOnce' in load) {
    while (emitted < load.atOnce) sending.emit(++emitted);
    return { emitted, exceptions: 0, grownMiB: 0 };
  }
  const startedAt = performance.now();
  let elapsed = 0;
  while (elapsed < load.ms) {
    await pause(10);
    elapsed = Math.min(load.ms, performance.now() - startedAt);
    const due = Math.floor((elapsed * load.perSecond) / 1_000);
    while (emitted < due) sending.emit(++emitted);
  }
  return { emitted, exceptions: 0, grownMiB: 0 };
}
