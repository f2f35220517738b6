/** What goes out of one sender, batch by batch: first what has to be tried again, then the queue; every record complete, and fit to leave. */
import { sessionReceipt, withLosses } from '../catalogue/session-receipt.js';
import { freezeEvent, type TelemetryEvent } from '../events.js';
import { type Guard, kindOf } from '../guard.js';
import type { Sink } from '../plugin.js';
import type { Account } from './account.js';
import type { Lost } from './losses.js';
import { type QueueLimits, RecordQueue } from './queue.js';

/** Records that go out together. */
export type Batch = readonly TelemetryEvent[];

/** What is done with records on their way out. */
export interface OutgoingOptions {
  readonly queue: QueueLimits;
  /**
   * What is left of a record at the moment when it leaves the queue; `undefined`: it must not leave any more. Never throws.
   * Absent: none of them waited under an earlier configuration.
   */
  readonly recheck?: (record: TelemetryEvent) => TelemetryEvent | undefined;
  /** Completes a record then. */
  readonly complete: (record: TelemetryEvent) => TelemetryEvent;
  /** Whether other sinks get the same records: then they are frozen, so that none of them can change what the others send. */
  readonly isShared: boolean;
}

const defaultBatchRecords = 512;
const defaultBatchBytes = 3 * 2 ** 20;

const maxBatchRecordsOf = (sink: Sink): number => Math.max(1, sink.maxBatchRecords || defaultBatchRecords);

/** The records of one sink that wait. */
export class Outgoing {
  readonly #queue: RecordQueue;
  /** Batches that go before the queue: to be tried again, or halves of a refused one. */
  #ahead: Batch[] = [];
  /** The parts of refused batches. */
  readonly #parts = new WeakSet<Batch>();
  #sink: Sink;
  #options: OutgoingOptions;
  #maxBatchRecords: number;
  /** How often the sink was replaced, and how often it had been when what is ahead was looked at. */
  #renewals = 0;
  #renewalsAhead = 0;

  constructor(
    private readonly name: string,
    sink: Sink,
    options: OutgoingOptions,
    private readonly account: Account,
    private readonly guard: Guard,
  ) {
    this.#sink = sink;
    this.#options = options;
    this.#queue = new RecordQueue(options.queue);
    this.#maxBatchRecords = maxBatchRecordsOf(sink);
  }

  /** Records in the queue. */
  get queued(): number {
    return this.#queue.length;
  }

  /** Records in all. */
  get length(): number {
    return this.#ahead.reduce((sum, batch) => sum + batch.length, this.#queue.length);
  }

  get hasRoom(): boolean {
    return this.#queue.hasRoom;
  }

  /** How often the sink was replaced. */
  get renewals(): number {
    return this.#renewals;
  }

  get maxBatchRecords(): number {
    return this.#maxBatchRecords;
  }

  /** Goes on for another sink: what was completed for the one before is looked at again before it leaves. */
  renew(sink: Sink, options: OutgoingOptions): void {
    this.#renewals++;
    this.#sink = sink;
    this.#maxBatchRecords = maxBatchRecordsOf(sink);
    this.#options = options;
    this.#queue.limits = options.queue;
  }

  /** Adds a record; returns those that are lost for it, or the record itself. */
  push(record: TelemetryEvent): readonly Lost[] {
    return this.#queue.push(record);
  }

  /** The next batch; empty where nothing waits, or nothing of it may leave. */
  next(): Batch {
    return this.#shiftAhead() ?? this.#take();
  }

  /** The batch goes first again. `renewals`: how often the sink had been replaced when it left. */
  putBack(batches: readonly Batch[], renewals: number): void {
    this.#ahead.unshift(...batches);
    if (renewals !== this.#renewals) this.#renewalsAhead = renewals;
  }

  /** Two halves of a refused batch go first, so that one bad record costs only itself. */
  putHalves(batch: Batch, renewals: number): void {
    const middle = Math.ceil(batch.length / 2);
    const parts = [batch.slice(0, middle), batch.slice(middle)];
    for (const part of parts) this.#parts.add(part);
    this.putBack(parts, renewals);
  }

  /** Whether it is a part of a refused batch: its failure is no news. */
  isPart(batch: Batch): boolean {
    return this.#parts.has(batch);
  }

  /** Empties it, and returns what was in it. */
  clear(): readonly TelemetryEvent[] {
    const left = [...this.#ahead.flat(), ...this.#queue.clear()];
    this.#ahead = [];
    return left;
  }

  #take(): Batch {
    const maxBytes = Math.max(1, this.#sink.maxBatchBytes || defaultBatchBytes);
    return this.#complete(this.#queue.take(this.#maxBatchRecords, maxBytes));
  }

  /** What was completed under an earlier configuration must be fit to leave under this one. */
  #shiftAhead(): Batch | undefined {
    if (this.#renewalsAhead !== this.#renewals) {
      this.#renewalsAhead = this.#renewals;
      this.#ahead = this.#ahead.map((batch) => this.#complete(batch)).filter((batch) => batch.length > 0);
    }
    return this.#ahead.shift();
  }

  #complete(batch: Batch): Batch {
    const { recheck } = this.#options;
    const fit = recheck ? batch.flatMap((record) => recheck(record) ?? this.#withdraw(record)) : batch;
    try {
      return fit.map((record) => this.#completeOne(record));
    } catch (thrown) {
      const message = `records could not be completed (${kindOf(thrown)}); they leave as they are`;
      this.guard.mishap(this.name, 'export', message, thrown);
      return fit;
    }
  }

  #withdraw(record: TelemetryEvent): readonly [] {
    this.account.drop([record], 'switched_off');
    return [];
  }

  #completeOne(record: TelemetryEvent): TelemetryEvent {
    const complete = this.#options.complete(record);
    const { declaration, stream } = complete;
    const filled = declaration === sessionReceipt ? withLosses(complete, this.account.losses.of(stream)) : complete;
    return this.#options.isShared ? freezeEvent(filled) : filled;
  }
}
