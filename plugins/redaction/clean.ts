/** The walk over the values of an event: every text in it is scanned, and what is named like a secret is one. */
import {
  type EventDeclaration,
  type Fields,
  type FieldValue,
  type SessionFacts,
  type TelemetryEvent,
  withChanges,
} from '../../core/index.js';
import { isSecretName, minBareLength, minQuotedLength } from './named-secret.js';
import { isPlaceholder, type Scan } from './scan.js';

/** Cleans one event; nothing: it was clean. Throws only for values that no event can hold. */
export type Clean = (event: TelemetryEvent) => TelemetryEvent | undefined;

/** No rule finds a secret in a text that is not longer. */
const maxHarmlessLength = 7;
const hidden = '[REDACTED:secret]';

/** Prepares the walk. The facts of a session are cleaned once, and an event without a secret costs no allocation. */
export function prepareClean(scan: Scan): Clean {
  const cleanRecord = prepareRecordWalk(scan);
  const cleanSession = once((facts: SessionFacts) => Object.freeze(cleanRecord(facts)));
  const namesSecret = once(({ fields }: EventDeclaration) => Object.keys(fields).some(isSecretName));

  return (event) => {
    const fields = namesSecret(event.declaration) ? cleanRecord(event.fields) : cleanFields(event.fields);
    const undeclared = event.undeclared && cleanRecord(event.undeclared);
    const session = cleanSession(event.session);
    const isClean = fields === event.fields && undeclared === event.undeclared && session === event.session;
    return isClean ? undefined : withChanges(event, { fields, undeclared, session });
  };

  /** The frequent case: names of declared fields, none of which names a secret, and values that are nearly always plain. */
  function cleanFields(fields: Fields): Fields {
    for (const name in fields) {
      const value = fields[name];
      const needsCare =
        typeof value === 'string'
          ? value.length > maxHarmlessLength && scan(value) !== value
          : typeof value === 'object';
      if (needsCare) return cleanRecord(fields);
    }
    return fields;
  }
}

/** Remembers an answer for as long as the object that it is about lives. The same object often comes many times in a row. */
function once<Key extends object, Answer>(ask: (key: Key) => Answer): (key: Key) => Answer {
  const answers = new WeakMap<Key, Answer>();
  let last: Key | undefined;
  let lastAnswer: Answer | undefined;
  return (key) => {
    if (key === last && lastAnswer !== undefined) return lastAnswer;
    let answer = answers.get(key);
    if (answer === undefined) {
      answer = ask(key);
      answers.set(key, answer);
    }
    last = key;
    lastAnswer = answer;
    return answer;
  };
}

/** The whole walk: names and values, all levels. Gives back the same record when it was clean. */
function prepareRecordWalk(scan: Scan): (record: Fields) => Fields {
  return (record) => cleanRecord(record, false);

  function cleanRecord(record: Fields, isSecret: boolean): Fields {
    let changed: Record<string, FieldValue> | undefined;
    for (const name of Object.keys(record)) {
      const value = record[name];
      if (value === undefined) continue;
      const cleanName = scan(name);
      const clean = cleanValue(value, isSecret || isSecretName(name));
      if (!changed && (clean !== value || cleanName !== name)) changed = beginningOf(record, name);
      if (changed) changed[cleanName] = clean;
    }
    return changed ?? record;
  }

  function cleanValue(value: FieldValue, isSecret: boolean): FieldValue {
    switch (typeof value) {
      case 'string':
        return isSecret && value.length >= minQuotedLength ? hideText(value) : scan(value);
      case 'number':
        return isSecret && String(value).length >= minBareLength ? hidden : value;
      case 'object':
        return isList(value) ? cleanList(value, isSecret) : cleanRecord(value, isSecret);
      default:
        return value;
    }
  }

  function cleanList(list: readonly FieldValue[], isSecret: boolean): readonly FieldValue[] {
    const cleaned = list.map((item) => cleanValue(item, isSecret));
    return cleaned.some((item, at) => item !== list[at]) ? cleaned : list;
  }

  /** A text under a secret's name: a placeholder of its kind if the whole of it shows one, and the plain one if not. */
  function hideText(text: string): string {
    const cleaned = scan(text);
    return isPlaceholder(cleaned) ? cleaned : hidden;
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
