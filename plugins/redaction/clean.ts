/** The walk over the values of an event: every text in it is scanned, and what is named like a secret is one. */
import {
  type EventDeclaration,
  type Fields,
  type FieldValue,
  type PluginSteps,
  type SessionFacts,
  withChanges,
} from '../../core/index.js';
import { RuleFailed } from './host-rule.js';
import { minBareLength, minQuotedLength } from './named-secret.js';
import { isPlaceholder, placeholderOf } from './placeholder.js';
import type { PilingRedactor, Redactor } from './redactor.js';
import { pile } from './sieve.js';

/** What the walk needs besides the redactor. */
export interface CleanParts {
  /** Names whose values stay as they are. */
  readonly allow: readonly string[];
  /** Counts a text that nobody could look at. */
  readonly withhold: () => void;
}

/** The steps of the plugin that clean. */
export type CleanSteps = Required<Pick<PluginSteps, 'redact' | 'redactText'>>;

/** Stands in the place of a text for which a rule failed. */
const unscanned = placeholderOf('unscanned');

/** Prepares the walk. The facts of a session are cleaned once, and an event without a secret costs no allocation. */
export function prepareClean(redactor: PilingRedactor, { allow, withhold }: CleanParts): CleanSteps {
  const allowed: ReadonlySet<string> = new Set(allow);
  const { shortestSecret } = redactor;
  const scan = redactor.mayFail ? failClosed(redactor, withhold) : redactor.clean;
  const { cleanRecord, cleanValue } = prepareWalk(redactor, scan, allowed);
  const cleanSession = once((facts: SessionFacts) => Object.freeze(cleanRecord(facts)));
  const plan = once(({ fields }: EventDeclaration) => ({
    namesSecret: Object.keys(fields).some((name) => redactor.kindOfName(name) !== undefined),
    exempt: exemptIn(fields, allowed),
  }));

  return {
    redact(event) {
      const { namesSecret, exempt } = plan(event.declaration);
      const fields = namesSecret ? cleanRecord(event.fields) : cleanFields(event.fields, exempt);
      const undeclared = event.undeclared && cleanRecord(event.undeclared);
      const session = cleanSession(event.session);
      const isClean = fields === event.fields && undeclared === event.undeclared && session === event.session;
      return isClean ? undefined : withChanges(event, { fields, undeclared, session });
    },
    redactText: scan,
  };

  /** The frequent case: names of declared fields, none of which names a secret, and texts that are clean all together. */
  function cleanFields(fields: Fields, exempt: Exempt): Fields {
    pile.clear();
    for (const name in fields) {
      const value = fields[name];
      if (typeof value === 'string') {
        if (value.length < shortestSecret || (value.length <= exempt.maxLength && exempt.names.has(name))) continue;
        if (!redactor.pileUp(value)) return cleanEach(fields, exempt);
      } else if (typeof value === 'object') return cleanEach(fields, exempt);
    }
    return redactor.mayHoldSecret() ? cleanEach(fields, exempt) : fields;
  }

  function cleanEach(fields: Fields, exempt: Exempt): Fields {
    let changed: Record<string, FieldValue> | undefined;
    for (const name of Object.keys(fields)) {
      const value = fields[name];
      if (value === undefined) continue;
      const clean = exempt.names.has(name) ? value : cleanValue(value, undefined);
      if (clean !== value) changed ??= beginningOf(fields, name);
      if (changed) changed[name] = clean;
    }
    return changed ?? fields;
  }
}

/** Fields that are not scanned. */
interface Exempt {
  readonly names: ReadonlySet<string>;
  /** Characters of the longest text that stands in one of them: a longer one need not be asked for its name. */
  readonly maxLength: number;
}

/** Fields that never carry free text, since their values are of a closed list, and those that the owner allows. */
function exemptIn(fields: EventDeclaration['fields'], allowed: ReadonlySet<string>): Exempt {
  const exempt = Object.entries(fields).filter(([name, { values }]) => values || allowed.has(name));
  const lengths = exempt.map(([name, { values }]) =>
    values && !allowed.has(name) ? Math.max(...values.map(({ length }) => length)) : Number.POSITIVE_INFINITY,
  );
  return { names: new Set(exempt.map(([name]) => name)), maxLength: Math.max(0, ...lengths) };
}

/** A rule of the host that fails costs the text, not the event: nobody knows what the text holds. */
function failClosed(redactor: Redactor, withhold: () => void): (text: string) => string {
  return (text) => {
    try {
      return redactor.clean(text);
    } catch (thrown) {
      if (!(thrown instanceof RuleFailed)) throw thrown;
      withhold();
      return unscanned;
    }
  };
}

/** Remembers an answer for as long as the object that it is about lives. The same object often comes many times in a row. */
function once<Key extends object, Answer>(ask: (key: Key) => Answer): (key: Key) => Answer {
  const answers = new WeakMap<Key, { readonly answer: Answer }>();
  let last: Key | undefined;
  let lastAnswer: { readonly answer: Answer } | undefined;
  return (key) => {
    if (key === last && lastAnswer) return lastAnswer.answer;
    let known = answers.get(key);
    if (!known) {
      known = { answer: ask(key) };
      answers.set(key, known);
    }
    last = key;
    lastAnswer = known;
    return known.answer;
  };
}

/** What a name holds, and what it says of its value. */
interface Name {
  readonly clean: string;
  /** The kind of the value; nothing: the name says nothing. */
  readonly kind: string | undefined;
}

/** Names come again and again, but some are made up anew for each event. */
const maxRemembered = 512;

/** Remembers names, a bounded number of them, and none that held a secret. */
function remembered(look: (name: string) => Name): (name: string) => Name {
  const names = new Map<string, Name>();
  return (name) => {
    const known = names.get(name);
    if (known) return known;
    const found = look(name);
    if (names.size >= maxRemembered) names.clear();
    if (found.clean === name) names.set(name, found);
    return found;
  };
}

interface Walk {
  readonly cleanRecord: (record: Fields) => Fields;
  /** `kind`: what the value is, whatever it looks like. */
  readonly cleanValue: (value: FieldValue, kind: string | undefined) => FieldValue;
}

/** The whole walk: names and values, all levels. Gives back the same record when it was clean. */
function prepareWalk(redactor: Redactor, scan: (text: string) => string, allowed: ReadonlySet<string>): Walk {
  const lookAtName = (name: string): Name => ({ clean: scan(name), kind: redactor.kindOfName(name) });
  // What a rule of the host says of a name today it need not say tomorrow.
  const nameOf = redactor.mayFail ? lookAtName : remembered(lookAtName);
  const { shortestSecret } = redactor;
  return { cleanRecord, cleanValue };

  function cleanRecord(record: Fields, kind?: string): Fields {
    let changed: Record<string, FieldValue> | undefined;
    for (const name of Object.keys(record)) {
      const value = record[name];
      if (value === undefined) continue;
      const known = nameOf(name);
      const clean = allowed.has(name) ? value : cleanValue(value, kind ?? known.kind);
      if (!changed && (clean !== value || known.clean !== name)) changed = beginningOf(record, name);
      if (changed) changed[known.clean] = clean;
    }
    return changed ?? record;
  }

  function cleanValue(value: FieldValue, kind: string | undefined): FieldValue {
    switch (typeof value) {
      case 'string':
        if (kind && value.length >= minQuotedLength) return hideText(value, kind);
        return value.length < shortestSecret ? value : scan(value);
      case 'number':
        return kind && String(value).length >= minBareLength ? replaceAll(String(value), kind) : value;
      case 'object':
        return isList(value) ? cleanList(value, kind) : cleanRecord(value, kind);
      default:
        return value;
    }
  }

  function cleanList(list: readonly FieldValue[], kind: string | undefined): readonly FieldValue[] {
    const cleaned = list.map((item) => cleanValue(item, kind));
    return cleaned.some((item, at) => item !== list[at]) ? cleaned : list;
  }

  function replaceAll(text: string, kind: string): string {
    return redactor.replace(text, { kind, start: 0, end: text.length });
  }

  /** A text under a secret's name: a placeholder of its kind if the whole of it shows one, and one of the name's if not. */
  function hideText(text: string, kind: string): string {
    const cleaned = scan(text);
    return isPlaceholder(cleaned) ? cleaned : replaceAll(text, kind);
  }
}

/** The entries before a name. Without a prototype, since a name may be `__proto__`. */
function beginningOf(record: Fields, end: string): Record<string, FieldValue> {
  const beginning: Record<string, FieldValue> = Object.create(null);
  for (const name of Object.keys(record)) {
    if (name === end) break;
    const value = record[name];
    if (value !== undefined) beginning[name] = value;
  }
  return beginning;
}

const isList = (value: FieldValue): value is readonly FieldValue[] => Array.isArray(value);
