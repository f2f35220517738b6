/** A queue bounded in records and bytes: batches leave in order, and what is kept longer is the last to be dropped. */
import type { TelemetryEvent } from '../events.js';
import type { Lost } from './losses.js';
import { Ring } from './ring.js';

/** Bounds of a queue, and which end gives way when it is full. */
export interface QueueLimits {
  readonly maxRecords: number;
  /** Estimated bytes of all records together. */
  readonly maxBytes: number;
  /** `oldest` makes room by dropping what waits longest, `newest` refuses what comes. */
  readonly policy: 'oldest' | 'newest';
}

const none: readonly Lost[] = [];

/**
 * Records waiting for one sink, in order. Errors and what concerns signing in (`isKeptLonger` of the declaration) give way
 * only when nothing else is left, whatever the policy.
 */
export class RecordQueue {
  readonly #ordinary = new Ring();
  readonly #keptLonger = new Ring();
  #arrivals = 0;

  /** @param limits may be changed; what waits then beyond them gives way at the next `push` */
  constructor(public limits: QueueLimits) {}

  get length(): number {
    return this.#ordinary.length + this.#keptLonger.length;
  }

  get bytes(): number {
    return this.#ordinary.bytes + this.#keptLonger.bytes;
  }

  /** Whether less than half of either bound is in use: room for those who emit in bulk. */
  get hasRoom(): boolean {
    return this.length * 2 < this.limits.maxRecords && this.bytes * 2 < this.limits.maxBytes;
  }

  /**
   * Adds a record, and returns those that are dropped for it, or the record itself when it is refused. From a long line a few
   * more are dropped than the record needs.
   */
  push(record: TelemetryEvent): readonly Lost[] {
    const isKept = record.declaration.isKeptLonger?.(record.fields) === true;
    const ring = isKept ? this.#keptLonger : this.#ordinary;
    if (this.#fits(record, this.length, this.bytes)) {
      ring.push(record, this.#arrivals++);
      return none;
    }
    const dropped = this.#makeRoom(record, isKept);
    if (!dropped.includes(record)) ring.push(record, this.#arrivals++);
    return dropped;
  }

  /** Takes the records of one batch in the order of their arrival: at least one, if there is one. */
  take(maxRecords: number, maxBytes: number): TelemetryEvent[] {
    if (this.#keptLonger.length === 0) return this.#ordinary.take(maxRecords, maxBytes);
    const batch: TelemetryEvent[] = [];
    let bytes = 0;
    while (batch.length < maxRecords) {
      const ring = this.#keptLonger.firstArrival < this.#ordinary.firstArrival ? this.#keptLonger : this.#ordinary;
      const { first } = ring;
      if (first === undefined || (batch.length > 0 && bytes + first.bytes > maxBytes)) break;
      ring.shift();
      bytes += first.bytes;
      batch.push(first);
    }
    return batch;
  }

  /** Empties the queue, and returns what was in it, in no order. */
  clear(): readonly TelemetryEvent[] {
    const left = this.take(this.length, Number.POSITIVE_INFINITY);
    this.#ordinary.clear();
    this.#keptLonger.clear();
    return left;
  }

  #fits(record: TelemetryEvent, length: number, bytes: number): boolean {
    return length + 1 <= this.limits.maxRecords && bytes + record.bytes <= this.limits.maxBytes;
  }

  /** What has to go for the record, which is the record itself where nothing else may give way. */
  #makeRoom(record: TelemetryEvent, isKept: boolean): readonly Lost[] {
    const isOldest = this.limits.policy === 'oldest';
    const mayPass = isOldest || (isKept && this.#ordinary.length > 0);
    const isFirm = !isKept || !isOldest;
    const [firmRecords, firmBytes] = isFirm ? [this.#keptLonger.length, this.#keptLonger.bytes] : [0, 0];
    if (!mayPass || !this.#fits(record, firmRecords, firmBytes)) return [record];
    const dropped: Lost[] = [];
    while (!this.#fits(record, this.length, this.bytes)) {
      const ring = this.#ordinary.length > 0 ? this.#ordinary : this.#keptLonger;
      const gone = isOldest ? ring.shed() : [ring.pop()].filter((last) => last !== undefined);
      if (gone.length === 0) break;
      dropped.push(...gone);
    }
    return dropped;
  }
}
