/** The sender of one sink: batches from its queue, one attempt at a time in order, and what follows from each outcome. */
import { sessionReceipt, withLosses } from '../catalogue/session-receipt.js';
import { type Deadline, deadlineIn } from '../deadline.js';
import { freezeEvent, type TelemetryEvent } from '../events.js';
import { type Guard, kindOf } from '../guard.js';
import type { Outcome, Sink } from '../plugin.js';
import type { Watch } from '../signals.js';
import { Account } from './account.js';
import { attemptOnce } from './attempt.js';
import type { LastMessage } from './last-words.js';
import type { SinkReceipt } from './ledger.js';
import type { Lost } from './losses.js';
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
  /** What is left of a record at the moment when it leaves the queue; `undefined`: it must not leave any more. Never throws. */
  readonly recheck: (record: TelemetryEvent) => TelemetryEvent | undefined;
  /** Completes a record then. */
  readonly complete: (record: TelemetryEvent) => TelemetryEvent;
  /** Whether other sinks get the same records: then they are frozen, so that none of them can change what the others send. */
  readonly isShared: boolean;
}

const defaultBatchRecords = 512;
const defaultBatchBytes = 3 * 2 ** 20;

type Batch = readonly TelemetryEvent[];

/** Delivers the records of one sink. */
export class Sender {
  readonly #queue: RecordQueue;
  readonly #account: Account;
  readonly #pace: Pace;
  #sink: Sink;
  #options: SenderOptions;
  /** Batches that go before the queue: to be tried again, or halves of a refused one. */
  #ahead: Batch[] = [];
  /** Batches that went out as last words of the process. */
  readonly #last = new Set<Batch>();
  /** The parts of refused batches: their failures are no news. */
  readonly #parts = new WeakSet<Batch>();
  #inFlight: Batch = [];
  #attempt: Deadline | undefined;
  /** Settles when no attempt is under way. */
  #attemptEnd: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #trouble: string | undefined;
  #isRunning = false;
  #isClosed = false;
  /** How often the sink was replaced, and how often it had been when what is ahead was looked at. */
  #renewals = 0;
  #renewalsAhead = 0;
  readonly #waitingRoom = new WaitingRoom();

  constructor(
    readonly name: string,
    sink: Sink,
    options: SenderOptions,
    private readonly guard: Guard,
    watch: Watch,
  ) {
    this.#sink = sink;
    this.#options = options;
    this.#queue = new RecordQueue(options.queue);
    this.#account = new Account(name, sink.unit, guard, watch);
    this.#pace = new Pace(options.random);
  }

  /** The way out that it serves now. */
  get sink(): Sink {
    return this.#sink;
  }

  /**
   * Goes on with another sink and other bounds. What waits is kept, in order; an attempt under way ends at the old sink, which is
   * then closed. Opens again what was closed.
   */
  renew(sink: Sink, options: SenderOptions): void {
    const old = this.#sink;
    const wasClosed = this.#isClosed;
    this.#renewals++;
    this.#sink = sink;
    this.#options = options;
    this.#isClosed = false;
    this.#queue.limits = options.queue;
    this.guard.forgive(this.name);
    if (old !== sink) this.#pace.reset();
    if (old !== sink && !wasClosed) void this.#attemptEnd.then(() => this.#closeSink(old));
    if (this.#pending > 0) this.#runIn(0);
  }

  /** Delivers what waits until the deadline, gives up the rest, and closes the sink, unless it gets a new one meanwhile. */
  async retire(deadline: Deadline): Promise<void> {
    const renewals = this.#renewals;
    await this.flush(deadline);
    deadline.dispose();
    if (this.#renewals === renewals) await this.close('switched_off');
  }

  /** Takes a record over; from here on it is accounted for. */
  accept(record: TelemetryEvent): void {
    this.#account.accept();
    if (this.#isClosed) return this.#account.turnAway(record, 'close_deadline');
    const dropped = this.#queue.push(record);
    if (dropped.length > 0) this.#enterOverflow(dropped, record);
    if (this.#isRunning) return;
    if (this.#queue.length === this.#maxBatchRecords) this.#runIn(0);
    else if (!this.#timer) this.#runIn(this.#options.scheduleDelayMs);
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

  /** What waits, as requests for a process that is ended at once; nothing where the sink cannot say. Makes no more when it is late. */
  lastMessages(isLate: () => boolean): readonly LastMessage[] {
    const { waitMs } = this.#pace;
    if (this.#isClosed || !this.sink.lastRequest) return [];
    const messages: LastMessage[] = [];
    try {
      for (let next = this.#inFlight; !isLate(); next = []) {
        const batch = next.length > 0 ? next : (this.#shiftAhead() ?? this.#take());
        if (batch.length === 0) break;
        if (batch !== this.#inFlight) this.#last.add(batch);
        const request = this.sink.lastRequest([...batch]);
        if (request) messages.push({ request, waitMs, settle: () => this.#settleLast(batch) });
      }
    } catch (thrown) {
      this.guard.mishap(this.name, 'export', `its last request could not be made (${kindOf(thrown)})`, thrown);
    }
    return messages;
  }

  #settleLast(batch: Batch): void {
    if (batch === this.#inFlight) this.#inFlight = [];
    this.#last.delete(batch);
    this.#account.deliver(batch.length);
  }

  /** Gives up what is left, and frees the sink. Call it after a flush. */
  async close(reason: 'close_deadline' | 'switched_off' = 'close_deadline'): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#attempt?.abort();
    const left = [...this.#inFlight, ...this.#ahead.flat(), ...this.#queue.clear()];
    this.#ahead = [];
    this.#inFlight = [];
    this.#account.drop(left, reason);
    this.#waitingRoom.call();
    await this.#closeSink(this.#sink);
  }

  async #closeSink(sink: Sink): Promise<void> {
    try {
      await sink.close?.();
    } catch (thrown) {
      this.guard.fault(this.name, 'shutdown', `close threw (${kindOf(thrown)})`, thrown);
    }
  }

  get #maxBatchRecords(): number {
    return Math.max(1, this.#sink.maxBatchRecords || defaultBatchRecords);
  }

  /** A record that never was in the queue is nothing that a flush waits for. */
  #enterOverflow(dropped: readonly Lost[], newcomer: TelemetryEvent): void {
    if (dropped.includes(newcomer)) this.#account.turnAway(newcomer, 'queue_full');
    else this.#account.drop(dropped, 'queue_full');
  }

  get #pending(): number {
    const batches = [...this.#ahead, ...this.#last];
    return batches.reduce((sum, batch) => sum + batch.length, this.#queue.length + this.#inFlight.length);
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
      const batch = this.#shiftAhead() ?? this.#take();
      if (batch.length === 0 && this.#queue.length === 0) break;
      if (batch.length === 0) continue;
      this.#inFlight = batch;
      const renewals = this.#renewals;
      const attempt = this.#try(batch, this.#sink);
      this.#attemptEnd = attempt;
      const outcome = await attempt;
      if (this.#isClosed) break;
      // Closed and opened again meanwhile: the batch is accounted for.
      if (this.#inFlight !== batch) continue;
      this.#inFlight = [];
      this.#follow(batch, outcome);
      if (renewals !== this.#renewals) this.#renewalsAhead = renewals;
      this.#waitingRoom.call();
    }
    this.#isRunning = false;
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
    const fit: TelemetryEvent[] = [];
    for (const record of batch) {
      const left = this.#options.recheck(record);
      if (left) fit.push(left);
      else this.#account.drop([record], 'switched_off');
    }
    try {
      return fit.map((record) => this.#completeOne(record));
    } catch (thrown) {
      this.guard.mishap(
        this.name,
        'export',
        `records could not be completed (${kindOf(thrown)}); they leave as they are`,
        thrown,
      );
      return fit;
    }
  }

  #completeOne(record: TelemetryEvent): TelemetryEvent {
    const complete = this.#options.complete(record);
    const { declaration, stream } = complete;
    const filled = declaration === sessionReceipt ? withLosses(complete, this.#account.losses.of(stream)) : complete;
    return this.#options.isShared ? freezeEvent(filled) : filled;
  }

  async #try(batch: Batch, sink: Sink): Promise<Outcome | 'failed'> {
    if (this.guard.conductOf(this.name).isQuarantined) return 'failed';
    const deadline = deadlineIn(sink.attemptTimeoutMs ?? this.#options.attemptTimeoutMs, { holdsProcess: false });
    this.#attempt = deadline;
    const { outcome, thrown, durationMs, heldMs } = await attemptOnce(sink, batch, deadline);
    this.#attempt = undefined;
    this.guard.time(this.name, 'export', heldMs);
    this.#account.tellAttempt(batch.length, outcome === 'failed' ? outcome : outcome.kind, durationMs);
    if (outcome !== 'failed') this.guard.conductOf(this.name).consecutiveFaults = 0;
    else if (batch.length === 1) this.#account.blame(thrown);
    else if (!this.#parts.has(batch)) this.#account.tellFailed(thrown);
    return outcome;
  }

  #follow(batch: Batch, outcome: Outcome | 'failed'): void {
    this.#trouble = outcome === 'failed' ? 'sink_failed' : outcome.kind === 'acked' ? undefined : outcome.reason;
    if (outcome === 'failed') return this.#isolate(batch, () => this.#account.drop(batch, 'sink_failed'));
    switch (outcome.kind) {
      case 'acked':
        this.#pace.settle();
        this.#account.deliver(batch.length - (outcome.rejected ?? 0));
        return this.#account.rejectSome(outcome.rejected ?? 0, outcome.reason ?? '');
      case 'rejected':
        this.#pace.refuse();
        if (!outcome.isSplittable || this.#pace.isRefusingAll) return this.#account.reject(batch, outcome.reason);
        return this.#isolate(batch, () => this.#account.reject(batch, outcome.reason));
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
