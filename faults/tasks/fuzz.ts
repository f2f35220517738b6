/** Fuzz: whatever fast-check can think of, as one more attribute, and in place of the whole event. */
import { setImmediate as nextRound } from 'node:timers/promises';
import fc from 'fast-check';
import { harmlessValues, hostileValues } from '../../test/hostile-values.js';
import type { Sending } from '../contestants/contestant.js';
import type { HostOrder } from '../orders.js';
import type { TaskOutcome } from './outcome.js';

const anything = fc.anything({
  maxDepth: 4,
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withObjectString: true,
  withNullPrototype: true,
  withSparseArray: true,
  withTypedArray: true,
  withUnicodeString: true,
  withBoxedValues: true,
});

const portion = 1_000;

/** `load.atOnce` generated inputs, and every kind of hostile value. */
export async function emitFuzz(sending: Sending, { load, seed }: HostOrder): Promise<TaskOutcome> {
  const total = 'atOnce' in load ? load.atOnce : 0;
  let emitted = 0;
  let exceptions = 0;
  const offer = (value: unknown): void => {
    emitted++;
    try {
      sending.emit(emitted, value);
    } catch {
      exceptions++;
    }
    try {
      emitted += sending.emitRaw(value);
    } catch {
      exceptions++;
    }
  };
  for (const make of Object.values({ ...hostileValues, ...harmlessValues })) offer(make());
  for (let part = 0; part * portion < total; part++) {
    for (const value of fc.sample(anything, { seed: seed + part, numRuns: Math.min(portion, total - part * portion) }))
      offer(value);
    await nextRound();
  }
  return { emitted, exceptions, grownMiB: 0 };
}
