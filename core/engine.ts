/** What a bus runs on once its configuration is known: the plugins, the queues of their sinks, and the pipeline between. */
import type { BusParts } from './bus-parts.js';
import { sessionReceipt } from './catalogue/session-receipt.js';
import { spanRecordName } from './catalogue/span-attributes.js';
import type { Configuration } from './config/schema.js';
import type { Deadline } from './deadline.js';
import { deliveryOf } from './delivery/delivery-of.js';
import type { EmitLedger } from './delivery/ledger.js';
import type { SenderOptions } from './delivery/sender.js';
import type { Senders } from './delivery/senders.js';
import type { EventLine } from './event-line.js';
import { type Fields, type FieldValue, type SessionFacts, type TelemetryEvent, withChanges } from './events.js';
import type { FeedbackSender, ReportFacts } from './feedback-report.js';
import { type Guard, kindOf } from './guard.js';
import type { Hooks } from './hooks.js';
import { askAll, type Installation, type Installed, tapHooks } from './install.js';
import type { MetricsHub, MetricsWay } from './metrics/hub.js';
import { Pipeline } from './pipeline.js';
import type { Sink } from './plugin.js';
import { LateFacts } from './session/late-facts.js';
import { factsOnly, normaliseFacts } from './session/state.js';
import { guardListener, type Watch } from './signals.js';
import { TextCleaner } from './text-cleaner.js';
import { spanLine } from './trace/record.js';
import { guardRules } from './trace/rules.js';
import type { Span } from './trace/span.js';
import type { Tracing } from './trace/tracing.js';
import { flushPlugins, freePlugins } from './wind-down.js';

/** What the bus shares with its engine. */
export interface EngineParts {
  readonly bus: object;
  readonly given: BusParts;
  readonly configuration: Configuration;
  readonly lines: ReadonlyMap<string, EventLine>;
  readonly hooks: Hooks;
  /** Outlive every engine. */
  readonly senders: Senders;
  readonly ledger: EmitLedger;
  readonly guard: Guard;
  readonly watch: Watch;
  readonly tracing: Tracing;
  readonly metrics: MetricsHub;
}

/** Between two collections of metrics, as OpenTelemetry's specification has it. */
const defaultIntervalMs = 60_000;

/** The running parts of one bus, as one configuration wants them. */
export class Engine {
  readonly installed: readonly Installed[];
  /** Cleans what is part of no event. */
  readonly texts: TextCleaner;
  readonly #parts: EngineParts;
  readonly #lateFacts: LateFacts;
  readonly #pipeline: Pipeline;
  readonly #isUnsafe: boolean;
  /** Those that the senders close. */
  readonly #opened: ReadonlySet<Sink>;
  readonly #taps: ReadonlySet<unknown>;
  #resource: Fields | undefined;

  /** From here on the hooks hold the taps of these plugins, in the place of those before, and the senders serve their sinks. */
  constructor(parts: EngineParts, { installed, isUnsafe }: Installation, before?: Engine) {
    this.#parts = parts;
    this.installed = installed;
    this.#isUnsafe = isUnsafe;
    this.texts = new TextCleaner({ installed, isUnsafe, ledger: parts.ledger, guard: parts.guard });
    this.#lateFacts = new LateFacts(() => this.#askLateFacts());
    const { configuration, lines, hooks } = parts;
    const sinks = isUnsafe || configuration.isClosed ? [] : installed.flatMap((plugin) => plugin.sinks);
    this.#opened = new Set(sinks.map(([, sink]) => sink));
    this.#taps = tapHooks(hooks, [...lines.keys(), spanRecordName], installed, before ? before.#taps : new Set());
    this.#openSinks(sinks, before !== undefined);
    this.#followTraces();
    this.#followMetrics();
    this.#pipeline = this.#createPipeline();
  }

  /** Whether anybody would see an event, listeners apart. */
  get isUsed(): boolean {
    return this.#parts.senders.open.length > 0 || this.installed.some(({ isPassive }) => !isPassive);
  }

  /** Takes a normalised event to the queues, or onto its span; or the record of a span. */
  process(line: EventLine, event: TelemetryEvent, span: Span | undefined): void {
    if (event.declaration === sessionReceipt && !this.#parts.configuration.hasSessionReceipts) return;
    if (event.span && span) this.#processSpan(line, event, span);
    else this.#process(line, event, span);
  }

  /** Resource attributes, read once: what the host says of itself wins over the environment, and that over what plugins know. */
  resource(): Readonly<Record<string, FieldValue>> {
    const { given, configuration } = this.#parts;
    const { name, version } = given.service;
    this.#resource ??= Object.freeze(
      this.texts.cleanAll({
        ...askAll(this.installed, this.#parts.guard, (steps) => steps.resource?.()),
        ...configuration.resource,
        ...(name !== undefined && { 'service.name': name }),
        ...(version !== undefined && { 'service.version': version }),
        env: configuration.otel.environment,
      }),
    );
    return this.#resource as Readonly<Record<string, FieldValue>>;
  }

  /** What is known of a session, and what the plugins know of it; they may know it from before redaction. */
  facts(known: ReportFacts, session: SessionFacts): ReportFacts {
    const { guard } = this.#parts;
    const late = this.#lateFacts.known ?? this.#askLateFacts();
    const told = askAll(this.installed, guard, (steps) => steps.facts?.({ ...late, ...session }));
    return this.texts.cleanAll({ ...known, ...told });
  }

  /** Who sends bug reports, while it may be trusted that they are clean. */
  get feedback(): FeedbackSender | undefined {
    return this.#isUnsafe ? undefined : this.installed.find(({ steps }) => steps.feedback)?.steps.feedback;
  }

  /** Whether every queue is less than half full. */
  get hasRoom(): boolean {
    return this.#parts.senders.open.every((sender) => sender.hasRoom);
  }

  /** Waits until every queue is less than half full; says whether there is room. */
  async room(deadline: Deadline): Promise<boolean> {
    await Promise.all(this.#parts.senders.open.map((sender) => sender.room(deadline)));
    return this.hasRoom;
  }

  /** Plugins first, in half of the time at most, since what they hand over has to be sent. */
  async flush(deadline: Deadline): Promise<void> {
    await flushPlugins(this.installed, deadline, this.#parts.guard);
    this.#parts.metrics.collect();
    await this.#parts.senders.flush(deadline);
  }

  /** Gives up what is queued, and frees what plugins and sinks hold; sinks that were kept shut are freed all the same. */
  async shutDown(): Promise<void> {
    await Promise.all([this.#parts.senders.close(), freePlugins(this.installed, this.#opened, this.#parts.guard)]);
  }

  /** Lets go of the hooks. */
  untap(): void {
    tapHooks(this.#parts.hooks, [...this.#parts.lines.keys(), spanRecordName], [], this.#taps);
  }

  /** Frees the plugins that the next engine does not go on with; their sinks are closed by the senders that had them. */
  async retire(next: readonly Installed[], deadline: Deadline): Promise<void> {
    const left = this.installed.filter((plugin) => !next.includes(plugin));
    await flushPlugins(left, deadline, this.#parts.guard);
    await freePlugins(left, this.#opened, this.#parts.guard);
  }

  #openSinks(sinks: Installed['sinks'], isLater: boolean): void {
    const { given, configuration, senders } = this.#parts;
    const { closeTimeoutMs } = configuration.delivery;
    const common = { random: given.random, untraced: given.untraced, isShared: sinks.length > 1 };
    const defaults = new Map(sinks.map(([name, sink]) => [name, sink.defaults]));
    const optionsOf = (name: string): SenderOptions => ({
      ...common,
      ...deliveryOf(configuration, defaults.get(name)),
      ...(isLater && { recheck: (record) => this.#recheck(name, record) }),
      complete: (record) => this.#complete(record),
    });
    senders.replace(sinks, optionsOf, closeTimeoutMs);
  }

  /** A record that waited under an earlier configuration, as this one lets it leave; one that cannot be told is withheld. */
  #recheck(sink: string, record: TelemetryEvent): TelemetryEvent | undefined {
    if (record.point) return record;
    const line = record.span ? spanLine : this.#parts.lines.get(record.name);
    try {
      return line && this.#pipeline.recheck(line, record, sink);
    } catch (thrown) {
      this.#parts.guard.mishap(sink, 'export', `a record that waited could not be looked at again (${kindOf(thrown)})`);
      return undefined;
    }
  }

  /** Fails closed: without the redaction that was asked for, nobody sees an event. */
  #process(line: EventLine, event: TelemetryEvent, span: Span | undefined): void {
    const { ledger, guard } = this.#parts;
    const stream = event.span ? undefined : event.stream;
    if (this.#isUnsafe) return ledger.refuse('redaction_failed', stream);
    try {
      const startedAt = guard.isNextTimed() ? performance.now() : undefined;
      this.#pipeline.process(line, event, span);
      if (startedAt !== undefined) guard.timeEvent(performance.now() - startedAt);
    } catch (thrown) {
      ledger.refuse('invalid_event', stream);
      guard.mishap(
        'bus',
        'emit',
        `an event could not be carried (${kindOf(thrown)}); is its declaration at fault?`,
        thrown,
      );
    }
  }

  /** Takes the record of a span that ended, unless nobody takes spans; what sits on it has come before. */
  #processSpan(line: EventLine, record: TelemetryEvent, span: Span): void {
    const { tracing, ledger } = this.#parts;
    if (!tracing.isShut) {
      ledger.emitted++;
      if (tracing.isSampled(span)) this.#process(line, record, span);
      else ledger.refuse('sampled_out');
    }
    span.isGone = true;
  }

  /** The events on a span are as much in need of late facts as the others. */
  #complete(record: TelemetryEvent): TelemetryEvent {
    const complete = this.#lateFacts.complete(record);
    if (!complete.span) return complete;
    const events = complete.span.events.map((event) => this.#lateFacts.complete(event));
    return withChanges(complete, { span: { ...complete.span, events } });
  }

  #followTraces(): void {
    const { configuration, senders, guard, tracing } = this.#parts;
    const isOpen = senders.open.some(({ sink }) => sink.unit === 'span');
    const said = isOpen ? this.installed.find(({ steps }) => steps.spans) : undefined;
    tracing.follow({ isOpen, rules: guardRules(said, guard), tracestate: configuration.otel.tracestate });
  }

  /** Points go to every sink that takes them; how they are collected is said by the first. */
  #followMetrics(): void {
    const { senders, metrics } = this.#parts;
    const sinks = senders.open.filter(({ sink }) => sink.unit === 'point');
    const { temporality = 'delta', intervalMs = defaultIntervalMs } = sinks[0]?.sink.collection ?? {};
    const way: MetricsWay = {
      sinks: sinks.map((sender) => ({
        name: sender.name,
        accept: (record) => sender.accept(record),
        isWanted: sender.sink.collection?.isWanted ?? (() => true),
      })),
      temporality,
      intervalMs,
      redactText: (text) => this.texts.clean(text),
      lateFacts: () => this.#lateFacts.ask(),
    };
    metrics.follow(way);
  }

  #createPipeline(): Pipeline {
    const { configuration, senders, hooks, ledger, guard, watch, tracing } = this.#parts;
    const { switches, logSseDeltas, toolResultMaxBytes } = configuration.otel;
    return new Pipeline({
      hooks,
      senders: senders.open,
      observers: this.installed.flatMap(({ plugin: { name, handles }, steps }) =>
        steps.observe ? [{ handles, see: guardListener(guard, name, (event) => steps.observe?.(event)) }] : [],
      ),
      switches,
      logSwitches: { log_sse_deltas: logSseDeltas },
      routes: configuration.routes,
      routeLimits: configuration.routeLimits.map(({ routes }) => routes),
      previewMaxBytes: toolResultMaxBytes,
      limits: configuration.limits,
      ledger,
      watch,
      tracing,
    });
  }

  #askLateFacts(): SessionFacts {
    const said = askAll<SessionFacts>(this.installed, this.#parts.guard, (steps) => steps.lateFacts?.());
    const { configuration, ledger } = this.#parts;
    return factsOnly(normaliseFacts(this.texts.cleanAll(said), configuration.limits, ledger.alter));
  }
}
