/** The life of a bus: starting, asleep, ready, closed; what changes it, and how it flushes and ends. */
import type { Readiness, Reloaded } from './bus-parts.js';
import { type Deadline, deadlineIn, withinDeadline } from './deadline.js';
import type { EmitLedger, Receipt } from './delivery/ledger.js';
import type { Senders } from './delivery/senders.js';
import { deliverBeforeExit } from './exit.js';
import type { Intake } from './intake.js';
import type { MetricsHub } from './metrics/hub.js';
import type { OpenSessions } from './session/open-sessions.js';
import type { Setup } from './setup.js';
import type { Watch } from './signals.js';
import { defaultRules } from './trace/rules.js';
import type { Tracing } from './trace/tracing.js';

/** What a life is lived with. */
export interface LifeParts {
  readonly setup: Setup;
  readonly watch: Watch;
  readonly intake: Intake;
  readonly tracing: Tracing;
  readonly metrics: MetricsHub;
  readonly sessions: OpenSessions;
  readonly senders: Senders;
  readonly ledger: EmitLedger;
  /** Somebody looks at what happens here, listeners apart, whether or not anything leaves. */
  readonly isWatched: boolean;
}

/** Milliseconds while the configuration is not known yet. */
const defaultFlushMs = 2_000;
const defaultCloseMs = 2_000;
const defaultExitMs = 2_000;

/** Where a bus stands. */
export type State = 'starting' | 'asleep' | 'ready' | 'closed';

/** Lives once. What changes the engine (the start, the waking and each reload) comes one after the other. */
export class Life {
  /** Settles when the configuration took effect; rejects only in strict mode. */
  readonly ready: Promise<Readiness>;
  readonly #parts: LifeParts;
  readonly #unlistenExit: () => void;
  #state: State = 'starting';
  #changes: Promise<unknown> = Promise.resolve();
  #closing: Promise<Receipt> | undefined;

  constructor(parts: LifeParts) {
    this.#parts = parts;
    this.ready = this.#change(() => this.#prepare());
    this.#unlistenExit = deliverBeforeExit({
      said: () => parts.ledger.emitted + parts.metrics.measured,
      timeoutMs: () => this.#exitMs,
      flush: () => {
        this.#conclude();
        return this.flush(this.#exitMs);
      },
      lastMessages: (isLate) => {
        this.#conclude();
        parts.metrics.collect();
        return parts.senders.lastMessages(isLate);
      },
    });
  }

  get state(): State {
    return this.#state;
  }

  /** The books at this moment. */
  receipt(): Receipt {
    return this.#parts.ledger.receipt(this.#parts.senders.receipts());
  }

  /** Waits until every queue is less than half full; says whether there is room. */
  async room(maxWaitMs: number): Promise<boolean> {
    const { setup } = this.#parts;
    if (setup.engine?.hasRoom) return true;
    const deadline = deadlineIn(maxWaitMs);
    try {
      await this.#untilBuilt(deadline);
      return (await setup.engine?.room(deadline)) ?? true;
    } finally {
      deadline.dispose();
    }
  }

  reload(): Promise<Reloaded> {
    return this.#change(() => this.#reload());
  }

  /** Sends what was emitted so far; gives the receipt. */
  async flush(timeoutMs: number | undefined): Promise<Receipt> {
    const { setup, senders, watch } = this.#parts;
    const deadline = deadlineIn(timeoutMs ?? setup.configuration?.delivery.flushTimeoutMs ?? defaultFlushMs);
    try {
      await this.#untilBuilt(deadline);
      await (setup.engine ?? senders).flush(deadline);
    } finally {
      deadline.dispose();
    }
    const receipt = this.receipt();
    watch.tell('flushed', receipt);
    return receipt;
  }

  /** Flushes, and frees everything. Once: later calls get the same receipt. */
  close(timeoutMs: number | undefined): Promise<Receipt> {
    this.#closing ??= this.#close(timeoutMs);
    return this.#closing;
  }

  /** The process seems to end, and nobody closes the bus: sessions end as far as they can. */
  #conclude(): void {
    const { intake, sessions } = this.#parts;
    this.#endSpans(false);
    intake.endSessions([...sessions.all()], false);
  }

  /** Ends the spans of all open sessions, since nobody else will. `isForGood: false`: a session that goes on gets a new span. */
  #endSpans(isForGood: boolean): void {
    for (const { trace } of this.#parts.sessions.all()) trace?.end(this.#parts.tracing, isForGood);
  }

  async #prepare(): Promise<Readiness> {
    const { setup, watch } = this.#parts;
    await setup.load();
    if (this.#hasWatchers || setup.isNeeded) await this.#build();
    else this.#sleep();
    setup.tell();
    watch.tell('ready', { sinks: this.#sinks });
    return this.#readiness;
  }

  /** One after the other. A change that fails is news to whoever gets the promise: left alone, it is an error that nobody caught. */
  #change<T>(run: () => Promise<T>): Promise<T> {
    const change = this.#changes.then(run);
    this.#changes = change.catch(() => undefined);
    return change.then((result) => result);
  }

  /** Sets up what the configuration asks for; switched off, that is nothing. */
  async #build(): Promise<void> {
    const { setup } = this.#parts;
    if (!setup.configuration?.isEnabled) return this.#sleep();
    if (setup.engine) return this.#wake();
    await setup.build(() => this.#state !== 'closed');
    this.#wake();
  }

  /** The engine runs: what waited goes first. */
  #wake(): void {
    if (this.#state === 'closed') return;
    this.#state = 'ready';
    this.#parts.intake.release();
    this.updateIdle();
  }

  /** Nobody would ever see an event: nothing is loaded until a listener comes. */
  #sleep(): void {
    const { intake, tracing, metrics } = this.#parts;
    if (this.#state !== 'closed') this.#state = 'asleep';
    intake.forget();
    tracing.follow({ isOpen: false, rules: defaultRules, tracestate: {} });
    metrics.follow(undefined);
    this.updateIdle();
  }

  /** Idle: nobody would ever see an event; then an emit is one check. The first listener of a sleeping bus wakes it. */
  updateIdle(): void {
    const { setup, intake } = this.#parts;
    if (this.#state === 'asleep' && this.#hasWatchers && setup.configuration?.isEnabled) {
      this.#state = 'starting';
      this.#change(() => this.#build()).catch(() => undefined);
    }
    intake.isIdle =
      this.#state === 'asleep' || (this.#state === 'ready' && !this.#hasWatchers && !setup.engine?.isUsed);
  }

  async #reload(): Promise<Reloaded> {
    const { setup, watch } = this.#parts;
    const isWanted = () => this.#state !== 'closed' && !this.#closing;
    if (!isWanted()) return { ...this.#readiness, isApplied: false };
    const isApplied = await setup.reload(() => this.#hasWatchers, isWanted);
    if (isApplied && setup.engine) this.#wake();
    else if (isApplied) this.#sleep();
    if (isApplied) watch.tell('ready', { sinks: this.#sinks });
    setup.tell();
    return { ...this.#readiness, isApplied };
  }

  /** Somebody looks at what happens here, whether or not anything leaves. */
  get #hasWatchers(): boolean {
    return this.#parts.watch.hasListeners || this.#parts.isWatched;
  }

  get #sinks(): readonly string[] {
    return this.#parts.senders.open.map(({ name }) => name);
  }

  get #readiness(): Readiness {
    return { sinks: this.#sinks, mistakes: this.#parts.setup.mistakes, notices: this.#parts.setup.notices };
  }

  get #exitMs(): number {
    return this.#parts.setup.configuration?.delivery.exitTimeoutMs ?? defaultExitMs;
  }

  async #untilBuilt(deadline: Deadline): Promise<void> {
    await withinDeadline(this.#changes, deadline, () => undefined);
  }

  async #close(timeoutMs: number | undefined): Promise<Receipt> {
    const { setup, senders, intake, sessions, metrics, watch } = this.#parts;
    const deadline = deadlineIn(timeoutMs ?? setup.configuration?.delivery.closeTimeoutMs ?? defaultCloseMs);
    try {
      this.#endSpans(true);
      await this.#untilBuilt(deadline);
      intake.endSessions(sessions.drain());
      await (setup.engine ?? senders).flush(deadline);
      this.#state = 'closed';
      metrics.close();
      intake.isClosed = true;
      intake.isIdle = false;
      await withinDeadline(setup.engine?.shutDown() ?? senders.close(), deadline, () => undefined);
    } finally {
      deadline.dispose();
      this.#unlistenExit();
    }
    intake.refuseWaiting();
    const receipt = this.receipt();
    watch.tell('closed', receipt);
    return receipt;
  }
}
