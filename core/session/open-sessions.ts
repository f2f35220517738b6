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

  /** Returns those that are forgotten for it. */
  add(session: SessionState): readonly SessionState[] {
    this.#open.add(session);
    return this.#take(this.#open.size - maxOpen);
  }

  /** A session goes on under other facts, or, without a next one, has ended. Says whether it was open. */
  replace(session: SessionState, next: SessionState | undefined): boolean {
    const wasOpen = this.#open.delete(session);
    if (wasOpen && next) this.add(next);
    return wasOpen;
  }

  /** Those that are open. */
  all(): Iterable<SessionState> {
    return this.#open;
  }

  /** All of them have ended. */
  drain(): readonly SessionState[] {
    return this.#take(this.#open.size);
  }

  #take(count: number): readonly SessionState[] {
    const taken: SessionState[] = [];
    for (const session of this.#open) {
      if (taken.length >= count) break;
      taken.push(session);
      this.#open.delete(session);
    }
    return taken;
  }

  /** The session that a span belongs to, as it stands now: it may have been replaced by one with other facts. */
  owning({ trace }: SessionState): SessionState | undefined {
    return trace && [...this.#open].find((session) => session.trace === trace);
  }

  /** The session of a conversation that was opened last; of any conversation when none is named. */
  latest(conversationId: string | undefined): SessionState | undefined {
    return [...this.#open].findLast(
      ({ facts }) => conversationId === undefined || facts['conversation.id'] === conversationId,
    );
  }
}
