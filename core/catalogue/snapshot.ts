/** From what a caller gave to the fields of an event: copied at once, typed by the declaration. */
import type { EventDeclaration, FieldDeclaration, Fields, FieldValue } from '../events.js';
import { type Note, normaliseKey, normaliseText, normaliseValue, type ValueLimits } from '../normalise.js';
import { keepDerived } from './derived.js';

/** The plain, bounded copy of a caller's fields. */
export interface Snapshot {
  readonly fields: Fields;
  /** What the declaration does not know, or not in this form: content. */
  readonly undeclared: Fields | undefined;
  /** Estimated bytes on the wire. */
  readonly bytes: number;
}

/** Takes a snapshot; `undefined`: the input is no object whose fields could be read. */
export type TakeSnapshot = (input: unknown, note: Note) => Snapshot | undefined;

/** What a record costs on the wire besides its own fields: name, times, session facts. */
const recordBytes = 320;
const fieldBytes = 28;
const maxUndeclared = 128;

/**
 * Prepares the snapshots of one event: looks the declaration through once, so that an emit does not. A flat input of the
 * declared types costs one copy and one look at each value.
 */
export function prepareSnapshots(declaration: EventDeclaration, limits: ValueLimits): TakeSnapshot {
  const known: ReadonlyMap<string, FieldDeclaration> = new Map(Object.entries(declaration.fields));

  return (input, note) => {
    const fields = copyFields(input, note);
    if (!fields) return undefined;
    let undeclared: Record<string, FieldValue> | undefined;
    let isTextCut = false;
    let bytes = recordBytes;
    for (const key in fields) {
      const value = fields[key];
      if (value === undefined) continue;
      const field = known.get(key);
      const typed = field && value !== null ? toDeclaredType(value, field, limits, note) : undefined;
      bytes += typeof typed === 'string' ? fieldBytes + typed.length : fieldBytes;
      if (typed === value) continue;
      if (typed === undefined && value !== null && Object.hasOwn(fields, key)) {
        undeclared ??= Object.create(null) as Record<string, FieldValue>;
        bytes += addUndeclared(undeclared, key, value, limits, note);
      }
      isTextCut ||= typeof value === 'string' && typeof typed === 'string';
      fields[key] = typed;
    }
    const typedFields = fields as Fields;
    return { fields: isTextCut ? keepDerived(typedFields, textsOf(input), declaration, limits.maxTextBytes) : typedFields, undeclared, bytes };
  };
}

/** A copy of the caller's own fields; a getter that throws costs its own field. */
function copyFields(input: unknown, note: Note): Record<string, unknown> | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  try {
    return Array.isArray(input) ? undefined : { ...input };
  } catch {
    return copyReadable(input, note);
  }
}

function copyReadable(input: object, note: Note): Record<string, unknown> | undefined {
  try {
    return Object.fromEntries(Object.keys(input).map((key) => [key, readValue(input, key, note)]));
  } catch {
    return undefined;
  }
}

function readValue(source: object, key: string, note: Note): unknown {
  try {
    return Reflect.get(source, key);
  } catch {
    note('withheld');
    return undefined;
  }
}

/** The texts as a caller gave them, before any cut. */
const textsOf = (input: unknown): Fields => (copyFields(input, () => undefined) ?? {}) as Fields;

/** The value in the declared type, or `undefined` when it cannot be said in that type without loss. */
export function toDeclaredType(value: unknown, field: FieldDeclaration, limits: ValueLimits, note: Note): FieldValue | undefined {
  switch (field.type) {
    case 'string': {
      const text = typeof value === 'string' ? normaliseText(value, limits.maxTextBytes, note) : toText(value, limits, note);
      return text === undefined || (field.values && !field.values.includes(text)) ? undefined : text;
    }
    case 'boolean':
      if (typeof value === 'boolean') return value;
      return value === 'true' || value === 'false' ? noted(note, value === 'true') : undefined;
    default:
      return toNumber(value, field.type, note);
  }
}

function toNumber(value: unknown, type: FieldDeclaration['type'], note: Note): number | undefined {
  const number = typeof value === 'number' ? value : noted(note, parseNumber(value));
  if (number === undefined || !Number.isFinite(number)) return undefined;
  if (type === 'double') return number;
  const whole = Math.floor(number);
  return Number.isSafeInteger(whole) && (type === 'int' || whole >= 0) ? whole : undefined;
}

function parseNumber(value: unknown): number | undefined {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' && /^-?\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : undefined;
}

/** A text field given something else: scalars as text, structures as JSON. */
function toText(value: unknown, limits: ValueLimits, note: Note): string | undefined {
  const plain = normaliseValue(value, limits, note);
  if (plain === undefined) return undefined;
  return noted(note, normaliseText(typeof plain === 'object' ? JSON.stringify(plain) : String(plain), limits.maxTextBytes, note));
}

function addUndeclared(into: Record<string, FieldValue>, rawKey: string, value: unknown, limits: ValueLimits, note: Note): number {
  const key = normaliseKey(rawKey, note);
  const plain = key === undefined || Object.keys(into).length >= maxUndeclared ? undefined : normaliseValue(value, limits, note);
  if (key === undefined || plain === undefined) {
    note('withheld');
    return 0;
  }
  into[key] = plain;
  return fieldBytes + key.length + (typeof plain === 'string' ? plain.length : typeof plain === 'object' ? JSON.stringify(plain).length : 8);
}

function noted<T>(note: Note, value: T): T {
  note('converted');
  return value;
}
