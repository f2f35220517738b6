/** The bus: takes typed events at once, and carries them on as soon as the configuration is known. */
import type { BusParts, EmitOptions, ObservedEvent, Readiness, Reloaded, SignalOptions } from './bus-parts.js';
import type { EventMap, FieldsOf } from './catalogue/define.js';
import type { CodexEvents } from './catalogue/index.js';
import { sessionReceipt, sessionReceiptName } from './catalogue/session-receipt.js';
import { EmitLedger, type Receipt } from './delivery/ledger.js';
import { Senders } from './delivery/senders.js';
import { type Description, describeBus } from './describe.js';
import type { EventLine } from './event-line.js';
import { prepareLine, prepareLines } from './event-line.js';
import { Feedback } from './feedback.js';
import type { ReportFacts } from './feedback-report.js';
import { Guard } from './guard.js';
import { createHooks, type Hooks } from './hooks.js';
import { Intake } from './intake.js';
import { closeBySignal, endingSignals } from './leave-by-signal.js';
import { Life } from './life.js';
import { MetricsClient } from './metrics/client.js';
import { MetricsHub } from './metrics/hub.js';
import { defaultLimits } from './normalise.js';
import { OpenSessions } from './session/open-sessions.js';
import type { SessionDoor, SessionInput } from './session/parts.js';
import { reportFacts } from './session/report-facts.js';
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
import { Tracing } from './trace/tracing.js';

const defaultRoomMs = 10_000;
/** A running bus. Every method may be called at any time, also before `ready` and after `close`; none throws into the host. */
export class Bus<Events extends EventMap = CodexEvents> {
  /** Settles when the configuration took effect; rejects only in strict mode. */
  readonly ready: Promise<Readiness>;
  /** tapable's hooks: `bus.hooks.enrich.for('codex.tool_result').tap('mine', …)`. */
  readonly hooks: Hooks;
  /** Sends bug reports of people, with the facts of a session; a configuration names their destination. */
  readonly feedback: Feedback;
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
  readonly #life: Life;
  readonly #undoSignals = new Set<() => void>();

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
    this.feedback = new Feedback({
      untilReady: () => this.ready.catch(() => undefined),
      findSender: () => this.#setup.engine?.feedback,
      facts: (threadId) => this.facts(threadId),
      untraced: parts.untraced,
    });
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
    this.#life = new Life({
      setup: this.#setup,
      watch: this.#watch,
      intake: this.#intake,
      tracing: this.#tracing,
      metrics: this.#metricsHub,
      sessions: this.#sessions,
      senders: this.#senders,
      ledger: this.#ledger,
      isWatched: parts.metrics.hasRuntimeReader === true,
    });
    this.ready = this.#life.ready;
    if (!parts.isStrict) this.ready.catch(() => undefined);
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
    this.#life.updateIdle();
    return () => {
      undo();
      this.#life.updateIdle();
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
  readonly room = (maxWaitMs = defaultRoomMs): Promise<boolean> => this.#life.room(maxWaitMs);

  /**
   * Reads files, variables and code again, and goes on by them: plugins without a sink whose options are unchanged go on, the others
   * are set up anew; queues and books stay, no record is lost. A mistake keeps everything as it was, and is told; only "off" is obeyed
   * nevertheless. Rejects only in strict mode.
   */
  readonly reload = (): Promise<Reloaded> => this.#life.reload();

  /** The books at this moment. */
  readonly receipt = (): Receipt => this.#life.receipt();

  /** Sends what was emitted so far; settles within `timeoutMs` plus a little, always, with the receipt. */
  readonly flush = (timeoutMs?: number): Promise<Receipt> => this.#life.flush(timeoutMs);

  /** Flushes, gives up what could not be delivered within `timeoutMs`, and frees everything. Once: later calls get the same receipt. */
  readonly close = async (timeoutMs?: number): Promise<Receipt> => {
    try {
      return await this.#life.close(timeoutMs);
    } finally {
      for (const undo of this.#undoSignals) undo();
    }
  };

  /**
   * Closes the bus when the process is asked to end, by any of `signals` (default SIGTERM, SIGINT and SIGHUP), within `timeoutMs`.
   * Then the process ends by that signal, unless the host listens to it too: then ending is up to the host. A second signal
   * ends it at once. Returns the undo.
   */
  readonly closeOnSignals = ({ timeoutMs, signals = endingSignals }: SignalOptions = {}): (() => void) => {
    if (this.#life.state === 'closed') return () => undefined;
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
      state: this.#life.state,
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
   * What is known of a session, for a bug report: `conversation_id`, `trace_id`, and what plugins know. Without an id: of the session
   * whose turn, request or tool runs now; else of the only open one; with several open, just `open_sessions`, their number.
   */
  readonly facts = (conversationId?: string): ReportFacts =>
    reportFacts(conversationId, {
      sessions: this.#sessions,
      tracing: this.#tracing,
      complete: (known, session) => this.#setup.engine?.facts(known, session) ?? {},
    });
}

const isEveryPointOut = ({ sinks }: Receipt): boolean =>
  Object.values(sinks).every(({ unit, accepted, delivered }) => unit !== 'point' || accepted === delivered);
