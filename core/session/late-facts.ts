/** Late facts: what is only known when the first record leaves, such as the originator; what the session says wins. */
import { type SessionFacts, type TelemetryEvent, withChanges } from '../events.js';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Completes records as they leave their queue. */
export class LateFacts {
  #facts: SessionFacts | undefined;
  readonly #completed = new WeakMap<SessionFacts, SessionFacts>();
  #last: SessionFacts | undefined;
  #lastCompleted: SessionFacts | undefined;

  /** `read` is called once, when the first record leaves. */
  constructor(private readonly read: () => SessionFacts) {}

  /** The facts; from here on they stay. */
  ask(): SessionFacts {
    this.#facts ??= this.read();
    return this.#facts;
  }

  /** The facts that were read, if a record has left. */
  get known(): SessionFacts | undefined {
    return this.#facts;
  }

  /**
   * Gives the record the late facts that its session does not have, where it stands: a copy would cost more than the rest of its
   * way out. Only a frozen one, which another sink has sent before, is copied.
   */
  complete(record: TelemetryEvent): TelemetryEvent {
    const { session } = record;
    if (session !== this.#last || this.#lastCompleted === undefined) {
      this.#lastCompleted = this.#completed.get(session) ?? this.#add(session);
      this.#last = session;
    }
    if (this.#lastCompleted === session) return record;
    if (Object.isFrozen(record)) return withChanges(record, { session: this.#lastCompleted });
    const own: Writable<TelemetryEvent> = record;
    own.session = this.#lastCompleted;
    return own;
  }

  #add(session: SessionFacts): SessionFacts {
    const late = this.ask();
    const isComplete = Object.keys(late).every((name) => session[name] !== undefined);
    const facts = isComplete ? session : Object.freeze({ ...late, ...session });
    this.#completed.set(session, facts);
    return facts;
  }
}
