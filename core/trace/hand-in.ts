/** Spans that somebody else made, as plain data: checked, and made one of ours. */
import { spanNameField } from '../catalogue/span-attributes.js';
import type { EndedSpan, SpanKind, SpanStatus, TraceReference } from '../events.js';
import type { Note } from '../normalise.js';
import type { SessionState } from '../session/state.js';
import { isEventTime, traceReference } from '../stamps.js';
import { isSpanKind, Span } from './span.js';
import { formatTracestate, parseTracestate } from './tracestate.js';
import type { Tracing } from './tracing.js';

/** A span that ended elsewhere in this process. */
export interface HandedInSpan {
  readonly name: string;
  readonly kind: SpanKind;
  /** Its own ids. */
  readonly trace: TraceReference;
  /** 16 hex digits; absent: the root of its trace. */
  readonly parentSpanId?: string | undefined;
  /** The parent is a span of another process; default false. */
  readonly isParentRemote?: boolean | undefined;
  /** As the header `tracestate` writes it. */
  readonly traceState?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  readonly endTime: number;
  readonly status: SpanStatus;
  /** By their wire names; those that are not declared for spans are content and stay. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Each is emitted as the event of its name, and sits on the span if that event is trace-safe. */
  readonly events: ReadonlyArray<HandedInEvent>;
  readonly links: readonly TraceReference[];
  /** The target of its events, where a subsystem has one of its own. */
  readonly target?: string | undefined;
  /** What was left out of it already. */
  readonly dropped?: EndedSpan['dropped'];
}

/** An event of such a span. */
export interface HandedInEvent {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

const statuses: ReadonlySet<unknown> = new Set<SpanStatus>(['unset', 'ok', 'error']);
const spanId = /^(?!0{16})[0-9a-f]{16}$/;

/** The span as one of ours; `undefined` when it is of no usable form. It has ended, but its events may still be put onto it. */
export function takeSpan(given: HandedInSpan, tracing: Tracing, session: SessionState, note: Note): Span | undefined {
  const reference = traceReference(given, note);
  const { name, kind, startTime, endTime, status, parentSpanId, traceState } = given;
  const isUsable =
    reference !== undefined &&
    typeof name === 'string' &&
    isSpanKind(kind) &&
    statuses.has(status) &&
    isEventTime(startTime) &&
    isEventTime(endTime);
  if (!isUsable) return undefined;
  const span = new Span(tracing, {
    name,
    kind,
    trace: { id: reference.traceId, parent: undefined, isSampled: true },
    spanId: reference.spanId,
    parentSpanId: typeof parentSpanId === 'string' && spanId.test(parentSpanId) ? parentSpanId : undefined,
    startTime,
    session,
    fields: { ...given.attributes, [spanNameField]: name },
    isParentRemote: given.isParentRemote === true,
    dropped: countsOf(given.dropped),
    links: given.links.flatMap((trace) => traceReference({ trace }, note) ?? []),
    traceState: formatTracestate((typeof traceState === 'string' && parseTracestate(traceState)) || []),
  });
  span.status = status;
  span.endTime = Math.max(startTime, endTime);
  return span;
}

function countsOf(dropped: HandedInSpan['dropped']): EndedSpan['dropped'] {
  const count = (value: unknown) => (typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0);
  return { events: count(dropped?.events), attributes: count(dropped?.attributes), links: count(dropped?.links) };
}
