/** The spans of one bus: begun with ids at once, ended as records, and what sits on them counted. */
import { spanNameField } from '../catalogue/span-attributes.js';
import type { SpanKind, SpanStatus, TelemetryEvent, TraceReference } from '../events.js';
import type { SpanRules } from '../plugin.js';
import type { SessionState } from '../session/state.js';
import { currentTime } from '../stamps.js';
import type { SpanEventDropReason } from '../steps.js';
import { activeSpan } from './active.js';
import { completeSpan } from './complete-span.js';
import { hasHostApi, hostContext } from './host-context.js';
import { makeSpanId, makeTraceId } from './ids.js';
import { type LocalTrace, Span } from './span.js';
import { sampledFlag, type TraceContext } from './traceparent.js';
import { formatTracestate, mergeTracestate, parseTracestate, type TracestateEntries } from './tracestate.js';

/** What a bus gives its tracing. */
export interface TracingParts {
  readonly now: () => number;
  /** Numbers in [0, 1), for ids. */
  readonly random: () => number;
  /** Notes that an event sits on a span. */
  readonly noteAttached: () => void;
  /** Notes, and tells, that an event of a sink is on no span. */
  readonly noteLeftOff: (sink: string, reason: SpanEventDropReason) => void;
  /** The parent of a trace that nobody gave one: of the host's OpenTelemetry, or of the environment. */
  readonly outsideParent: () => TraceContext | undefined;
  /** Takes a span that ended. */
  readonly carry: (span: Span) => void;
}

/** What a configuration makes of spans. */
export interface TracingPolicy {
  /** Whether a sink takes spans. */
  readonly isOpen: boolean;
  readonly rules: SpanRules;
  /** The configured `tracestate`. */
  readonly tracestate: TracestateEntries;
}

/** What is said of a span that begins. */
export interface NewSpan {
  readonly name: string;
  readonly kind?: SpanKind;
  readonly session: SessionState;
  readonly parent: Span | TraceContext | undefined;
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch; default now. */
  readonly startTime?: number;
}

/** Begins and ends spans. Until a configuration is known, every trace counts as one that is kept. */
export class Tracing {
  readonly #parts: TracingParts;
  #policy: TracingPolicy | undefined;
  #hasOutsideParent = false;

  constructor(parts: TracingParts) {
    this.#parts = parts;
  }

  /** From here on spans follow this policy; those under way, too. */
  follow(policy: TracingPolicy): void {
    this.#policy = policy;
    if (!policy.isOpen && this.outsideParent()) this.noteOutsideParent();
  }

  /** The active span, if it is one of this bus. */
  get active(): Span | undefined {
    const span = activeSpan();
    return span?.tracing === this ? span : undefined;
  }

  /** The span on which the events of a session sit now: the active one, else its turn's, else its own, begun if need be. */
  spanFor(session: SessionState): Span | undefined {
    const { active } = this;
    if (active && (!session.trace || active.start.session.trace === session.trace)) return active;
    return session.trace?.current(this, session) ?? active;
  }

  begin({ name, kind = 'internal', session, parent, fields = {}, startTime }: NewSpan): Span {
    const { random } = this.#parts;
    const isOurs = parent instanceof Span;
    const trace: LocalTrace = isOurs
      ? parent.start.trace
      : { id: parent?.traceId ?? makeTraceId(random), parent, isSampled: undefined };
    return new Span(this, {
      name,
      kind,
      trace,
      spanId: makeSpanId(random),
      parentSpanId: isOurs ? parent.start.spanId : parent?.spanId,
      startTime: startTime ?? this.now(),
      session,
      fields: { [spanNameField]: name, ...fields },
    });
  }

  /** Ends a span, once; its record goes the way of every event. */
  end(span: Span, status: SpanStatus = 'unset', endTime = this.now()): void {
    if (span.endTime !== undefined) return;
    span.status = status;
    span.endTime = Math.max(endTime, span.start.startTime);
    this.carry(span);
  }

  /** Hands on a span that ended, unless nobody takes spans. */
  carry(span: Span): void {
    if (this.isShut) span.isGone = true;
    else this.#parts.carry(span);
  }

  /** Nobody takes spans, as far as is known. */
  get isShut(): boolean {
    return this.#policy?.isOpen === false;
  }

  /** A trace came from elsewhere: events bear its ids even where nobody takes spans. */
  noteOutsideParent(): void {
    this.#hasOutsideParent = true;
  }

  /** Whether no event has a place in any trace, so that nobody needs to look for it. */
  get hasNoPlaces(): boolean {
    return this.isShut && !this.#hasOutsideParent && !hasHostApi();
  }

  /** The parent of a trace that begins outside of every span of ours. */
  outsideParent(): TraceContext | undefined {
    return this.#parts.outsideParent();
  }

  now(): number {
    return currentTime(this.#parts.now);
  }

  /** Whether the span's trace is kept. */
  isSampled({ start: { trace } }: Span): boolean {
    if (trace.isSampled === undefined && this.#policy)
      trace.isSampled = this.#policy.rules.isSampled(trace.id, trace.parent);
    return trace.isSampled ?? isKeptByParent(trace.parent);
  }

  /**
   * What others may take for their parent: the span; where nobody takes spans, the host's own active span, else the parent that
   * the trace came with.
   */
  contextOf(span: Span): TraceContext | undefined {
    const { trace, spanId } = span.start;
    const traceState = mergeTracestate(trace.parent?.traceState ?? [], this.#policy?.tracestate ?? {});
    if (this.isShut) return hostContext() ?? (trace.parent && { ...trace.parent, traceState });
    return { traceId: trace.id, spanId, traceFlags: this.isSampled(span) ? sampledFlag : 0, traceState };
  }

  /** The same for the record of an event that is emitted now, as ids alone; without a span, the host's. */
  currentReference(span: Span | undefined): TraceReference | undefined {
    return (this.isShut ? undefined : this.referenceOf(span)) ?? toReference(hostContext()) ?? this.referenceOf(span);
  }

  /** The ids of a span; where nobody takes spans, those of the parent that its trace came with. */
  referenceOf(span: Span | undefined): TraceReference | undefined {
    if (!span || this.isShut) return toReference(span?.start.trace.parent);
    const { trace, spanId } = span.start;
    return { traceId: trace.id, spanId, traceFlags: this.isSampled(span) ? sampledFlag : 0 };
  }

  /** As the header writes it; empty: none. The configured members are on spans that were handed in, too. */
  traceStateOf(span: Span): string {
    const given = span.start.traceState;
    if (given === undefined) return formatTracestate(this.contextOf(span)?.traceState ?? []);
    return formatTracestate(mergeTracestate(parseTracestate(given) ?? [], this.#policy?.tracestate ?? {}));
  }

  /** Puts an event onto a span, for one sink, or counts why not. */
  attach(span: Span | undefined, sink: string, event: TelemetryEvent): void {
    const { noteAttached, noteLeftOff } = this.#parts;
    const home = span?.isGone ? this.#openAbove(span) : span;
    if (!home || !this.#policy) return noteLeftOff(sink, 'no_span');
    if (!this.isSampled(home)) return;
    if (home.attach(sink, event, this.#policy.rules.limits.maxEvents)) noteAttached();
    else noteLeftOff(sink, 'span_full');
  }

  /** The record of a span as one sink gets it: with the events that it may see, within the limits. */
  complete(record: TelemetryEvent, span: Span, sink: string): TelemetryEvent {
    return this.#policy ? completeSpan(record, span, sink, this.#policy.rules.limits) : record;
  }

  /** Where the events of a span belong that has left meanwhile. */
  #openAbove({ start: { session } }: Span): Span | undefined {
    const found = session.trace?.current(this, session);
    return found?.isGone ? undefined : found;
  }
}

const toReference = (context: TraceContext | undefined): TraceReference | undefined =>
  context && { traceId: context.traceId, spanId: context.spanId, traceFlags: context.traceFlags };

/** By a parent from outside; a trace that begins here is kept. */
export const isKeptByParent = (parent: TraceContext | undefined): boolean =>
  parent === undefined || (parent.traceFlags & sampledFlag) !== 0;
