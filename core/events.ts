/** What an event is, as data: classes, lanes, fields, declarations, and the event that travels through the bus. */

import type { MetricPoint } from './metrics/point.js';

/** Who may see a field: `fact` may go anywhere, `identity` only on the log lane, `content` only by its switch. */
export type FieldClass = 'fact' | 'identity' | 'content';

/** The two ways out: `log` carries OTLP log records, `trace` carries events on spans. */
export type Lane = 'log' | 'trace';

/** The content switches of the `otel` table; all are off until a trusted configuration turns them on. */
export const contentSwitches = [
  'log_user_prompt',
  'log_tool_content',
  'log_agent_responses',
  'log_guardian_assessments',
  'log_error_text',
  'log_user_email',
] as const;
export type Switch = (typeof contentSwitches)[number];
export type Switches = Readonly<Record<Switch, boolean>>;

/** A setting for each content switch. */
export const eachSwitch = (isOn: (name: Switch) => boolean): Switches =>
  Object.fromEntries(contentSwitches.map((name) => [name, isOn(name)])) as Switches;

/** Switches that thin out the log lane; each is on until a configuration turns it off. */
export type LogSwitch = 'log_sse_deltas';

/** What becomes of a field while its switch is off: it reads `[REDACTED]`, is left out, or takes the event with it. */
export type WhenOff = 'mask' | 'omit' | 'drop-event';

/** The natural type of a field in code; `uint` is an integer that Codex declares unsigned. */
export type FieldType = 'string' | 'int' | 'uint' | 'double' | 'boolean';

/** A value that left normalisation: plain data, finite numbers, well-formed text, no cycles. */
export type FieldValue =
  | string
  | number
  | boolean
  | readonly FieldValue[]
  | { readonly [key: string]: FieldValue | undefined };

/** Fields by their wire names; one that the event does not have is `undefined`. */
export type Fields = Readonly<Record<string, FieldValue | undefined>>;

/** How a field that the caller left out follows; a given value always wins. */
export type Derivation = TextDerivation | CounterDerivation;

/** A field that follows from a text of the same event: a length, a count. */
export interface TextDerivation {
  readonly from: string;
  /** Computes the value from the text before any cut or mask. `previewMaxBytes`: most bytes of a preview on the log lane. */
  readonly compute: (text: string, previewMaxBytes: number) => FieldValue;
}

/** A field that numbers the events of a session: the same counter goes on with each, and a given number moves it on. */
export interface CounterDerivation {
  readonly counter: string;
}

/** One field of an event, declared once. */
export interface FieldDeclaration {
  readonly class: FieldClass;
  readonly type: FieldType;
  /** Lanes on which it is exported; on the trace lane only facts travel. */
  readonly lanes: readonly Lane[];
  /** The switch that lets the field travel; every `content` field has one. */
  readonly switch?: Switch;
  readonly whenOff: WhenOff;
  /** Values that are facts although the field is not: the closed set of error texts, for one. */
  readonly isFact?: (value: FieldValue) => boolean;
  /** The closed list of values; another value is treated as undeclared content. */
  readonly values?: readonly string[];
  /** How the `codex` dialect writes the value; absent: as it is. */
  readonly codex?: (value: FieldValue) => FieldValue;
  readonly derive?: Derivation;
  /** Names a withheld field: this one joins the log lane while that one's switch is off. */
  readonly standsFor?: string;
  /** The log lane carries a preview of at most `previewMaxBytes` bytes. */
  readonly isPreviewed?: boolean;
  /** Most UTF-8 bytes of the text; absent: the bus's own bound. */
  readonly maxBytes?: number;
}

/** Which session facts follow the fields: all, only `conversation.id`, or none. */
export type Tail = 'full' | 'conversation' | 'none';

/** One form that an event takes on the wire; the first shape whose `when` holds is used. */
export interface ShapeDeclaration {
  readonly when: (fields: Fields) => boolean;
  /**
   * What goes first, in wire order: fields, and facts of the session or `event.timestamp` where they do not wait for the tail.
   * Fields not listed follow in declared order.
   */
  readonly order?: readonly string[];
  readonly tail?: Tail;
  readonly lanes?: readonly Lane[];
  /** The log lane carries events of this shape only while the switch is on. */
  readonly logSwitch?: LogSwitch;
}

/** How much an event weighs, as its span event says it. */
export type Level = 'INFO' | 'TRACE';

/** One event, declared once; everything else follows from this. */
export interface EventDeclaration {
  /** In wire order. */
  readonly fields: Readonly<Record<string, FieldDeclaration>>;
  readonly tail: Tail;
  readonly lanes: readonly Lane[];
  readonly shapes: Readonly<Record<string, ShapeDeclaration>>;
  /** Whether an event with these fields is among the last to go when a queue is full: errors, and what concerns signing in. */
  readonly isKeptLonger?: ((fields: Fields) => boolean) | undefined;
  /** As in a shape; for events that take none. */
  readonly order?: readonly string[];
  /** Nobody sees the event while this switch is off. */
  readonly switch?: Switch;
  /** Default `INFO`. */
  readonly level?: Level;
  /** The subsystem whose event it is: its target is `codex_otel.` and this name, and it stays on the log lane. */
  readonly subsystem?: string | undefined;
}

/** Facts of a session by their wire names, frozen: what every event of the session repeats. */
export type SessionFacts = Fields;

/** The span that an event belongs to, as lower-case hex. */
export interface TraceReference {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** W3C trace flags; 1 is sampled. */
  readonly traceFlags?: number;
}

/** What a span is to whoever is at its other end. */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** How a span ended; `unset`: well, as far as anybody knows. */
export type SpanStatus = 'unset' | 'ok' | 'error';

/** What makes a record a span that ended; its name and attributes are the record's fields, its ids the record's `trace`. */
export interface EndedSpan {
  readonly kind: SpanKind;
  /** 16 hex digits; absent: the root of its trace. */
  readonly parentSpanId: string | undefined;
  /** The parent is a span of another process, or of somebody else in this one. */
  readonly isParentRemote: boolean;
  /** As the header `tracestate` writes it; empty: none. */
  readonly traceState: string;
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  readonly endTime: number;
  readonly status: SpanStatus;
  /** The trace-safe events that sit on it, facts only, in order. */
  readonly events: readonly TelemetryEvent[];
  readonly links: readonly TraceReference[];
  /** How much each of the events may say: attributes, and UTF-16 units of one text. Absent: no limit. */
  readonly eventLimits?: { readonly maxAttributes: number; readonly maxValueLength: number };
  /** What was left out of it: events and links beyond its limits, and attributes that nobody declared a fact. */
  readonly dropped: { readonly events: number; readonly attributes: number; readonly links: number };
}

/** An event on its way through the bus. Read it as frozen: a step that wants another one returns `withChanges(event, …)`. */
export interface TelemetryEvent {
  readonly name: string;
  readonly declaration: EventDeclaration;
  /** When it happened, in milliseconds since the epoch. */
  readonly time: number;
  /** When `emit` was called, in milliseconds since the epoch. */
  readonly observedTime: number;
  /** Whose numbers `sequence` counts: 16 hex digits, drawn anew for each session and for the events of a bus without one. */
  readonly stream: string;
  /** Number of the event within its stream, from 1. With `stream` it is the identity of the event, however often it is sent. */
  readonly sequence: number;
  readonly session: SessionFacts;
  /** What the caller gave, in the declared types. Derived fields are added when the event is shown or exported. */
  readonly fields: Fields;
  /** Attributes that the declaration does not know: `content`, on the log lane only. */
  readonly undeclared: Fields | undefined;
  readonly trace: TraceReference | undefined;
  /** Number of the event by the counter of its declaration, where it has one. */
  readonly ordinal?: number | undefined;
  /** Estimated bytes on the wire; what queues and batches are bounded by. */
  readonly bytes: number;
  /** The target under which a subsystem said it; absent: that of its lane. */
  readonly target?: string | undefined;
  /** The record is a span that ended. */
  readonly span?: EndedSpan | undefined;
  /** The record is a point of a metric. */
  readonly point?: MetricPoint | undefined;
}

/** The same event with all that it holds frozen: whoever writes into it gets an error of their own. */
export function freezeEvent(event: TelemetryEvent): TelemetryEvent {
  freezeValue(event.fields);
  if (event.undeclared) freezeValue(event.undeclared);
  return Object.freeze(event);
}

function freezeValue(value: object): void {
  if (Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) freezeValue(inner);
}

/** The parts of an event that a step may change. */
export type EventChanges = Partial<
  Pick<TelemetryEvent, 'time' | 'session' | 'fields' | 'undeclared' | 'trace' | 'bytes' | 'span'>
>;

/** The same event with some parts replaced; the original stays as it was. */
export function withChanges(event: TelemetryEvent, changes: EventChanges): TelemetryEvent {
  return {
    name: event.name,
    declaration: event.declaration,
    time: changes.time ?? event.time,
    observedTime: event.observedTime,
    stream: event.stream,
    sequence: event.sequence,
    session: changes.session ?? event.session,
    fields: changes.fields ?? event.fields,
    undeclared: 'undeclared' in changes ? changes.undeclared : event.undeclared,
    trace: changes.trace ?? event.trace,
    ordinal: event.ordinal,
    bytes: changes.bytes ?? event.bytes,
    target: event.target,
    span: changes.span ?? event.span,
    point: event.point,
  };
}
