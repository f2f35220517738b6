/** A ring of records in the order of their arrival: cheap at both ends. */
import type { TelemetryEvent } from '../events.js';

/** Records, each with the number of its arrival. */
export class Ring {
  #records: (TelemetryEvent | undefined)[] = [];
  #arrivals: number[] = [];
  #head = 0;
  #bytes = 0;

  get length(): number {
    return this.#records.length - this.#head;
  }

  /** Estimated bytes of all its records. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The record that has waited longest. */
  get first(): TelemetryEvent | undefined {
    return this.#records[this.#head];
  }

  /** The number of its arrival; infinite for an empty ring. */
  get firstArrival(): number {
    return this.#arrivals[this.#head] ?? Number.POSITIVE_INFINITY;
  }

  push(record: TelemetryEvent, arrival: number): void {
    this.#records.push(record);
    this.#arrivals.push(arrival);
    this.#bytes += record.bytes;
  }

  /** Takes the record away that has waited longest. */
  shift(): TelemetryEvent | undefined {
    const record = this.first;
    if (record === undefined) return undefined;
    this.#records[this.#head++] = undefined;
    this.#bytes -= record.bytes;
    if (this.#head === this.#records.length) this.clear();
    else if (this.#head > 1_024 && this.#head * 2 > this.#records.length) this.#compact();
    return record;
  }

  /** Takes the record away that came last. */
  pop(): TelemetryEvent | undefined {
    if (this.length === 0) return undefined;
    this.#arrivals.pop();
    const record = this.#records.pop();
    this.#bytes -= record?.bytes ?? 0;
    return record;
  }

  clear(): void {
    this.#records = [];
    this.#arrivals = [];
    this.#head = 0;
    this.#bytes = 0;
  }

  #compact(): void {
    this.#records = this.#records.slice(this.#head);
    this.#arrivals = this.#arrivals.slice(this.#head);
    this.#head = 0;
  }
}
