/** Poison: hostile values, each in the middle of 511 good events. */

import { harmlessValues, hostileValues } from '../../test/hostile-values.js';
import type { Sending } from '../contestants/contestant.js';
import type { HostOrder } from '../orders.js';
import type { TaskOutcome } from './outcome.js';

const batch = 512;

/** One batch for each kind of value; `load.atOnce` bounds how many kinds are taken. */
export async function emitPoison(sending: Sending, { load }: HostOrder): Promise<TaskOutcome> {
  const kinds = Object.values({ ...hostileValues, ...harmlessValues }).slice(0, 'atOnce' in load ? load.atOnce : 0);
  let emitted = 0;
  let exceptions = 0;
  for (const make of kinds) {
    for (let at = 0; at < batch; at++) {
      emitted++;
      try {
        if (at === batch / 2) sending.emit(emitted, make() ?? null);
        else sending.emit(emitted);
      } catch {
        exceptions++;
      }
    }
    await sending.settle(10_000);
  }
  return { emitted, exceptions, grownMiB: 0 };
}
