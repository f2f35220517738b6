/** The bus: takes typed events at once, and carries them through the pipeline as soon as the configuration is known. */
import type { CodexEvents } from './catalogue/index.js';
import type { EventMap, FieldsOf } from './catalogue/define.js';
import type { Configuration } from './config/schema.js';
import { type Deadline, deadlineIn, withinDeadline } from './deadline.js';
import { EmitLedger, type Receipt } from './delivery/ledger.js';
import { Sender } from './delivery/sender.js';
import { type Description, describeBus } from './describe.js';
import { ConfigError, describeMistake, type Mistake } from './errors.js';
import { type FieldValue, type SessionFacts, type TelemetryEvent, type TraceReference, withChanges } from './events.js';
import { flushBeforeExit } from './exit.js';
import { Guard, kindOf } from './guard.js';
import { createHooks, type Hooks } from './hooks.js';
import { askAll, type Installed, installPlugins, isNeeded, type Offer, tapHooks } from './install.js';
import { defaultLimits } from './normalise.js';
import { type EventLine, Pipeline, prepareLines } from './pipeline.js';
import { factsOnly, normaliseFacts, SessionState } from './session/state.js';
import { type SessionDoor, type SessionInput, SessionTelemetry } from './session/telemetry.js';
import { currentTime, eventTime, traceReference } from './stamps.js';
import { type Signals, Watch } from './signals.js';

/** What `emit` takes besides the fields. */
export interface EmitOptions {
  /** When it happened: milliseconds since the epoch, or a `Date`; default now. */
  readonly time?: number | Date | undefined;
  /** The span that it belongs to. */
  readonly trace?: TraceReference | undefined;
}

/** What came of the configuration. */
export interface Readiness {
  /** Full names of the open sinks. */
  readonly sinks: readonly string[];
  readonly mistakes: readonly Mistake[];
}

/** What a bus is made of; `start` gathers it. */
export interface BusParts {
  readonly events: EventMap;
  readonly offer: Offer;
  /** Finds out what the owner wants; must not throw. */
  readonly load: () => Promise<{ readonly configuration: Configuration; readonly mistakes: readonly Mistake[] }>;
  readonly service: { readonly name?: string | undefined; readonly version?: string | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  readonly random: () => number;
  readonly isStrict: boolean;
  /** Tells a person of mistakes; one line. */
  readonly warn: (line: string) => void;
}

/** Most events that wait for `ready`. */
const maxWaiting = 10_000;
const defaultRoomMs = 10_000;
const maxOpenSessions = 1_024;

type State = 'starting' | 'asleep' | 'ready' | 'closed';

/** A running bus. Every method may be called at any time, also before `ready` and after `close`; none throws into the host. */
export class Bus<Events extends EventMap = CodexEvents> {
  /** Settles when the configuration took effect; rejects only in strict mode. */
  readonly ready: Promise<Readiness>;
  /** tapable's hooks: `bus.hooks.enrich.for('codex.tool_result').tap('mine', …)`. */
  readonly hooks: Hooks;

  readonly #parts: BusParts;
  readonly #lines: ReadonlyMap<string, EventLine>;
  readonly #ledger = new EmitLedger();
  readonly #guard: Guard;
  readonly #watch: Watch;
  readonly #root = new SessionState(Object.freeze({}));
  readonly #door: SessionDoor = {
    emit: (session, name, fields, options) => {
      if (this.#isIdle) this.#ledger.emitted++;
      else this.#emit(session, name, fields, options);
    },
    normalise: (facts) => this.#normaliseFacts(facts),
    replace: (state, next) => {
      if (this.#sessions.delete(state) && next) this.#sessions.add(next);
    },
  };
  readonly #sessions = new Set<SessionState>();
  readonly #unlistenExit: () => void;
  #state: State = 'starting';
  #isIdle = false;
  #waiting: (readonly [EventLine, TelemetryEvent])[] = [];
  #configuration: Configuration | undefined;
  #mistakes: readonly Mistake[] = [];
  #installed: readonly Installed[] = [];
  #senders: readonly Sender[] = [];
  #pipeline: Pipeline | undefined;
  #resource: Readonly<Record<string, FieldValue>> | undefined;
  #lateFacts: SessionFacts | undefined;
  readonly #completed = new WeakMap<SessionFacts, SessionFacts>();
  #lastComplete: SessionFacts | undefined;
  #closing: Promise<Receipt> | undefined;

  constructor(parts: BusParts) {
    this.#parts = parts;
    this.#guard = new Guard((fault) => this.#watch.tell('fault', fault));
    this.#watch = new Watch(this.#guard);
    this.#lines = prepareLines(parts.events, defaultLimits);
    this.hooks = createHooks(this.#guard);
    this.ready = this.#prepare();
    if (!parts.isStrict) this.ready.catch(() => undefined);
    this.#unlistenExit = flushBeforeExit(() => this.flush());
  }

  /** Takes an event over, at once. Values of the wrong form are converted or withheld, and counted in the receipt. */
  readonly emit = <Name extends keyof Events & string>(name: Name, fields: FieldsOf<Events[Name]>, options?: EmitOptions): void => {
    if (this.#isIdle) this.#ledger.emitted++;
    else this.#emit(this.#root, name, fields, options);
  };

  /** A session whose facts follow each of its events. Facts are wire names; those unknown are left out and counted. */
  readonly session = (facts: SessionInput = {}): SessionTelemetry<Events> => {
    const state = new SessionState(this.#normaliseFacts(facts));
    this.#sessions.add(state);
    if (this.#sessions.size > maxOpenSessions) for (const oldest of [...this.#sessions].slice(0, 1)) this.#sessions.delete(oldest);
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

  /** Waits until every queue is less than half full, at most `maxWaitMs`; says whether there is room. */
  readonly room = async (maxWaitMs = defaultRoomMs): Promise<boolean> => {
    const deadline = deadlineIn(maxWaitMs);
    try {
      await this.#untilReady(deadline);
      await Promise.all(this.#senders.map((sender) => sender.room(deadline)));
      return this.#senders.every((sender) => sender.hasRoom);
    } finally {
      deadline.dispose();
    }
  };

  /** The books at this moment. */
  readonly receipt = (): Receipt =>
    this.#ledger.receipt(Object.fromEntries(this.#senders.map((sender) => [sender.name, sender.receipt()])));

  /** Sends what was emitted so far; settles within `timeoutMs` plus a little, always, with the receipt. */
  readonly flush = async (timeoutMs?: number): Promise<Receipt> => {
    const deadline = deadlineIn(timeoutMs ?? this.#configuration?.delivery.flushTimeoutMs ?? 2_000);
    try {
      await this.#drain(deadline);
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

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** What people may know of the bus: where its configuration comes from, plugins, taps in order, sinks, faults; never a secret. */
  readonly describe = (): Description =>
    describeBus({
      state: this.#state,
      isIdle: this.#isIdle,
      configuration: this.#configuration,
      mistakes: this.#mistakes,
      installed: this.#installed,
      senders: this.#senders,
      hooks: this.hooks,
      events: [...this.#lines.keys()],
      faults: this.#guard.faults(),
    });

  /**
   * What the plugins know of a session, for a bug report. Without an id: of the only open session; with several open, just
   * `open_sessions`, their number.
   */
  readonly facts = (conversationId?: string): Readonly<Record<string, string | number | boolean>> => {
    const open = [...this.#sessions];
    if (conversationId === undefined && open.length !== 1) return { open_sessions: open.length };
    const isMeant = ({ facts }: SessionState) => conversationId === undefined || facts['conversation.id'] === conversationId;
    const found = open.findLast(isMeant)?.facts ?? { 'conversation.id': conversationId };
    return askAll(this.#installed, this.#guard, (steps) => steps.facts?.({ ...this.#lateFacts, ...found }));
  };

  #emit(session: SessionState, name: unknown, fields: unknown, options: EmitOptions | undefined): void {
    this.#ledger.emitted++;
    try {
      if (this.#state === 'closed') return this.#ledger.refuse('closed');
      const line = typeof name === 'string' ? this.#lines.get(name) : undefined;
      if (!line) return this.#refuseName(name);
      const snapshot = line.take(fields, this.#ledger.alter);
      if (!snapshot) return this.#ledger.refuse('invalid_event');
      const observedTime = currentTime(this.#parts.now);
      this.#carry(line, {
        name: line.name,
        declaration: line.declaration,
        time: options === undefined ? observedTime : eventTime(options, observedTime, this.#ledger.alter),
        observedTime,
        sequence: session.nextSequence(),
        session: session.facts,
        fields: snapshot.fields,
        undeclared: snapshot.undeclared,
        trace: options === undefined ? undefined : traceReference(options, this.#ledger.alter),
        ordinal: line.counter && session.next(line.counter.name, snapshot.fields[line.counter.field]),
        bytes: snapshot.bytes,
      });
    } catch (thrown) {
      this.#ledger.refuse('invalid_event');
      this.#guard.mishap('bus', 'emit', `an event could not be taken (${kindOf(thrown)})`, thrown);
    }
  }

  #normaliseFacts(facts: SessionInput): SessionFacts {
    return normaliseFacts(facts, defaultLimits, this.#ledger.alter);
  }

  #carry(line: EventLine, event: TelemetryEvent): void {
    if (this.#pipeline) return this.#pipeline.process(line, event);
    if (this.#waiting.length >= maxWaiting) return this.#ledger.refuse('waiting_full');
    this.#waiting.push([line, event]);
  }

  #refuseName(name: unknown): void {
    if (typeof name !== 'string') return this.#ledger.refuse('invalid_event');
    this.#ledger.refuse('unknown_event');
    this.#guard.mishap('host', 'emit', 'an event name is not declared; declare it with defineEvents and hand it to start({ events })');
  }

  async #prepare(): Promise<Readiness> {
    const { configuration, mistakes } = await this.#parts.load();
    this.#configuration = configuration;
    this.#mistakes = mistakes;
    const isWanted = configuration.isEnabled && (this.#watch.hasListeners || isNeeded(configuration, this.#parts.offer));
    if (isWanted) await this.#install(configuration);
    else this.#sleep();
    this.#tellMistakes();
    const sinks = this.#senders.map(({ name }) => name);
    this.#watch.tell('ready', { sinks });
    return { sinks, mistakes: this.#mistakes };
  }

  #tellMistakes(): void {
    const { isStrict, warn } = this.#parts;
    if (this.#mistakes.length === 0) return;
    for (const mistake of this.#mistakes) this.#guard.mishap('configuration', 'setup', describeMistake(mistake));
    if (isStrict) throw new ConfigError(this.#mistakes);
    warn(summarise(this.#mistakes));
  }

  async #install(configuration: Configuration): Promise<void> {
    const { offer, env, now } = this.#parts;
    const shared = { env, now, bus: this, resource: () => this.#readResource() };
    const { installed, mistakes, isUnsafe } = await installPlugins(configuration, offer, shared, this.#guard);
    this.#mistakes = [...this.#mistakes, ...mistakes];
    this.#installed = installed;
    if (this.#state === 'closed') return this.#shutDown();
    this.#senders = isUnsafe || configuration.isClosed ? [] : this.#createSenders(configuration, installed);
    this.#start(configuration);
  }

  /** Nobody would ever see an event: nothing is loaded until a listener comes. */
  #sleep(): void {
    if (this.#state === 'starting') this.#state = 'asleep';
    this.#waiting = [];
    this.#updateIdle();
  }

  /** The first listener of a sleeping bus: plugins are loaded now, and events wait meanwhile. */
  #wake(configuration: Configuration): void {
    this.#state = 'starting';
    this.#updateIdle();
    void this.#install(configuration);
  }

  #createSenders({ delivery }: Configuration, installed: readonly Installed[]): Sender[] {
    const options = {
      queue: delivery.queue,
      scheduleDelayMs: delivery.scheduleDelayMs,
      attemptTimeoutMs: delivery.attemptTimeoutMs,
      random: this.#parts.random,
      complete: (record: TelemetryEvent) => this.#complete(record),
    };
    const sinks = installed.flatMap((one) => one.sinks);
    return sinks.map(([name, sink]) => new Sender(name, sink, options, this.#guard, this.#watch));
  }

  #start(configuration: Configuration): void {
    for (const name of this.#lines.keys()) tapHooks(this.hooks, name, this.#installed);
    this.#pipeline = new Pipeline({
      hooks: this.hooks,
      senders: this.#senders,
      switches: configuration.otel.switches,
      routes: configuration.routes,
      previewMaxBytes: configuration.otel.toolResultMaxBytes,
      limits: defaultLimits,
      ledger: this.#ledger,
      guard: this.#guard,
      watch: this.#watch,
    });
    if (this.#state === 'starting') this.#state = 'ready';
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const [line, event] of waiting) this.#carry(line, event);
    this.#updateIdle();
  }

  /** Idle: nobody would ever see an event. Then an emit is one check. */
  #updateIdle(): void {
    if (this.#state === 'asleep' && this.#configuration?.isEnabled && this.#watch.hasListeners) return this.#wake(this.#configuration);
    const isUsed = this.#senders.length > 0 || this.#watch.hasListeners || this.#installed.some(({ isPassive }) => !isPassive);
    this.#isIdle = this.#state === 'asleep' || (this.#state === 'ready' && !isUsed);
  }

  #readResource(): Readonly<Record<string, FieldValue>> {
    const { service } = this.#parts;
    this.#resource ??= Object.freeze({
      ...askAll(this.#installed, this.#guard, (steps) => steps.resource?.()),
      ...(service.name !== undefined && { 'service.name': service.name }),
      ...(service.version !== undefined && { 'service.version': service.version }),
      env: this.#configuration?.otel.environment ?? 'dev',
    });
    return this.#resource;
  }

  /** Fills in what is only known when the first record leaves; what the session says wins. */
  #complete(record: TelemetryEvent): TelemetryEvent {
    let facts = record.session === this.#lastComplete ? record.session : this.#completed.get(record.session);
    if (!facts) {
      this.#lateFacts ??= factsOnly(this.#normaliseFacts(askAll<SessionFacts>(this.#installed, this.#guard, (steps) => steps.lateFacts?.())));
      const isComplete = Object.keys(this.#lateFacts).every((name) => record.session[name] !== undefined);
      facts = isComplete ? record.session : Object.freeze({ ...this.#lateFacts, ...record.session });
      this.#completed.set(record.session, facts);
    }
    if (facts !== record.session) return withChanges(record, { session: facts });
    this.#lastComplete = facts;
    return record;
  }

  async #untilReady(deadline: Deadline): Promise<void> {
    await withinDeadline(this.ready, deadline, () => undefined).catch(() => undefined);
  }

  /** Plugins first, in half of the time at most, since what they hand over has to be sent. */
  async #drain(deadline: Deadline): Promise<void> {
    await this.#untilReady(deadline);
    const plugins = deadlineIn(deadline.remainingMs() / 2);
    const flushes = this.#installed.map(({ plugin, steps }) => this.#call(plugin.name, 'flush', async () => steps.flush?.()));
    await withinDeadline(Promise.all(flushes), plugins, () => []);
    plugins.dispose();
    await Promise.all(this.#senders.map((sender) => sender.flush(deadline)));
  }

  async #close(timeoutMs: number | undefined): Promise<Receipt> {
    const deadline = deadlineIn(timeoutMs ?? this.#configuration?.delivery.closeTimeoutMs ?? 2_000);
    try {
      await this.#drain(deadline);
      this.#state = 'closed';
      this.#isIdle = false;
      await withinDeadline(this.#shutDown(), deadline, () => undefined);
    } finally {
      deadline.dispose();
      this.#unlistenExit();
    }
    for (const _ of this.#waiting.splice(0)) this.#ledger.refuse('closed');
    const receipt = this.receipt();
    this.#watch.tell('closed', receipt);
    return receipt;
  }

  /** Frees what plugins and sinks hold. A bus closed before its plugins were there never sends: then the sinks are freed alone. */
  async #shutDown(): Promise<void> {
    const senders = this.#senders.map((sender) => sender.close());
    const unused = this.#senders.length > 0 ? [] : this.#installed.flatMap(({ sinks }) => sinks);
    const sinks = unused.map(([name, sink]) => this.#call(name, 'shutdown', async () => sink.close?.()));
    const plugins = this.#installed.map(({ plugin, steps }) => this.#call(plugin.name, 'shutdown', async () => steps.shutdown?.()));
    await Promise.all([...senders, ...sinks, ...plugins]);
  }

  async #call(source: string, place: 'flush' | 'shutdown', run: () => Promise<unknown>): Promise<void> {
    try {
      await run();
    } catch (thrown) {
      this.#guard.mishap(source, place, `threw (${kindOf(thrown)})`, thrown);
    }
  }
}

/** An event as listeners see it: its fields are typed. */
export type ObservedEvent<E> = TelemetryEvent & { readonly fields: FieldsOf<E> };

function summarise(mistakes: readonly Mistake[]): string {
  const [first] = mistakes;
  const more = mistakes.length > 1 ? ` (and ${mistakes.length - 1} more: see bus.describe().mistakes)` : '';
  return first ? `codexotel: ${describeMistake(first)}${more}` : '';
}
