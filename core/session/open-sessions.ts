/** The sessions that have begun and not ended: whom a bug report can be about. */
import type { Tracing } from '../trace/tracing.js';
import type { SessionState } from './state.js';

/** Sessions that a host never ends are forgotten beyond this number, the oldest first. */
const maxOpen = 1_024;

/** Keeps the open sessions of one bus. */
export class OpenSessions {
  readonly #open = new Set<SessionState>();

  constructor(private readonly tracing: Tracing) {}

  get size(): number {
    return this.#open.size;
  }

  add(session: SessionState): void {
    this.#open.add(session);
    for (const oldest of this.#open) {
      if (this.#open.size <= maxOpen) break;
      this.#open.delete(oldest);
      oldest.trace?.end(this.tracing);
    }
  }

  /** A session goes on under other facts, or, without a next one, has ended. */
  replace(session: SessionState, next: SessionState | undefined): void {
    if (this.#open.delete(session) && next) this.add(next);
    if (!next) session.trace?.end(this.tracing);
  }

  /** Ends the spans of all that are open, since nobody else will. `isForGood: false`: a session that goes on gets a new span. */
  endSpans(isForGood: boolean): void {
    for (const { trace } of this.#open) trace?.end(this.tracing, isForGood);
  }

  /** The session of a conversation that was opened last; of any conversation when none is named. */
  latest(conversationId: string | undefined): SessionState | undefined {
    return [...this.#open].findLast(
      ({ facts }) => conversationId === undefined || facts['conversation.id'] === conversationId,
    );
  }
}
