/** A queue bounded in records and bytes: a ring that hands out batches from its head and takes them back there. */
import type { TelemetryEvent } from '../events.js';

/** Bounds of a queue, and which end gives way when it is full. */
export interface QueueLimits {
  readonly maxRecords: number;
  /** Estimated bytes of all records together. */
  readonly maxBytes: number;
  /** `oldest` makes room by dropping what waits longest, `newest` refuses what comes. */
  readonly policy: 'oldest' | 'newest';
}

/** Records waiting for one sink, in order. */
export class RecordQueue {
  #records: (TelemetryEvent | undefined)[] = [];
  #head = 0;
  #bytes = 0;

  /** @param limits may be changed; what waits then beyond them gives way at the next `push` */
  constructor(public limits: QueueLimits) {}

  get length(): number {
    return this.#records.length - this.#head;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether less than half of either bound is in use: room for those who emit in bulk. */
  get hasRoom(): boolean {
    return this.length * 2 < this.limits.maxRecords && this.#bytes * 2 < this.limits.maxBytes;
  }

  /** Whether `push` may take the record: not one that is too big for an empty queue, nor one that the policy refuses. */
  admits(record: TelemetryEvent): boolean {
    if (record.bytes > this.limits.maxBytes) return false;
    return this.limits.policy === 'oldest' || !this.#isFullFor(record);
  }

  /** Adds an admitted record; returns how many of the oldest had to go for it. */
  push(record: TelemetryEvent): number {
    let dropped = 0;
    while (this.length > 0 && this.#isFullFor(record)) {
      this.#shift();
      dropped++;
    }
    this.#records.push(record);
    this.#bytes += record.bytes;
    return dropped;
  }

  /** Takes the records of one batch from the head: at least one, if there is one. */
  take(maxRecords: number, maxBytes: number): TelemetryEvent[] {
    let end = this.#head;
    let bytes = 0;
    for (
      let next = this.#records[end];
      next !== undefined && end - this.#head < maxRecords;
      next = this.#records[++end]
    ) {
      if (end > this.#head && bytes + next.bytes > maxBytes) break;
      bytes += next.bytes;
    }
    const batch = this.#records.slice(this.#head, end) as TelemetryEvent[];
    if (end === this.#records.length) {
      this.#records = [];
      this.#head = 0;
    } else {
      this.#records.fill(undefined, this.#head, end);
      this.#head = end;
      this.#compact();
    }
    this.#bytes -= bytes;
    return batch;
  }

  /** Empties the queue and says how many records were in it. */
  clear(): number {
    const { length } = this;
    this.#records = [];
    this.#head = 0;
    this.#bytes = 0;
    return length;
  }

  #isFullFor(record: TelemetryEvent): boolean {
    return this.length + 1 > this.limits.maxRecords || this.#bytes + record.bytes > this.limits.maxBytes;
  }

  #shift(): void {
    const record = this.#records[this.#head];
    if (record === undefined) return;
    this.#records[this.#head++] = undefined;
    this.#bytes -= record.bytes;
    this.#compact();
  }

  #compact(): void {
    if (this.#head > 1_024 && this.#head * 2 > this.#records.length) {
      this.#records = this.#records.slice(this.#head);
      this.#head = 0;
    }
  }
}
