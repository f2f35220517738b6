/** A span that is under way: its place in a trace, what was said of it, and the events that sit on it so far. */
import type { EndedSpan, SpanKind, SpanStatus, TelemetryEvent, TraceReference } from '../events.js';
import type { SessionState } from '../session/state.js';
import type { TraceContext } from './traceparent.js';
import type { Tracing } from './tracing.js';

/** A trace as far as it is ours; all its spans share one object. */
export interface LocalTrace {
  readonly id: string;
  /** Where it came from, if it did not begin here. */
  readonly parent: TraceContext | undefined;
  /** Absent until somebody could decide. */
  isSampled: boolean | undefined;
}

/** What is known of a span when it begins. */
export interface SpanStart {
  readonly name: string;
  readonly kind: SpanKind;
  readonly trace: LocalTrace;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  /** Whose span it is. */
  readonly session: SessionState;
  /** Attributes by their wire names, as they were given. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly links?: readonly TraceReference[];
  /** `tracestate` of a span that was handed in; ours have that of their trace. */
  readonly traceState?: string;
  /** Of a span that was handed in: whether its parent is elsewhere, and what was left out of it already. */
  readonly isParentRemote?: boolean;
  readonly dropped?: EndedSpan['dropped'];
}

const kinds: ReadonlySet<unknown> = new Set<SpanKind>(['internal', 'server', 'client', 'producer', 'consumer']);

/** Whether a value names a kind of span. */
export const isSpanKind = (kind: unknown): kind is SpanKind => kinds.has(kind);

/** One span; only its `Tracing` begins and ends it. */
export class Span {
  readonly fields: Record<string, unknown>;
  status: SpanStatus = 'unset';
  /** Milliseconds since the epoch, once it has ended. */
  endTime: number | undefined;
  /** Its record has left: nothing can be put onto it any more. */
  isGone = false;
  readonly #events = new Map<string, { kept: TelemetryEvent[]; dropped: number }>();

  constructor(
    readonly tracing: Tracing,
    readonly start: SpanStart,
  ) {
    this.fields = { ...start.fields };
  }

  /** Puts an event onto the span, for one sink; beyond the limit the oldest gives way. Says whether all of them are kept. */
  attach(sink: string, event: TelemetryEvent, maxEvents: number): boolean {
    let list = this.#events.get(sink);
    if (!list) {
      list = { kept: [], dropped: 0 };
      this.#events.set(sink, list);
    }
    list.kept.push(event);
    if (list.kept.length <= maxEvents) return true;
    list.kept.shift();
    list.dropped++;
    return false;
  }

  /** What sits on it for one sink. */
  eventsFor(sink: string): { readonly kept: readonly TelemetryEvent[]; readonly dropped: number } {
    return this.#events.get(sink) ?? { kept: [], dropped: 0 };
  }
}
