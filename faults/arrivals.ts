/** The tally of a receiver: which events came, how often, in which order, and under which identity. */
import type { ReceivedRecord, ReceivedRequest } from '../core/testing/index.js';
import type { Arrivals } from './orders.js';

/** Counts what arrives; every event bears its number from 1 as `call_id`, but for those that are all noise. */
export class Tally {
  readonly #uids = new Map<number | string | undefined, string | undefined>();
  readonly #requestTimes: number[] = [];
  #duplicates = 0;
  #strangers = 0;
  #inversions = 0;
  #refused = 0;
  #latest = 0;

  noteRequest(): void {
    this.#requestTimes.push(Date.now());
  }

  note(entry: ReceivedRecord | ReceivedRequest): void {
    if (!('attributes' in entry) || entry.signal !== 'logs') {
      this.#refused++;
      return;
    }
    const textOf = (name: string) => entry.attributes.find(([key]) => key === name)?.[2];
    const number = Number(textOf('call_id'));
    const uid = textOf('log.record.uid');
    const identity = typeof uid === 'string' ? uid : undefined;
    const event = Number.isNaN(number) ? identity : number;
    if (this.#uids.has(event)) {
      this.#duplicates++;
      if (identity === undefined || identity !== this.#uids.get(event)) this.#strangers++;
      return;
    }
    this.#uids.set(event, identity);
    if (Number.isNaN(number)) return;
    if (number < this.#latest) this.#inversions++;
    else this.#latest = number;
  }

  report(): Arrivals {
    return {
      unique: this.#uids.size,
      duplicates: this.#duplicates,
      strangers: this.#strangers,
      inversions: this.#inversions,
      refused: this.#refused,
      requestTimes: this.#requestTimes,
    };
  }
}
