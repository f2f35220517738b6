/** The tags of each session: the latest say of every tag, for a bounded number of sessions. */
import type { SessionFacts, TelemetryEvent } from '../../core/index.js';
import { toPlainValue } from './plain-value.js';
import { occasionsOf, tagRules } from './tags.js';

/** Tags by their names; those that have nothing to say are left out. */
export type Tags = Readonly<Record<string, string | number | boolean>>;

/** Keeps tags per session. */
export class SessionTags {
  readonly #sessions = new Map<string, Map<string, string | number | boolean>>();

  /** Keeps at most `maxSessions`; the one whose last event is the longest ago goes first. */
  constructor(private readonly maxSessions: number) {}

  /** Lets an event overwrite the tags that it speaks of. */
  note(event: TelemetryEvent): void {
    const occasions = occasionsOf(event);
    const tags = this.#tagsOf(event.session);
    for (const { tag, on, from } of tagRules) {
      if (!occasions.includes(on)) continue;
      const given = typeof from === 'string' ? event.fields[from] : from(event);
      // Most tags say the same from request to request, and what was kept was looked at already.
      if (given !== undefined && given === tags.get(tag)) continue;
      const value = toPlainValue(given);
      if (value === undefined) tags.delete(tag);
      else tags.set(tag, value);
    }
  }

  /** A copy of the tags of a session; empty for one that had no request or is forgotten. */
  read(session: SessionFacts): Tags {
    return Object.fromEntries(this.#sessions.get(keyOf(session)) ?? []);
  }

  #tagsOf(session: SessionFacts): Map<string, string | number | boolean> {
    const key = keyOf(session);
    const tags = this.#sessions.get(key) ?? new Map<string, string | number | boolean>();
    this.#sessions.delete(key);
    this.#sessions.set(key, tags);
    for (const oldest of this.#sessions.keys()) {
      if (this.#sessions.size <= this.maxSessions) break;
      this.#sessions.delete(oldest);
    }
    return tags;
  }
}

/** Events that belong to no conversation share one place. */
function keyOf(session: SessionFacts): string {
  const id = session['conversation.id'];
  return typeof id === 'string' ? id : '';
}
