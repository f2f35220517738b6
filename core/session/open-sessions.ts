/** The sessions that have begun and not ended: whom a bug report can be about. */
import type { SessionState } from './state.js';

/** Sessions that a host never ends are forgotten beyond this number, the oldest first. */
const maxOpen = 1_024;

/** Keeps the open sessions of one bus. */
export class OpenSessions {
  readonly #open = new Set<SessionState>();

  get size(): number {
    return this.#open.size;
  }

  add(session: SessionState): void {
    this.#open.add(session);
    for (const oldest of this.#open) {
      if (this.#open.size <= maxOpen) break;
      this.#open.delete(oldest);
    }
  }

  /** A session goes on under other facts, or, without a next one, has ended. */
  replace(session: SessionState, next: SessionState | undefined): void {
    if (this.#open.delete(session) && next) this.add(next);
  }

  /** The session of a conversation that was opened last; of any conversation when none is named. */
  latest(conversationId: string | undefined): SessionState | undefined {
    return [...this.#open].findLast(
      ({ facts }) => conversationId === undefined || facts['conversation.id'] === conversationId,
    );
  }
}
