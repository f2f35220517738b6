/** The intake of a bus: from a call of `emit` to an event on its way, or to a refusal that is counted. */
import type { EmitOptions } from './bus-parts.js';
import type { EmitLedger } from './delivery/ledger.js';
import type { Engine } from './engine.js';
import type { EventLine } from './event-line.js';
import { type SessionFacts, type TelemetryEvent, withChanges } from './events.js';
import { type Guard, kindOf } from './guard.js';
import type { MetricsHub } from './metrics/hub.js';
import type { ValueLimits } from './normalise.js';
import type { SessionInput } from './session/parts.js';
import { toSessionReceipt } from './session/receipt.js';
import { normaliseFacts, type SessionState } from './session/state.js';
import { currentTime, eventTime, statedTags, statedTarget, traceReference } from './stamps.js';
import type { RefusalReason } from './steps.js';
import { isListedTarget, laneOfTarget } from './targets.js';
import { type HandedInSpan, takeSpan } from './trace/hand-in.js';
import { spanLine, toRecord } from './trace/record.js';
import type { Span } from './trace/span.js';
import type { Tracing } from './trace/tracing.js';
import { WaitingList } from './waiting-list.js';

/** What the intake shares with its bus. */
export interface IntakeParts {
  readonly lines: ReadonlyMap<string, EventLine>;
  /** Of the record with which a session ends; no host emits it. */
  readonly receiptLine: EventLine;
  /** The session of what is emitted without one. */
  readonly root: SessionState;
  readonly limits: ValueLimits;
  readonly ledger: EmitLedger;
  readonly guard: Guard;
  readonly tracing: Tracing;
  readonly metrics: MetricsHub;
  readonly now: () => number;
  /** Subsystems under whose targets records may be handed in. */
  readonly subsystems: readonly string[];
  /** Absent while nobody knows yet, or nobody takes events. */
  readonly engine: () => Engine | undefined;
}

/** Takes events and spans; keeps them while the configuration is not known yet. */
export class Intake {
  /** Nobody would ever see an event: who emits need not call at all. */
  isIdle = false;
  /** Nothing is taken any more. */
  isClosed = false;
  readonly #parts: IntakeParts;
  readonly #waiting = new WaitingList();

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /** `home`: the span that the event sits on; default the active one, else that of its turn or session. Never throws. */
  emit(caller: SessionState, name: unknown, fields: unknown, options: EmitOptions | undefined, home?: Span): void {
    const { ledger, lines, guard, now, root, tracing, metrics, engine } = this.#parts;
    ledger.emitted++;
    try {
      if (this.isClosed) return ledger.refuse('closed');
      const line = typeof name === 'string' ? lines.get(name) : undefined;
      if (!line) return this.#refuseName(name);
      const snapshot = line.take(fields, ledger.alter);
      if (!snapshot) return ledger.refuse('invalid_event');
      const target = (options !== undefined && statedTarget(options, ledger.alter)) || line.target;
      if (target !== undefined && !this.#isListed(target, line)) return this.#refuseTarget();
      if (target !== undefined && !isOnLaneOf(target, line)) return this.#refuseLane();
      const observedTime = currentTime(now);
      const session = caller === root ? (tracing.active?.start.session ?? caller) : caller;
      const hasPlace = !tracing.hasNoPlaces;
      const span = home ?? (hasPlace ? tracing.spanFor(session) : undefined);
      const trace = options === undefined ? undefined : traceReference(options, ledger.alter);
      const event: TelemetryEvent = {
        name: line.name,
        declaration: line.declaration,
        time: options === undefined ? observedTime : eventTime(options, observedTime, ledger.alter),
        observedTime,
        stream: session.stream,
        sequence: session.nextSequence(),
        session: session.facts,
        fields: snapshot.fields,
        undeclared: snapshot.undeclared,
        trace: trace ?? (hasPlace && (engine() || !span) ? tracing.currentReference(span) : undefined),
        ordinal: line.counter && session.next(line.counter.name, snapshot.fields[line.counter.field]),
        bytes: snapshot.bytes + session.bytes,
        target,
        span: undefined,
        point: undefined,
      };
      if (line.metrics !== undefined && metrics.isOn) {
        const tags = options === undefined ? undefined : statedTags(options, ledger.alter);
        metrics.note(line.metrics, session.facts, snapshot.fields, tags);
      }
      this.#carry(line, event, span);
    } catch (thrown) {
      ledger.refuse('invalid_event');
      guard.mishap('bus', 'emit', `an event could not be taken (${kindOf(thrown)})`, thrown);
    }
  }

  /** Takes over a span that somebody else made and ended, with its events. Never throws. */
  handInSpan(given: HandedInSpan): void {
    if (this.isIdle) return;
    const { tracing, root, ledger, guard } = this.#parts;
    const session = tracing.active?.start.session ?? root;
    try {
      const span = takeSpan(given, tracing, session, ledger.alter);
      if (!span) return this.#refuse('invalid_event');
      for (const { name, time, attributes } of given.events)
        this.emit(session, name, attributes, { time, trace: given.trace, target: given.target }, span);
      tracing.carry(span);
    } catch (thrown) {
      this.#refuse('invalid_event');
      guard.mishap('bus', 'emit', `a span could not be taken (${kindOf(thrown)})`, thrown);
    }
  }

  /** A span ended: its record waits and goes like an event. It counts as emitted once it is known that somebody takes it. */
  carrySpan(span: Span): void {
    if (this.isIdle) return;
    if (this.isClosed) return this.#refuse('closed');
    const record = toRecord(span, this.#parts.ledger.alter);
    if (record) this.#carry(spanLine, record, span);
  }

  /**
   * Each session ends with a record about itself, which is no call of `emit`. `isForGood: false`: should the session go on, it gets
   * another one, which counts from its beginning, too.
   */
  endSessions(sessions: readonly SessionState[], isForGood = true): void {
    if (sessions.length === 0 || this.isIdle || this.isClosed) return;
    const { ledger, now, receiptLine } = this.#parts;
    for (const session of sessions) {
      const receipt = toSessionReceipt(session, ledger, currentTime(now));
      if (receipt) this.#carry(receiptLine, receipt, undefined);
      if (isForGood) ledger.refusedOf.delete(session.stream);
    }
  }

  /** Makes frozen facts of what a host gave. */
  normalise(facts: SessionInput): SessionFacts {
    return normaliseFacts(facts, this.#parts.limits, this.#parts.ledger.alter);
  }

  /** The engine runs: what waited goes first. */
  release(): void {
    const { tracing } = this.#parts;
    for (const [line, event, span] of this.#waiting.drain()) {
      const trace = event.trace ?? tracing.referenceOf(span);
      this.#carry(line, trace === event.trace ? event : withChanges(event, { trace }), span);
    }
  }

  /** Nobody wants what waited. */
  forget(): void {
    this.#waiting.drain();
  }

  /** The bus is closed: what still waits is counted. */
  refuseWaiting(): void {
    for (const [, { stream, span }] of this.#waiting.drain()) if (!span) this.#parts.ledger.refuse('closed', stream);
  }

  #carry(line: EventLine, event: TelemetryEvent, span: Span | undefined): void {
    const engine = this.#parts.engine();
    if (engine) return engine.process(line, event, span);
    if (this.#waiting.add(line, event, span)) return;
    if (event.span) this.#refuse('waiting_full');
    else this.#parts.ledger.refuse('waiting_full', event.stream);
  }

  /** A declared subsystem was checked by `start`; what a record is handed in under was not. */
  #isListed(target: string, line: EventLine): boolean {
    return target === line.target || isListedTarget(target, this.#parts.subsystems);
  }

  #refuseTarget(): void {
    this.#parts.ledger.refuse('unlisted_target');
    const cure = "list its subsystem in start({ subsystems: ['…'] })";
    this.#parts.guard.mishap('host', 'emit', `an event was said under a target that is not listed; ${cure}`);
  }

  #refuseLane(): void {
    this.#parts.ledger.refuse('invalid_event');
    const cure = 'leave the target out, or name one of the lane that the event is on';
    this.#parts.guard.mishap('host', 'emit', `an event was said under a target of a lane that it is not on; ${cure}`);
  }

  #refuse(reason: RefusalReason): void {
    this.#parts.ledger.emitted++;
    this.#parts.ledger.refuse(reason);
  }

  #refuseName(name: unknown): void {
    if (typeof name !== 'string') return this.#parts.ledger.refuse('invalid_event');
    this.#parts.ledger.refuse('unknown_event');
    const cure = 'declare it with defineEvents and hand it to start({ events })';
    this.#parts.guard.mishap('host', 'emit', `an event name is not declared; ${cure}`);
  }
}

/** Whether a target leads where the event goes at all; by its shape it may go where its declaration does not say. */
function isOnLaneOf(target: string, { declaration: { lanes, shapes } }: EventLine): boolean {
  const lane = laneOfTarget(target);
  return (
    lane !== undefined && [lanes, ...Object.values(shapes).map((shape) => shape.lanes ?? [])].flat().includes(lane)
  );
}
