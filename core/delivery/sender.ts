/** The sender of one sink: batches from its queue, one attempt at a time in order, and what follows from each outcome. */
import { type Deadline, deadlineIn, withinDeadline } from '../deadline.js';
import type { TelemetryEvent } from '../events.js';
import { type Guard, kindOf } from '../guard.js';
import type { Outcome, Sink } from '../plugin.js';
import type { Watch } from '../signals.js';
import type { DropReason } from '../steps.js';
import { backoffMs } from './backoff.js';
import { SinkLedger, type SinkReceipt } from './ledger.js';
import { type QueueLimits, RecordQueue } from './queue.js';

/** How a sender works; complete, the defaults stand in the configuration. */
export interface SenderOptions {
  readonly queue: QueueLimits;
  /** Milliseconds that a record may wait for company before its batch is sent. */
  readonly scheduleDelayMs: number;
  /** Milliseconds of one attempt, where the sink does not say. */
  readonly attemptTimeoutMs: number;
  /** Numbers in [0, 1) for the jitter of the back-off. */
  readonly random: () => number;
  /** Completes a record at the moment when it leaves the queue. */
  readonly complete: (record: TelemetryEvent) => TelemetryEvent;
}

const defaultBatchRecords = 512;
const defaultBatchBytes = 3 * 2 ** 20;
/** A destination that refuses our credentials is asked again after a minute, unless it says when. */
const deniedPauseMs = 60_000;

type Batch = readonly TelemetryEvent[];

/** Delivers the records of one sink. */
export class Sender {
  readonly #queue: RecordQueue;
  readonly #ledger: SinkLedger;
  readonly #maxBatchRecords: number;
  readonly #maxBatchBytes: number;
  /** Batches that go before the queue: to be tried again, or halves of a refused one. */
  #ahead: Batch[] = [];
  #inFlight: Batch = [];
  #attempt: Deadline | undefined;
  #settled = 0;
  #failures = 0;
  #isDenied = false;
  #notBefore = 0;
  #timer: NodeJS.Timeout | undefined;
  #isRunning = false;
  #isClosed = false;
  #waiters = new Set<() => void>();

  constructor(
    readonly name: string,
    readonly sink: Sink,
    private readonly options: SenderOptions,
    private readonly guard: Guard,
    private readonly watch: Watch,
  ) {
    this.#queue = new RecordQueue(options.queue);
    this.#ledger = new SinkLedger(sink.unit);
    this.#maxBatchRecords = sink.maxBatchRecords ?? defaultBatchRecords;
    this.#maxBatchBytes = sink.maxBatchBytes ?? defaultBatchBytes;
  }

  /** Takes a record over; from here on it is accounted for. */
  accept(record: TelemetryEvent): void {
    this.#ledger.accept();
    if (this.#isClosed) return this.#drop(1, 'close_deadline');
    const dropped = this.#queue.push(record);
    if (dropped > 0) this.#drop(dropped, 'queue_full');
    if (this.#isRunning) return;
    if (this.#queue.length === this.#maxBatchRecords) this.#runIn(0);
    else if (!this.#timer) this.#runIn(this.options.scheduleDelayMs);
  }

  get hasRoom(): boolean {
    return this.#queue.hasRoom || this.#isClosed;
  }

  receipt(): SinkReceipt {
    return this.#ledger.receipt(this.#pending);
  }

  /** Settles when every record accepted before the call is accounted for, when the deadline comes, or when nothing can happen before it. */
  async flush(deadline: Deadline): Promise<void> {
    const target = this.#settled + this.#pending;
    await this.#waitUntil(deadline, () => this.#settled >= target || this.#notBefore - performance.now() > deadline.remainingMs());
  }

  /** Settles when the queue has room, or when the deadline comes. */
  async room(deadline: Deadline): Promise<void> {
    await this.#waitUntil(deadline, () => this.hasRoom);
  }

  /** Gives up what is left, and frees the sink. Call it after a flush. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#attempt?.abort();
    const left = this.#pending;
    this.#ahead = [];
    this.#inFlight = [];
    this.#queue.clear();
    if (left > 0) this.#drop(left, 'close_deadline');
    this.#wake();
    try {
      await this.sink.close?.();
    } catch (thrown) {
      this.guard.fault(this.name, 'shutdown', `close threw (${kindOf(thrown)})`, thrown);
    }
  }

  get #pending(): number {
    return this.#ahead.reduce((sum, batch) => sum + batch.length, this.#queue.length + this.#inFlight.length);
  }

  async #waitUntil(deadline: Deadline, isDone: () => boolean): Promise<void> {
    while (!isDone() && !deadline.signal.aborted && !this.#isClosed) {
      if (!this.#isRunning && performance.now() >= this.#notBefore) this.#runIn(0);
      const woken = new Promise<void>((resolve) => this.#waiters.add(resolve));
      await withinDeadline(woken, deadline, () => undefined);
    }
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = new Set();
    for (const resolve of waiters) resolve();
  }

  /** Only flush and close hold the process; the sender's own timers never do. */
  #runIn(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#run();
    }, delayMs).unref();
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (!this.#isClosed) {
      const waitMs = this.#notBefore - performance.now();
      if (waitMs > 0) {
        this.#isRunning = false;
        this.#runIn(Math.ceil(waitMs));
        return;
      }
      const batch = this.#ahead.shift() ?? this.#take();
      if (batch.length === 0) break;
      this.#inFlight = batch;
      const outcome = await this.#try(batch);
      if (this.#isClosed) break;
      this.#inFlight = [];
      this.#follow(batch, outcome);
      this.#wake();
    }
    this.#isRunning = false;
  }

  #take(): Batch {
    return this.#queue.take(this.#maxBatchRecords, this.#maxBatchBytes).map(this.options.complete);
  }

  async #try(batch: Batch): Promise<Outcome | 'failed'> {
    if (this.guard.conductOf(this.name).isQuarantined) return 'failed';
    const deadline = deadlineIn(this.sink.attemptTimeoutMs ?? this.options.attemptTimeoutMs, { holdsProcess: false });
    this.#attempt = deadline;
    try {
      const outcome = await withinDeadline<Outcome>(
        Promise.resolve(this.sink.attempt(batch, deadline)),
        deadline,
        () => ({ kind: 'unknown', reason: 'timeout' }),
      );
      if (!outcomeKinds.has(outcome?.kind)) throw new TypeError('attempt returned no outcome');
      this.guard.conductOf(this.name).consecutiveFaults = 0;
      return outcome;
    } catch (thrown) {
      this.guard.fault(this.name, 'export', `an attempt failed (${kindOf(thrown)}); the bus looks for the record that causes it`, thrown);
      return 'failed';
    } finally {
      deadline.dispose();
      this.#attempt = undefined;
    }
  }

  #follow(batch: Batch, outcome: Outcome | 'failed'): void {
    if (outcome === 'failed') return this.#isolate(batch, () => this.#drop(batch.length, 'sink_failed'));
    switch (outcome.kind) {
      case 'acked':
        return this.#deliver(batch, outcome);
      case 'rejected':
        this.#failures = 0;
        if (outcome.isSplittable) return this.#isolate(batch, () => this.#reject(batch.length, outcome.reason));
        return this.#reject(batch.length, outcome.reason);
      default:
        this.#ahead.unshift(batch);
        this.#holdBack(outcome);
    }
  }

  #deliver(batch: Batch, { rejected = 0, reason = 'partial_success' }: Extract<Outcome, { kind: 'acked' }>): void {
    this.#failures = 0;
    this.#isDenied = false;
    const refused = Math.min(Math.max(0, Math.trunc(rejected)), batch.length);
    const delivered = batch.length - refused;
    this.#ledger.deliver(delivered);
    this.#settled += delivered;
    if (refused > 0) this.#reject(refused, reason);
    if (delivered > 0) this.watch.tell('delivered', { sink: this.name, records: delivered });
  }

  /** Halves a refused batch, so that one bad record costs only itself. */
  #isolate(batch: Batch, giveUp: () => void): void {
    if (batch.length <= 1 || this.guard.conductOf(this.name).isQuarantined) return giveUp();
    const middle = Math.ceil(batch.length / 2);
    this.#ahead.unshift(batch.slice(0, middle), batch.slice(middle));
  }

  #holdBack(outcome: Extract<Outcome, { kind: 'retry' | 'unknown' }>): void {
    this.#failures++;
    const ownMs = backoffMs(this.#failures, this.options.random);
    const { afterMs, isDenied = false } = outcome.kind === 'retry' ? outcome : {};
    this.#notBefore = performance.now() + (afterMs ?? (isDenied ? deniedPauseMs : ownMs));
    if (isDenied && !this.#isDenied) {
      this.#isDenied = true;
      this.guard.fault(this.name, 'export', `the destination refuses our credentials (${outcome.reason}); records are kept, check the headers`);
    }
  }

  #reject(records: number, reason: string): void {
    this.#ledger.reject(records);
    this.#settled += records;
    this.watch.tell('dropped', { sink: this.name, records, reason: `rejected:${reason}` });
  }

  #drop(records: number, reason: DropReason): void {
    this.#ledger.drop(records, reason);
    this.#settled += records;
    this.watch.tell('dropped', { sink: this.name, records, reason });
  }
}

const outcomeKinds: ReadonlySet<unknown> = new Set(['acked', 'rejected', 'retry', 'unknown'] satisfies Outcome['kind'][]);
