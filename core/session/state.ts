/** What a session keeps between its events: frozen facts, the event number, and counters such as `tool_result_seq`. */
import { sessionFacts } from '../catalogue/session-facts.js';
import { toDeclaredType } from '../catalogue/snapshot.js';
import { bytesOfFields } from '../catalogue/weight.js';
import type { FieldValue, SessionFacts } from '../events.js';
import type { Note, ValueLimits } from '../normalise.js';
import type { SessionTrace } from './session-trace.js';

/** One counter; the object stays, so that counting costs one look-up. */
interface Counter {
  last: number;
}

/** What the sessions derived from one another share. */
class Numbers {
  sequence = 0;
  /** How many of these are closing records. */
  receipts = 0;
  /** The number of the latest of them. */
  latestReceipt = 0;
  readonly counters = new Map<string, Counter>();

  constructor(readonly stream: string) {}
}

/** One session, or the bus itself, whose events belong to none. */
export class SessionState {
  /** Estimated bytes that the facts add to each event. */
  readonly bytes: number;

  private constructor(
    readonly facts: SessionFacts,
    /** The spans of the session; the bus itself has none. */
    readonly trace: SessionTrace | undefined,
    private readonly numbers: Numbers,
  ) {
    this.bytes = bytesOfFields(facts);
  }

  /** A session that begins. `random` gives numbers in [0, 1), from which the name of its stream of events is drawn. */
  static begin(facts: SessionFacts, random: () => number, trace?: SessionTrace): SessionState {
    return new SessionState(facts, trace, new Numbers(drawHex(random) + drawHex(random)));
  }

  /** The stream that the numbers of its events belong to. */
  get stream(): string {
    return this.numbers.stream;
  }

  /** Events so far, closing records apart. */
  get emitted(): number {
    return this.numbers.sequence - this.numbers.receipts;
  }

  nextSequence(): number {
    return ++this.numbers.sequence;
  }

  /** The number of a closing record. */
  nextOfReceipt(): number {
    this.numbers.receipts++;
    this.numbers.latestReceipt = this.nextSequence();
    return this.numbers.latestReceipt;
  }

  /** Nothing was emitted since the latest closing record, or at all. */
  get isConcluded(): boolean {
    return this.numbers.sequence === this.numbers.latestReceipt;
  }

  /** The next number of a counter; a given one moves the counter on. */
  next(counter: string, given: unknown): number {
    const found = this.numbers.counters.get(counter) ?? this.#beginCounter(counter);
    const number = typeof given === 'number' ? given : found.last + 1;
    if (number > found.last) found.last = number;
    return number;
  }

  #beginCounter(name: string): Counter {
    const counter = { last: 0 };
    this.numbers.counters.set(name, counter);
    return counter;
  }

  /** The same session without some of its facts. */
  without(names: readonly string[]): SessionState {
    const left = Object.entries(this.facts).filter(([name]) => !names.includes(name));
    return new SessionState(Object.freeze(Object.fromEntries(left)), this.trace, this.numbers);
  }

  /** The same session under changed facts: another model, another login. */
  with(facts: SessionFacts): SessionState {
    return new SessionState(Object.freeze({ ...this.facts, ...facts }), this.trace, this.numbers);
  }
}

/** Eight hex digits. */
const drawHex = (random: () => number): string =>
  Math.floor(random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');

/** Facts are short; each is repeated by every event of the session. */
const maxFactBytes = 2_048;

const declared = new Map(Object.entries(sessionFacts));

/** Makes frozen facts of what a host gave: declared names and types only, the rest is counted as withheld. */
export function normaliseFacts(input: unknown, limits: ValueLimits, note: Note): SessionFacts {
  const facts: Record<string, FieldValue> = {};
  if (typeof input !== 'object' || input === null) {
    if (input !== undefined && input !== null) note('withheld');
    return Object.freeze(facts);
  }
  noteUnknown(input, note);
  const bounds = { ...limits, maxTextBytes: Math.min(limits.maxTextBytes, maxFactBytes) };
  for (const [name, field] of declared) {
    try {
      const given: unknown = Reflect.get(input, name);
      if (given === undefined || given === null) continue;
      const value = toDeclaredType(given, field, bounds, note);
      if (value === undefined) note('withheld');
      else facts[name] = value;
    } catch {
      note('withheld');
    }
  }
  return Object.freeze(facts);
}

/** Those of class `fact`: what may be added after the projection. */
export function factsOnly(facts: SessionFacts): SessionFacts {
  return Object.freeze(
    Object.fromEntries(Object.entries(facts).filter(([name]) => declared.get(name)?.class === 'fact')),
  );
}

function noteUnknown(input: object, note: Note): void {
  try {
    for (const name of Object.keys(input)) if (!declared.has(name)) note('withheld');
  } catch {
    note('withheld');
  }
}
