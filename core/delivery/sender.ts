/** The sender of one sink: batches from its queue, one attempt at a time in order, and what follows from each outcome. */
import { type Deadline, deadlineIn, withinDeadline } from '../deadline.js';
import type { TelemetryEvent } from '../events.js';
import { type Guard, kindOf } from '../guard.js';
import type { Outcome, Sink } from '../plugin.js';
import type { Watch } from '../signals.js';
import { Account } from './account.js';
import { readOutcome } from './answer.js';
import type { SinkReceipt } from './ledger.js';
import { Pace } from './pace.js';
import { type QueueLimits, RecordQueue } from './queue.js';
import { WaitingRoom } from './waiting-room.js';

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

type Batch = readonly TelemetryEvent[];

/** Delivers the records of one sink. */
export class Sender {
  readonly #queue: RecordQueue;
  readonly #account: Account;
  readonly #pace: Pace;
  readonly #maxBatchRecords: number;
  readonly #maxBatchBytes: number;
  /** Batches that go before the queue: to be tried again, or halves of a refused one. */
  #ahead: Batch[] = [];
  /** The parts of refused batches: their failures are no news. */
  readonly #parts = new WeakSet<Batch>();
  #inFlight: Batch = [];
  #attempt: Deadline | undefined;
  #timer: NodeJS.Timeout | undefined;
  #trouble: string | undefined;
  #isRunning = false;
  #isClosed = false;
  readonly #waitingRoom = new WaitingRoom();

  constructor(
    readonly name: string,
    readonly sink: Sink,
    private readonly options: SenderOptions,
    private readonly guard: Guard,
    watch: Watch,
  ) {
    this.#queue = new RecordQueue(options.queue);
    this.#account = new Account(name, sink.unit, guard, watch);
    this.#pace = new Pace(options.random);
    this.#maxBatchRecords = Math.max(1, sink.maxBatchRecords || defaultBatchRecords);
    this.#maxBatchBytes = Math.max(1, sink.maxBatchBytes || defaultBatchBytes);
  }

  /** Takes a record over; from here on it is accounted for. */
  accept(record: TelemetryEvent): void {
    this.#account.accept();
    if (this.#isClosed) return this.#account.turnAway('close_deadline');
    if (!this.#queue.admits(record)) return this.#account.turnAway('queue_full');
    this.#account.drop(this.#queue.push(record), 'queue_full');
    if (this.#isRunning) return;
    if (this.#queue.length === this.#maxBatchRecords) this.#runIn(0);
    else if (!this.#timer) this.#runIn(this.options.scheduleDelayMs);
  }

  get hasRoom(): boolean {
    return this.#queue.hasRoom || this.#isClosed;
  }

  /** Why the latest attempt delivered nothing, in a word such as `connection_failed` or `http_503`; nothing after a success. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  receipt(): SinkReceipt {
    return this.#account.receipt(this.#pending);
  }

  /** Settles when every record accepted before the call is accounted for, when the deadline comes, or when nothing can happen before it. */
  async flush(deadline: Deadline): Promise<void> {
    const target = this.#account.settled + this.#pending;
    await this.#waitUntil(
      deadline,
      () => this.#account.settled >= target || this.#pace.waitMs > deadline.remainingMs(),
    );
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
    this.#account.drop(left, 'close_deadline');
    this.#waitingRoom.call();
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
    const run = () => void (this.#pace.waitMs === 0 && this.#run());
    await this.#waitingRoom.until(deadline, () => this.#isClosed || isDone(), run);
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
      const { waitMs } = this.#pace;
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
      this.#waitingRoom.call();
    }
    this.#isRunning = false;
  }

  #take(): Batch {
    const batch = this.#queue.take(this.#maxBatchRecords, this.#maxBatchBytes);
    try {
      return batch.map(this.options.complete);
    } catch (thrown) {
      this.guard.mishap(
        this.name,
        'export',
        `records could not be completed (${kindOf(thrown)}); they leave as they are`,
        thrown,
      );
      return batch;
    }
  }

  async #try(batch: Batch): Promise<Outcome | 'failed'> {
    if (this.guard.conductOf(this.name).isQuarantined) return 'failed';
    const deadline = deadlineIn(this.sink.attemptTimeoutMs ?? this.options.attemptTimeoutMs, { holdsProcess: false });
    this.#attempt = deadline;
    try {
      const attempt = Promise.resolve<unknown>(this.sink.attempt([...batch], deadline));
      const answer =
        (await withinDeadline(attempt, deadline, () => undefined)) ?? (await Promise.race([attempt, tooLate()]));
      const outcome = readOutcome(answer, batch.length);
      this.guard.conductOf(this.name).consecutiveFaults = 0;
      return outcome;
    } catch (thrown) {
      if (batch.length === 1) this.#account.blame(thrown);
      else if (!this.#parts.has(batch)) this.#account.tellFailed(thrown);
      return 'failed';
    } finally {
      deadline.dispose();
      this.#attempt = undefined;
    }
  }

  #follow(batch: Batch, outcome: Outcome | 'failed'): void {
    this.#trouble = outcome === 'failed' ? 'sink_failed' : outcome.kind === 'acked' ? undefined : outcome.reason;
    if (outcome === 'failed') return this.#isolate(batch, () => this.#account.drop(batch.length, 'sink_failed'));
    switch (outcome.kind) {
      case 'acked':
        this.#pace.settle();
        this.#account.deliver(batch.length - (outcome.rejected ?? 0));
        return this.#account.reject(outcome.rejected ?? 0, outcome.reason ?? '');
      case 'rejected':
        this.#pace.settle();
        if (outcome.isSplittable) return this.#isolate(batch, () => this.#account.reject(batch.length, outcome.reason));
        return this.#account.reject(batch.length, outcome.reason);
      default:
        this.#ahead.unshift(batch);
        if (this.#pace.holdBack(outcome)) this.#account.tellDenied(outcome.reason);
    }
  }

  /** Halves a refused batch, so that one bad record costs only itself. */
  #isolate(batch: Batch, giveUp: () => void): void {
    if (batch.length <= 1 || this.guard.conductOf(this.name).isQuarantined) return giveUp();
    const middle = Math.ceil(batch.length / 2);
    const parts = [batch.slice(0, middle), batch.slice(middle)];
    for (const part of parts) this.#parts.add(part);
    this.#ahead.unshift(...parts);
  }
}

/** Rounds of the event loop in which an answer is read that arrived while the process was busy. */
const roundsOfGrace = 3;

async function tooLate(): Promise<Outcome> {
  for (let round = 0; round < roundsOfGrace; round++) await new Promise<void>((resolve) => setImmediate(resolve));
  return { kind: 'unknown', reason: 'timeout' };
}
