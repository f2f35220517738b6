/** Records in the order of their arrival, cheap at both ends; those in the middle of a long line are packed. */
import type { TelemetryEvent } from '../events.js';
import type { Lost } from './losses.js';
import { type Arrived, PackedRecords } from './packed-records.js';

const blockRecords = 64;

/** So many records wait unpacked at the head: a burst that leaves soon is not worth the work. */
const unpackedRecords = 4_096;

const nothing = (): Arrived => ({ records: [], arrivals: [] });

/** A line of records: the head that leaves next, packed blocks, and the tail that the latest joined. */
export class Ring {
  #head = nothing();
  /** How many of the head have left. */
  #left = 0;
  /** What could not be packed stays as it is. */
  #blocks: (PackedRecords | Arrived)[] = [];
  #tail = nothing();
  /** Memory of blocks that are no more; the next ones use it. */
  #spare: Buffer[] = [];
  #length = 0;
  #bytes = 0;

  get length(): number {
    return this.#length;
  }

  /** Estimated bytes of all its records. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The record that has waited longest. */
  get first(): TelemetryEvent | undefined {
    if (this.#isHeadEmpty) this.#advance();
    return this.#head.records[this.#left];
  }

  /** The number of its arrival; infinite for an empty ring. */
  get firstArrival(): number {
    if (this.#isHeadEmpty) this.#advance();
    return this.#head.arrivals[this.#left] ?? Number.POSITIVE_INFINITY;
  }

  push(record: TelemetryEvent, arrival: number): void {
    this.#length++;
    this.#bytes += record.bytes;
    const isShort = this.#length <= unpackedRecords && this.#blocks.length === 0 && this.#tail.records.length === 0;
    const end = isShort ? this.#head : this.#tail;
    end.records.push(record);
    end.arrivals.push(arrival);
    if (end === this.#tail && end.records.length >= blockRecords) this.#pack();
  }

  /** Takes the record away that has waited longest. */
  shift(): TelemetryEvent | undefined {
    const record = this.first;
    if (record === undefined) return undefined;
    this.#length--;
    this.#bytes -= record.bytes;
    this.#left++;
    this.#tidy();
    return record;
  }

  /** Takes a batch away, in order: at least one record, if there is one. */
  take(maxRecords: number, maxBytes: number): TelemetryEvent[] {
    if (
      this.#left === 0 &&
      this.#length === this.#head.records.length &&
      this.#length <= maxRecords &&
      this.#bytes <= maxBytes
    ) {
      const { records } = this.#head;
      this.clear();
      return records;
    }
    const batch: TelemetryEvent[] = [];
    let bytes = 0;
    while (batch.length < maxRecords) {
      const { first } = this;
      if (first === undefined || (batch.length > 0 && bytes + first.bytes > maxBytes)) break;
      this.#left++;
      bytes += first.bytes;
      batch.push(first);
    }
    this.#length -= batch.length;
    this.#bytes -= bytes;
    this.#tidy();
    return batch;
  }

  /** Takes away what has waited longest, to be dropped: one record, or a whole packed block. */
  shed(): readonly Lost[] {
    const [block] = this.#blocks;
    if (!this.#isHeadEmpty || !(block instanceof PackedRecords)) {
      const record = this.shift();
      return record ? [record] : [];
    }
    this.#blocks.shift();
    this.#spare.push(block.buffer);
    this.#length -= block.streams.length;
    this.#bytes -= block.bytes;
    return block.streams.map((stream) => ({ stream }));
  }

  /** Takes the record away that came last. */
  pop(): TelemetryEvent | undefined {
    if (this.#length === 0) return undefined;
    if (this.#tail.records.length === 0) this.#retreat();
    const end = this.#tail.records.length > 0 ? this.#tail : this.#head;
    end.arrivals.pop();
    const record = end.records.pop();
    this.#length--;
    this.#bytes -= record?.bytes ?? 0;
    return record;
  }

  clear(): void {
    this.#head = nothing();
    this.#tail = nothing();
    this.#blocks = [];
    this.#spare = [];
    this.#left = 0;
    this.#length = 0;
    this.#bytes = 0;
  }

  get #isHeadEmpty(): boolean {
    return this.#left >= this.#head.records.length;
  }

  #pack(): void {
    const spare = this.#spare.pop();
    this.#blocks.push(PackedRecords.of(this.#tail, spare) ?? this.#tail);
    this.#tail = nothing();
  }

  /** The next block, or what there is of the tail, becomes the head. */
  #advance(): void {
    const block = this.#blocks.shift();
    this.#head = block ? this.#unpack(block) : this.#tail;
    this.#left = 0;
    if (!block) this.#tail = nothing();
  }

  /** The last block becomes the tail. */
  #retreat(): void {
    const block = this.#blocks.pop();
    if (block) this.#tail = this.#unpack(block);
  }

  #unpack(block: PackedRecords | Arrived): Arrived {
    if (!(block instanceof PackedRecords)) return block;
    this.#spare.push(block.buffer);
    return block.unpack();
  }

  /** Lets go of the places of those that have left. */
  #tidy(): void {
    if (this.#length === 0) return this.clear();
    const { records, arrivals } = this.#head;
    if (this.#left < 512 || this.#left * 2 <= records.length) return;
    this.#head = { records: records.slice(this.#left), arrivals: arrivals.slice(this.#left) };
    this.#left = 0;
  }
}
