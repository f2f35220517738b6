/** Late facts: what is only known when the first record leaves, such as the originator; what the session says wins. */
import { type SessionFacts, type TelemetryEvent, withChanges } from '../events.js';

/** Completes records as they leave their queue. */
export class LateFacts {
  #facts: SessionFacts | undefined;
  readonly #completed = new WeakMap<SessionFacts, SessionFacts>();
  #last: SessionFacts | undefined;
  #lastCompleted: SessionFacts | undefined;

  /** `ask` is called once, when the first record leaves. */
  constructor(private readonly ask: () => SessionFacts) {}

  /** The facts that were read, if a record has left. */
  get known(): SessionFacts | undefined {
    return this.#facts;
  }

  /** The record with the late facts that its session does not have; the same record when there is nothing to add. */
  complete(record: TelemetryEvent): TelemetryEvent {
    const { session } = record;
    if (session !== this.#last || this.#lastCompleted === undefined) {
      this.#lastCompleted = this.#completed.get(session) ?? this.#add(session);
      this.#last = session;
    }
    return this.#lastCompleted === session ? record : withChanges(record, { session: this.#lastCompleted });
  }

  #add(session: SessionFacts): SessionFacts {
    this.#facts ??= this.ask();
    const isComplete = Object.keys(this.#facts).every((name) => session[name] !== undefined);
    const facts = isComplete ? session : Object.freeze({ ...this.#facts, ...session });
    this.#completed.set(session, facts);
    return facts;
  }
}
