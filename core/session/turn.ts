/** A turn of a session, and everything else that has a span of its own: begun, run within, ended, and failed where it throws. */
import type { FieldsOf } from '../catalogue/define.js';
import { spanNameField, type spanRecord } from '../catalogue/span-attributes.js';
import type { SpanKind } from '../events.js';
import { runWithin } from '../trace/active.js';
import { isSpanKind, type Span } from '../trace/span.js';
import type { Tracing } from '../trace/tracing.js';
import type { SessionState } from './state.js';

/** Attributes of a span: the declared keys; others are content and stay. */
export type SpanFields = FieldsOf<typeof spanRecord>;

/** A span under way, as those see it who run within. */
export interface OpenSpan {
  /** Says more of it, such as what is only known at its end; a key that was said before is replaced. */
  set(fields: SpanFields): void;
}

/** A turn under way. */
export class Turn implements OpenSpan {
  readonly #tracing: Tracing;
  readonly #session: SessionState;
  readonly #span: Span;

  /** Begins the turn's span; events of the session that have no other span sit on it until it ends. */
  constructor(tracing: Tracing, session: SessionState, fields: SpanFields) {
    this.#tracing = tracing;
    this.#session = session;
    this.#span = beginSpan(tracing, session, { name: 'turn', fields });
    if (session.trace) session.trace.turn = this.#span;
  }

  /** Runs something within the turn: its span is the active one for all that it calls and awaits. */
  run<T>(work: () => T): T {
    return runWithin(this.#span, work);
  }

  set(fields: SpanFields): void {
    say(this.#span, fields);
  }

  /** The turn is over; `error` says that it failed. Later calls say nothing. */
  end(error?: unknown): void {
    const { trace } = this.#session;
    if (trace?.turn === this.#span) trace.turn = undefined;
    endSpan(this.#tracing, this.#span, error);
  }
}

/** What is said of a span that is run within. */
export interface SpanOptions {
  readonly name: string;
  readonly kind?: SpanKind;
  readonly fields?: SpanFields;
}

/** Runs something within a new span, a child of the session's present one. The result or the error is passed on. */
export function inSpan<T>(
  tracing: Tracing,
  session: SessionState,
  options: SpanOptions,
  run: (span: OpenSpan) => Promise<T> | T,
): Promise<T> {
  const span = beginSpan(tracing, session, options);
  return runWithin(span, async () => {
    try {
      const result = await run({ set: (fields) => say(span, fields) });
      endSpan(tracing, span, undefined);
      return result;
    } catch (error) {
      endSpan(tracing, span, error ?? 'failed');
      throw error;
    }
  });
}

/** Whatever a host gave, there is a span: what cannot be used of it is left out. */
function beginSpan(tracing: Tracing, session: SessionState, options: SpanOptions): Span {
  const { name, kind, fields } = readable<Partial<SpanOptions>>(options);
  return tracing.begin({
    name: typeof name === 'string' ? name : 'span',
    kind: isSpanKind(kind) ? kind : 'internal',
    session,
    parent: tracing.spanFor(session),
    fields: { 'conversation.id': session.facts['conversation.id'], ...readable<SpanFields>(fields) },
  });
}

function say(span: Span, fields: SpanFields): void {
  Object.assign(span.fields, readable<SpanFields>(fields), { [spanNameField]: span.start.name });
}

/** A span that says an `error.type` has failed. The message of an error is content; of its name, what is a name in a program. */
function endSpan(tracing: Tracing, span: Span, error: unknown): void {
  if (error === undefined) return tracing.end(span, span.fields['error.type'] === undefined ? 'unset' : 'error');
  span.fields['error.type'] ??= nameOf(error);
  tracing.end(span, 'error');
}

const identifier = /^[A-Za-z_$][\w$]{0,63}$/;

function nameOf(error: unknown): string {
  try {
    const name = error instanceof Error ? error.name : undefined;
    return typeof name === 'string' && identifier.test(name) ? name : 'Error';
  } catch {
    return 'Error';
  }
}

/** A copy of what a host gave, if it can be read at all. */
function readable<T extends object>(given: T | undefined): Partial<T> {
  try {
    return { ...given };
  } catch {
    return {};
  }
}
