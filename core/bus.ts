/** The bus: takes typed events at once, and carries them on as soon as the configuration is known. */
import type { BusParts, EmitOptions, ObservedEvent, Readiness, Reloaded, SignalOptions } from './bus-parts.js';
import type { EventMap, FieldsOf } from './catalogue/define.js';
import type { CodexEvents } from './catalogue/index.js';
import { sessionReceipt, sessionReceiptName } from './catalogue/session-receipt.js';
import { type Deadline, deadlineIn, withinDeadline } from './deadline.js';
import { EmitLedger, type Receipt } from './delivery/ledger.js';
import { Senders } from './delivery/senders.js';
import { type Description, describeBus } from './describe.js';
import type { EventLine } from './event-line.js';
import { prepareLine, prepareLines } from './event-line.js';
import { deliverBeforeExit } from './exit.js';
import { Guard } from './guard.js';
import { createHooks, type Hooks } from './hooks.js';
import { Intake } from './intake.js';
import { closeBySignal, endingSignals } from './leave-by-signal.js';
import { MetricsClient } from './metrics/client.js';
import { MetricsHub } from './metrics/hub.js';
import { defaultLimits } from './normalise.js';
import { OpenSessions } from './session/open-sessions.js';
import type { SessionDoor, SessionInput } from './session/parts.js';
import { SessionTrace } from './session/session-trace.js';
import { SessionState } from './session/state.js';
import { SessionTelemetry } from './session/telemetry.js';
import { Setup } from './setup.js';
import { type Signals, Watch } from './signals.js';
import { currentTime } from './stamps.js';
import { Stderr } from './stderr.js';
import type { HandedInSpan } from './trace/hand-in.js';
import { prepareOutsideParent } from './trace/outside-parent.js';
import { Propagation } from './trace/propagation.js';
import { spanLine } from './trace/record.js';
import { defaultRules } from './trace/rules.js';
import { Tracing } from './trace/tracing.js';

const defaultRoomMs = 10_000;
/** Milliseconds while the configuration is not known yet. */
const defaultFlushMs = 2_000;
const defaultCloseMs = 2_000;
const defaultExitMs = 2_000;

type State = 'starting' | 'asleep' | 'ready' | 'closed';

/** A running bus. Every method may be called at any time, also before `ready` and after `close`; none throws into the host. */
export class Bus<Events extends EventMap = CodexEvents> {
  /** Settles when the configuration took effect; rejects only in strict mode. */
  readonly ready: Promise<Readiness>;
  /** tapable's hooks: `bus.hooks.enrich.for('codex.tool_result').tap('mine', …)`. */
  readonly hooks: Hooks;
  /** Records metrics: counters, histograms, gauges, durations. Without a destination for them it costs a look. */
  readonly metrics: MetricsClient;

  readonly #parts: BusParts;
  readonly #lines: ReadonlyMap<string, EventLine>;
  readonly #receiptLine: EventLine;
  readonly #ledger = new EmitLedger();
  readonly #guard: Guard;
  readonly #watch: Watch;
  readonly #senders: Senders;
  readonly #setup: Setup;
  readonly #stderr: Stderr;
  readonly #root: SessionState;
  /** Those of the configuration, once it is known. */
  readonly #limits = { ...defaultLimits };
  readonly #intake: Intake;
  readonly #tracing: Tracing;
  readonly #propagation: Propagation;
  readonly #metricsHub: MetricsHub;
  readonly #door: SessionDoor;
  readonly #sessions = new OpenSessions();
  readonly #unlistenExit: () => void;
  readonly #undoSignals = new Set<() => void>();
  #state: State = 'starting';
  /** What changes the engine: the start, the waking and each reload, one after the other. */
  #changes: Promise<unknown> = Promise.resolve();
  #closing: Promise<Receipt> | undefined;

  constructor(parts: BusParts) {
    this.#parts = parts;
    this.#guard = new Guard((fault) => this.#watch.tell('fault', fault));
    this.#stderr = new Stderr(parts.warn, () => performance.now());
    this.#watch = new Watch(this.#guard, this.#stderr.overhear);
    this.#lines = prepareLines(parts.events, this.#limits);
    this.#receiptLine = prepareLine(sessionReceiptName, sessionReceipt, this.#limits);
    this.#root = SessionState.begin(Object.freeze({}), parts.random);
    this.hooks = createHooks(this.#guard);
    this.#senders = new Senders(this.#guard, this.#watch);
    this.#propagation = new Propagation(parts.propagation);
    this.#metricsHub = new MetricsHub({
      now: parts.now,
      guard: this.#guard,
      options: parts.metrics,
      flush: async (timeoutMs) => isEveryPointOut(await this.flush(timeoutMs)),
    });
    this.metrics = new MetricsClient(this.#metricsHub);
    this.#tracing = new Tracing({
      now: parts.now,
      random: parts.random,
      noteAttached: () => this.#ledger.attach(),
      noteLeftOff: (sink, reason) => {
        this.#ledger.leaveOff(reason);
        this.#watch.tell('dropped', { sink, records: 1, reason });
      },
      outsideParent: prepareOutsideParent(parts.readTraceVariables, this.#guard),
      carry: (span) => this.#intake.carrySpan(span),
    });
    this.#intake = new Intake({
      lines: this.#lines,
      receiptLine: this.#receiptLine,
      root: this.#root,
      limits: this.#limits,
      ledger: this.#ledger,
      guard: this.#guard,
      tracing: this.#tracing,
      metrics: this.#metricsHub,
      now: parts.now,
      subsystems: parts.subsystems,
      engine: () => this.#setup.engine,
    });
    this.#door = {
      emit: (session, name, fields, options) => {
        if (this.#intake.isIdle) this.#ledger.emitted++;
        else this.#intake.emit(session, name, fields, options);
      },
      isIdle: () => this.#intake.isIdle,
      normalise: (facts) => this.#intake.normalise(facts),
      replace: (state, next) => {
        const wasOpen = this.#sessions.replace(state, next);
        if (!next) state.trace?.end(this.#tracing);
        if (wasOpen && !next) this.#intake.endSessions([state]);
      },
      tracing: this.#tracing,
      metrics: this.metrics,
    };
    this.#setup = new Setup({
      bus: this,
      given: parts,
      lines: new Map([...this.#lines, [sessionReceiptName, this.#receiptLine]]),
      hooks: this.hooks,
      senders: this.#senders,
      limits: this.#limits,
      stderr: this.#stderr,
      ledger: this.#ledger,
      guard: this.#guard,
      watch: this.#watch,
      tracing: this.#tracing,
      metrics: this.#metricsHub,
    });
    this.ready = this.#change(() => this.#prepare());
    if (!parts.isStrict) this.ready.catch(() => undefined);
    this.#unlistenExit = deliverBeforeExit({
      said: () => this.#ledger.emitted + this.#metricsHub.measured,
      timeoutMs: () => this.#exitMs,
      flush: () => {
        this.#conclude();
        return this.flush(this.#exitMs);
      },
      lastMessages: (isLate) => {
        this.#conclude();
        this.#metricsHub.collect();
        return this.#senders.lastMessages(isLate);
      },
    });
  }

  /** Takes an event over, at once. Values of the wrong form are converted or withheld, and counted in the receipt. */
  readonly emit = <Name extends keyof Events & string>(
    name: Name,
    fields: FieldsOf<Events[Name]>,
    options?: EmitOptions,
  ): void => {
    if (this.#intake.isIdle) this.#ledger.emitted++;
    else this.#intake.emit(this.#root, name, fields, options);
  };

  /** A session whose facts follow each of its events. Facts are wire names; those unknown are left out and counted. */
  readonly session = (facts: SessionInput = {}): SessionTelemetry<Events> => {
    const trace = new SessionTrace(currentTime(this.#parts.now));
    const state = SessionState.begin(this.#intake.normalise(facts), this.#parts.random, trace);
    this.#intake.endSessions(this.#sessions.add(state));
    return new SessionTelemetry<Events>(state, this.#door);
  };

  /**
   * Watches events by name, and the signals `ready, delivered, dropped, fault, flushed, closed`. Events are seen after
   * redaction, facts only, and content where its switch is on. Returns the undo. A listener runs within `emit`: keep it short.
   */
  on<Name extends (keyof Events & string) | keyof Signals>(
    name: Name,
    listener: (payload: Name extends keyof Signals ? Signals[Name] : ObservedEvent<Events[Name]>) => void,
  ): () => void;
  on(name: '*', listener: (name: string, payload: unknown) => void): () => void;
  on(name: string, listener: (...args: never[]) => void): () => void {
    const undo = this.#watch.on(name, listener);
    this.#updateIdle();
    return () => {
      undo();
      this.#updateIdle();
    };
  }

  /**
   * Takes over a span that somebody else made and ended, such as OpenTelemetry's SDK for a subsystem. Its events are emitted under
   * their names; the span goes to the sinks that take spans. One of no usable form is refused and counted.
   */
  readonly handInSpan = (given: HandedInSpan): void => this.#intake.handInSpan(given);

  /** The trace headers for a request to `url`, of the span that is active: those that `start({ propagation })` lets its origin have. */
  readonly traceHeaders = (url: string | URL): Readonly<Record<string, string>> => this.#propagation.headersFor(url);

  /** `TRACEPARENT` and `TRACESTATE` for a child process, of the span that is active; none unless `start({ propagation })` names `child-process`. */
  readonly traceVariables = (): Readonly<Record<string, string>> => this.#propagation.variables();

  /** Waits until every queue is less than half full, at most `maxWaitMs`; says whether there is room. */
  readonly room = async (maxWaitMs = defaultRoomMs): Promise<boolean> => {
    if (this.#setup.engine?.hasRoom) return true;
    const deadline = deadlineIn(maxWaitMs);
    try {
      await this.#untilBuilt(deadline);
      return (await this.#setup.engine?.room(deadline)) ?? true;
    } finally {
      deadline.dispose();
    }
  };

  /**
   * Reads files, variables and code again, and goes on by them: plugins without a sink whose options are unchanged go on, the others
   * are set up anew; queues and books stay, no record is lost. A mistake keeps everything as it was, and is told; only "off" is obeyed
   * nevertheless. Rejects only in strict mode.
   */
  readonly reload = (): Promise<Reloaded> => {
    return this.#change(() => this.#reload());
  };

  /** The books at this moment. */
  readonly receipt = (): Receipt => this.#ledger.receipt(this.#senders.receipts());

  /** Sends what was emitted so far; settles within `timeoutMs` plus a little, always, with the receipt. */
  readonly flush = async (timeoutMs?: number): Promise<Receipt> => {
    const deadline = deadlineIn(timeoutMs ?? this.#setup.configuration?.delivery.flushTimeoutMs ?? defaultFlushMs);
    try {
      await this.#untilBuilt(deadline);
      await (this.#setup.engine ?? this.#senders).flush(deadline);
    } finally {
      deadline.dispose();
    }
    const receipt = this.receipt();
    this.#watch.tell('flushed', receipt);
    return receipt;
  };

  /** Flushes, gives up what could not be delivered within `timeoutMs`, and frees everything. Once: later calls get the same receipt. */
  readonly close = (timeoutMs?: number): Promise<Receipt> => {
    this.#closing ??= this.#close(timeoutMs);
    return this.#closing;
  };

  /**
   * Closes the bus when the process is asked to end, by any of `signals` (default SIGTERM, SIGINT and SIGHUP), within `timeoutMs`.
   * Then the process ends by that signal, unless the host listens to it too: then ending is up to the host. A second signal
   * ends it at once. Returns the undo.
   */
  readonly closeOnSignals = ({ timeoutMs, signals = endingSignals }: SignalOptions = {}): (() => void) => {
    if (this.#state === 'closed') return () => undefined;
    const undo = closeBySignal(() => this.close(timeoutMs), signals);
    this.#undoSignals.add(undo);
    return undo;
  };

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** What people may know of the bus: where its configuration comes from, plugins, taps in order, sinks, faults; never a secret. */
  readonly describe = (): Description =>
    describeBus({
      state: this.#state,
      isIdle: this.#intake.isIdle,
      configuration: this.#setup.configuration,
      mistakes: this.#setup.mistakes,
      notices: this.#setup.notices,
      installed: this.#setup.engine?.installed ?? [],
      senders: this.#senders.open,
      hooks: this.hooks,
      events: [...this.#lines.keys(), spanLine.name],
      faults: this.#guard.faults(),
    });

  /**
   * What the plugins know of a session, for a bug report. Without an id: of the only open session; with several open, just
   * `open_sessions`, their number.
   */
  readonly facts = (conversationId?: string): Readonly<Record<string, string | number | boolean>> => {
    const { size } = this.#sessions;
    if (conversationId === undefined && size !== 1) return { open_sessions: size };
    const found = this.#sessions.latest(conversationId)?.facts ?? { 'conversation.id': conversationId };
    return this.#setup.engine?.facts(found) ?? {};
  };

  /** The process seems to end, and nobody closes the bus: sessions end as far as they can. */
  #conclude(): void {
    this.#endSpans(false);
    this.#intake.endSessions([...this.#sessions.all()], false);
  }

  /** Ends the spans of all open sessions, since nobody else will. `isForGood: false`: a session that goes on gets a new span. */
  #endSpans(isForGood: boolean): void {
    for (const { trace } of this.#sessions.all()) trace?.end(this.#tracing, isForGood);
  }

  async #prepare(): Promise<Readiness> {
    await this.#setup.load();
    if (this.#hasWatchers || this.#setup.isNeeded) await this.#build();
    else this.#sleep();
    this.#setup.tell();
    this.#watch.tell('ready', { sinks: this.#sinks });
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
    if (!this.#setup.configuration?.isEnabled) return this.#sleep();
    if (this.#setup.engine) return this.#wake();
    await this.#setup.build(() => this.#state !== 'closed');
    this.#wake();
  }

  /** The engine runs: what waited goes first. */
  #wake(): void {
    if (this.#state === 'closed') return;
    this.#state = 'ready';
    this.#intake.release();
    this.#updateIdle();
  }

  /** Nobody would ever see an event: nothing is loaded until a listener comes. */
  #sleep(): void {
    if (this.#state !== 'closed') this.#state = 'asleep';
    this.#intake.forget();
    this.#tracing.follow({ isOpen: false, rules: defaultRules, tracestate: {} });
    this.#metricsHub.follow(undefined);
    this.#updateIdle();
  }

  /** Idle: nobody would ever see an event; then an emit is one check. The first listener of a sleeping bus wakes it. */
  #updateIdle(): void {
    const hasListeners = this.#hasWatchers;
    if (this.#state === 'asleep' && hasListeners && this.#setup.configuration?.isEnabled) {
      this.#state = 'starting';
      void this.#change(() => this.#build());
    }
    this.#intake.isIdle =
      this.#state === 'asleep' || (this.#state === 'ready' && !hasListeners && !this.#setup.engine?.isUsed);
  }

  async #reload(): Promise<Reloaded> {
    const isWanted = () => this.#state !== 'closed' && !this.#closing;
    if (!isWanted()) return { ...this.#readiness, isApplied: false };
    const isApplied = await this.#setup.reload(() => this.#hasWatchers, isWanted);
    if (isApplied && this.#setup.engine) this.#wake();
    else if (isApplied) this.#sleep();
    if (isApplied) this.#watch.tell('ready', { sinks: this.#sinks });
    this.#setup.tell();
    return { ...this.#readiness, isApplied };
  }

  /** Somebody looks at what happens here, whether or not anything leaves. */
  get #hasWatchers(): boolean {
    return this.#watch.hasListeners || this.#parts.metrics.hasRuntimeReader === true;
  }

  get #sinks(): readonly string[] {
    return this.#senders.open.map(({ name }) => name);
  }

  get #readiness(): Readiness {
    return { sinks: this.#sinks, mistakes: this.#setup.mistakes, notices: this.#setup.notices };
  }

  get #exitMs(): number {
    return this.#setup.configuration?.delivery.exitTimeoutMs ?? defaultExitMs;
  }

  async #untilBuilt(deadline: Deadline): Promise<void> {
    await withinDeadline(this.#changes, deadline, () => undefined);
  }

  async #close(timeoutMs: number | undefined): Promise<Receipt> {
    const deadline = deadlineIn(timeoutMs ?? this.#setup.configuration?.delivery.closeTimeoutMs ?? defaultCloseMs);
    try {
      this.#endSpans(true);
      await this.#untilBuilt(deadline);
      this.#intake.endSessions(this.#sessions.drain());
      await (this.#setup.engine ?? this.#senders).flush(deadline);
      this.#state = 'closed';
      this.#metricsHub.close();
      this.#intake.isClosed = true;
      this.#intake.isIdle = false;
      await withinDeadline(this.#setup.engine?.shutDown() ?? this.#senders.close(), deadline, () => undefined);
    } finally {
      deadline.dispose();
      this.#unlistenExit();
      for (const undo of this.#undoSignals) undo();
    }
    this.#intake.refuseWaiting();
    const receipt = this.receipt();
    this.#watch.tell('closed', receipt);
    return receipt;
  }
}

const isEveryPointOut = ({ sinks }: Receipt): boolean =>
  Object.values(sinks).every(({ unit, accepted, delivered }) => unit !== 'point' || accepted === delivered);
