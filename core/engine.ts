/** What a bus runs on once its configuration is known: the plugins, the queues of their sinks, and the pipeline between. */
import type { BusParts } from './bus-parts.js';
import type { Configuration } from './config/schema.js';
import { type Deadline, deadlineIn, withinDeadline } from './deadline.js';
import type { EmitLedger, SinkReceipt } from './delivery/ledger.js';
import { Sender, type SenderOptions } from './delivery/sender.js';
import type { Mistake } from './errors.js';
import type { Fields, FieldValue, SessionFacts, TelemetryEvent } from './events.js';
import { type Guard, kindOf } from './guard.js';
import type { Hooks } from './hooks.js';
import { askAll, type Installation, type Installed, installPlugins, tapHooks } from './install.js';
import { defaultLimits } from './normalise.js';
import { type EventLine, Pipeline } from './pipeline.js';
import { LateFacts } from './session/late-facts.js';
import { factsOnly, normaliseFacts } from './session/state.js';
import type { Watch } from './signals.js';

/** What the bus shares with its engine. */
export interface EngineParts {
  readonly bus: object;
  readonly given: BusParts;
  readonly configuration: Configuration;
  readonly lines: ReadonlyMap<string, EventLine>;
  readonly hooks: Hooks;
  readonly ledger: EmitLedger;
  readonly guard: Guard;
  readonly watch: Watch;
}

/** Loads and sets up the plugins that are asked for. Never rejects: what cannot be used is told and left out. */
export async function buildEngine(parts: EngineParts): Promise<Engine> {
  const { given, bus, configuration, guard } = parts;
  let engine: Engine | undefined;
  const shared = { env: given.env, now: given.now, bus, resource: () => engine?.resource() ?? {} };
  const installation = await installPlugins(configuration, given.offer, shared, guard);
  engine = new Engine(parts, installation);
  return engine;
}

/** The running parts of one bus. */
export class Engine {
  readonly installed: readonly Installed[];
  readonly mistakes: readonly Mistake[];
  readonly senders: readonly Sender[];
  readonly #parts: EngineParts;
  readonly #lateFacts: LateFacts;
  readonly #pipeline: Pipeline;
  readonly #isUnsafe: boolean;
  #resource: Fields | undefined;

  constructor(parts: EngineParts, { installed, mistakes, isUnsafe }: Installation) {
    this.#parts = parts;
    this.installed = installed;
    this.mistakes = mistakes;
    this.#isUnsafe = isUnsafe;
    this.#lateFacts = new LateFacts(() => this.#askLateFacts());
    this.senders = isUnsafe || parts.configuration.isClosed ? [] : this.#createSenders();
    this.#pipeline = this.#createPipeline();
  }

  /** Whether anybody would see an event, listeners apart. */
  get isUsed(): boolean {
    return this.senders.length > 0 || this.installed.some(({ isPassive }) => !isPassive);
  }

  /** Takes a normalised event to the queues. Fails closed: without the redaction that was asked for, nobody sees an event. */
  process(line: EventLine, event: TelemetryEvent): void {
    const { ledger, guard } = this.#parts;
    if (this.#isUnsafe) return ledger.refuse('redaction_failed');
    try {
      this.#pipeline.process(line, event);
    } catch (thrown) {
      ledger.refuse('invalid_event');
      guard.mishap(
        'bus',
        'emit',
        `an event could not be carried (${kindOf(thrown)}); is its declaration at fault?`,
        thrown,
      );
    }
  }

  receipts(): Readonly<Record<string, SinkReceipt>> {
    return Object.fromEntries(this.senders.map((sender) => [sender.name, sender.receipt()]));
  }

  /** Resource attributes, read once: what the host says of itself wins over what plugins know. */
  resource(): Readonly<Record<string, FieldValue>> {
    const { given, configuration } = this.#parts;
    const { name, version } = given.service;
    this.#resource ??= Object.freeze({
      ...askAll(this.installed, this.#parts.guard, (steps) => steps.resource?.()),
      ...(name !== undefined && { 'service.name': name }),
      ...(version !== undefined && { 'service.version': version }),
      env: configuration.otel.environment,
    });
    return this.#resource as Readonly<Record<string, FieldValue>>;
  }

  /** What the plugins know of a session. */
  facts(session: SessionFacts): Readonly<Record<string, string | number | boolean>> {
    return askAll(this.installed, this.#parts.guard, (steps) =>
      steps.facts?.({ ...this.#lateFacts.known, ...session }),
    );
  }

  /** Whether every queue is less than half full. */
  get hasRoom(): boolean {
    return this.senders.every((sender) => sender.hasRoom);
  }

  /** Waits until every queue is less than half full; says whether there is room. */
  async room(deadline: Deadline): Promise<boolean> {
    await Promise.all(this.senders.map((sender) => sender.room(deadline)));
    return this.hasRoom;
  }

  /** Plugins first, in half of the time at most, since what they hand over has to be sent. */
  async flush(deadline: Deadline): Promise<void> {
    const asked = this.installed.filter(({ steps }) => steps.flush);
    if (asked.length > 0) {
      const forPlugins = deadlineIn(deadline.remainingMs() / 2);
      const flushes = asked.map(({ plugin, steps }) => this.#call(plugin.name, 'flush', async () => steps.flush?.()));
      await withinDeadline(Promise.all(flushes), forPlugins, () => []);
      forPlugins.dispose();
    }
    await Promise.all(this.senders.map((sender) => sender.flush(deadline)));
  }

  /** Gives up what is queued, and frees what plugins and sinks hold; sinks that were kept shut are freed all the same. */
  async shutDown(): Promise<void> {
    const open = new Set(this.senders.map(({ name }) => name));
    const shut = this.installed.flatMap(({ sinks }) => sinks).filter(([name]) => !open.has(name));
    await Promise.all([
      ...this.senders.map((sender) => sender.close()),
      ...shut.map(([name, sink]) => this.#call(name, 'shutdown', async () => sink.close?.())),
      ...this.installed.map(({ plugin, steps }) => this.#call(plugin.name, 'shutdown', async () => steps.shutdown?.())),
    ]);
  }

  #createSenders(): Sender[] {
    const { given, configuration, guard, watch } = this.#parts;
    const { queue, scheduleDelayMs, attemptTimeoutMs } = configuration.delivery;
    const complete: SenderOptions['complete'] = (record) => this.#lateFacts.complete(record);
    const options = { queue, scheduleDelayMs, attemptTimeoutMs, random: given.random, complete };
    return this.installed.flatMap(({ sinks }) =>
      sinks.map(([name, sink]) => new Sender(name, sink, options, guard, watch)),
    );
  }

  #createPipeline(): Pipeline {
    const { configuration, lines, hooks, ledger, guard, watch } = this.#parts;
    const { switches, toolResultMaxBytes } = configuration.otel;
    for (const name of lines.keys()) tapHooks(hooks, name, this.installed);
    return new Pipeline({
      hooks,
      senders: this.senders,
      switches,
      routes: configuration.routes,
      previewMaxBytes: toolResultMaxBytes,
      limits: defaultLimits,
      ledger,
      guard,
      watch,
    });
  }

  #askLateFacts(): SessionFacts {
    const said = askAll<SessionFacts>(this.installed, this.#parts.guard, (steps) => steps.lateFacts?.());
    return factsOnly(normaliseFacts(said, defaultLimits, this.#parts.ledger.alter));
  }

  async #call(source: string, place: 'flush' | 'shutdown', run: () => Promise<unknown>): Promise<void> {
    try {
      await run();
    } catch (thrown) {
      this.#parts.guard.mishap(source, place, `threw (${kindOf(thrown)})`, thrown);
    }
  }
}
