/** The sender of one sink: batches that wait, one attempt at a time in order, and what follows from each outcome. */
import { type Deadline, deadlineIn } from '../deadline.js';
import type { TelemetryEvent } from '../events.js';
import { type Guard, kindOf } from '../guard.js';
import type { Outcome, Sink } from '../plugin.js';
import type { Watch } from '../signals.js';
import { Account } from './account.js';
import { attemptOnce } from './attempt.js';
import type { LastMessage } from './last-words.js';
import type { SinkReceipt } from './ledger.js';
import type { Lost } from './losses.js';
import { type Batch, Outgoing, type OutgoingOptions } from './outgoing.js';
import { Pace } from './pace.js';
import type { Untraced } from './untraced.js';
import { WaitingRoom } from './waiting-room.js';

/** How a sender works; complete, the defaults stand in the configuration. */
export interface SenderOptions extends OutgoingOptions {
  /** Milliseconds that a record may wait for company before its batch is sent. */
  readonly scheduleDelayMs: number;
  /** Milliseconds of one attempt, where the sink does not say. */
  readonly attemptTimeoutMs: number;
  /** Numbers in [0, 1) for the jitter of the back-off. */
  readonly random: () => number;
  /** Runs each attempt. */
  readonly untraced: Untraced;
}

/** Delivers the records of one sink. */
export class Sender {
  readonly #outgoing: Outgoing;
  readonly #account: Account;
  readonly #pace: Pace;
  #sink: Sink;
  #options: SenderOptions;
  /** Batches that went out as last words of the process. */
  readonly #last = new Set<Batch>();
  #inFlight: Batch = [];
  #attempt: Deadline | undefined;
  /** Settles when no attempt is under way. */
  #attemptEnd: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #trouble: string | undefined;
  #isRunning = false;
  #isClosed = false;
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
    this.#account = new Account(name, sink.unit, guard, watch);
    this.#outgoing = new Outgoing(name, sink, options, this.#account, guard);
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
    this.#sink = sink;
    this.#options = options;
    this.#isClosed = false;
    this.#outgoing.renew(sink, options);
    this.guard.forgive(this.name);
    if (old !== sink) this.#pace.reset();
    if (old !== sink && !wasClosed) void this.#attemptEnd.then(() => this.#closeSink(old));
    if (this.#pending > 0) this.#runIn(0);
  }

  /** Delivers what waits until the deadline, gives up the rest, and closes the sink, unless it gets a new one meanwhile. */
  async retire(deadline: Deadline): Promise<void> {
    const { renewals } = this.#outgoing;
    await this.flush(deadline);
    deadline.dispose();
    if (this.#outgoing.renewals === renewals) await this.close('switched_off');
  }

  /** Takes a record over; from here on it is accounted for. */
  accept(record: TelemetryEvent): void {
    this.#account.accept();
    if (this.#isClosed) return this.#account.turnAway(record, 'close_deadline');
    const dropped = this.#outgoing.push(record);
    if (dropped.length > 0) this.#enterOverflow(dropped, record);
    if (this.#isRunning) return;
    if (this.#outgoing.queued === this.#outgoing.maxBatchRecords) this.#runIn(0);
    else if (!this.#timer) this.#runIn(this.#options.scheduleDelayMs);
  }

  get hasRoom(): boolean {
    return this.#outgoing.hasRoom || this.#isClosed;
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
        const batch = next.length > 0 ? next : this.#outgoing.next();
        if (batch.length === 0) break;
        if (batch !== this.#inFlight) this.#last.add(batch);
        const request = this.sink.lastRequest([...batch]);
        if (request) messages.push({ request, waitMs, settle: (rejected) => this.#settleLast(batch, rejected) });
      }
    } catch (thrown) {
      this.guard.mishap(this.name, 'export', `its last request could not be made (${kindOf(thrown)})`, thrown);
    }
    return messages;
  }

  #settleLast(batch: Batch, told: number): void {
    const rejected = Math.min(Math.max(told, 0), batch.length);
    if (batch === this.#inFlight) this.#inFlight = [];
    this.#last.delete(batch);
    this.#account.deliver(batch.length - rejected);
    this.#account.rejectSome(rejected, 'partial_success');
  }

  /** Gives up what is left, and frees the sink. Call it after a flush. */
  async close(reason: 'close_deadline' | 'switched_off' = 'close_deadline'): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#attempt?.abort();
    const left = [...this.#inFlight, ...this.#outgoing.clear()];
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

  /** A record that never was in the queue is nothing that a flush waits for. */
  #enterOverflow(dropped: readonly Lost[], newcomer: TelemetryEvent): void {
    if (dropped.includes(newcomer)) this.#account.turnAway(newcomer, 'queue_full');
    else this.#account.drop(dropped, 'queue_full');
  }

  get #pending(): number {
    const underWay = [this.#inFlight, ...this.#last];
    return underWay.reduce((sum, batch) => sum + batch.length, this.#outgoing.length);
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
      const batch = this.#outgoing.next();
      if (batch.length === 0 && this.#outgoing.length === 0) break;
      if (batch.length === 0) continue;
      this.#inFlight = batch;
      const { renewals } = this.#outgoing;
      const attempt = this.#try(batch, this.#sink);
      this.#attemptEnd = attempt;
      const outcome = await attempt;
      if (this.#isClosed) break;
      // Closed and opened again meanwhile: the batch is accounted for.
      if (this.#inFlight !== batch) continue;
      this.#inFlight = [];
      this.#follow(batch, outcome, renewals);
      this.#waitingRoom.call();
    }
    this.#isRunning = false;
  }

  async #try(batch: Batch, sink: Sink): Promise<Outcome | 'failed'> {
    if (this.guard.conductOf(this.name).isQuarantined) return 'failed';
    const deadline = deadlineIn(sink.attemptTimeoutMs ?? this.#options.attemptTimeoutMs, { holdsProcess: false });
    this.#attempt = deadline;
    const { outcome, thrown, durationMs, heldMs } = await attemptOnce(sink, batch, deadline, this.#options.untraced);
    this.#attempt = undefined;
    this.guard.time(this.name, 'export', heldMs);
    this.#account.tellAttempt(batch.length, outcome === 'failed' ? outcome : outcome.kind, durationMs);
    if (outcome !== 'failed') this.guard.conductOf(this.name).consecutiveFaults = 0;
    else if (batch.length === 1) this.#account.blame(thrown);
    else if (!this.#outgoing.isPart(batch)) this.#account.tellFailed(thrown);
    return outcome;
  }

  /** `renewals`: how often the sink had been replaced when the attempt began. */
  #follow(batch: Batch, outcome: Outcome | 'failed', renewals: number): void {
    this.#trouble = outcome === 'failed' ? 'sink_failed' : outcome.kind === 'acked' ? undefined : outcome.reason;
    if (outcome === 'failed') return this.#isolate(batch, renewals, () => this.#account.drop(batch, 'sink_failed'));
    switch (outcome.kind) {
      case 'acked':
        this.#pace.settle();
        this.#account.deliver(batch.length - (outcome.rejected ?? 0));
        return this.#account.rejectSome(outcome.rejected ?? 0, outcome.reason ?? '');
      case 'rejected':
        this.#pace.refuse();
        if (!outcome.isSplittable || this.#pace.isRefusingAll) return this.#account.reject(batch, outcome.reason);
        return this.#isolate(batch, renewals, () => this.#account.reject(batch, outcome.reason));
      default:
        this.#outgoing.putBack([batch], renewals);
        if (this.#pace.holdBack(outcome)) this.#account.tellDenied(outcome.reason);
    }
  }

  /** Looks for the record that a batch was refused for. */
  #isolate(batch: Batch, renewals: number, giveUp: () => void): void {
    if (batch.length <= 1 || this.guard.conductOf(this.name).isQuarantined) giveUp();
    else this.#outgoing.putHalves(batch, renewals);
  }
}
