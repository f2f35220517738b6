/** The spans of one session: its own, begun when it is first needed, and that of the turn under way. */
import { sessionFactsOnSpans } from '../catalogue/span-attributes.js';
import type { Span } from '../trace/span.js';
import { checkContext, type TraceContext } from '../trace/traceparent.js';
import type { Tracing } from '../trace/tracing.js';
import type { SessionState } from './state.js';

/** Shared by the sessions that are derived from one another. */
export class SessionTrace {
  /** The turn under way, if there is one. */
  turn: Span | undefined;
  #own: Span | undefined;
  #parent: TraceContext | undefined;
  #isOver = false;

  /** @param openedAt milliseconds since the epoch, when the session was opened */
  constructor(private readonly openedAt: number) {}

  /** Makes the session a child of a span elsewhere; `false` once its own span has begun, whose parent cannot change. */
  setParent(parent: TraceContext | undefined): boolean {
    const checked = parent && checkContext(parent);
    if (!checked || this.#own || this.#isOver) return false;
    this.#parent = checked;
    return true;
  }

  /** The span of the turn, else that of the session; nothing once it is over. */
  current(tracing: Tracing, session: SessionState): Span | undefined {
    if (this.turn) return this.turn;
    if (this.#isOver) return undefined;
    this.#own ??= tracing.begin({
      name: 'session',
      session,
      parent: this.#parent ?? tracing.active ?? tracing.outsideParent(),
      fields: Object.fromEntries(sessionFactsOnSpans.map((name) => [name, session.facts[name]])),
      startTime: this.openedAt,
    });
    return this.#own;
  }

  /** Ends what is open of turn and session. `isForGood: false`: should the session go on, it gets a new span. */
  end(tracing: Tracing, isForGood = true): void {
    if (this.turn) tracing.end(this.turn);
    this.turn = undefined;
    if (this.#own) {
      tracing.end(this.#own);
      if (!isForGood) this.#parent = tracing.contextOf(this.#own) ?? this.#parent;
    }
    if (isForGood) this.#isOver = true;
    else this.#own = undefined;
  }
}
