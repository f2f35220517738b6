/** From what a caller gave to the fields of an event: typed by the declaration, derived where left out, copied at once. */
import type { DerivationContext, EventDeclaration, FieldDeclaration, Fields, FieldValue } from '../events.js';
import { type Note, normaliseKey, normaliseText, normaliseValue, type ValueLimits } from '../normalise.js';

/** The plain, bounded copy of a caller's fields. */
export interface Snapshot {
  readonly fields: Fields;
  /** What the declaration does not know, or not in this form: content. */
  readonly undeclared: Fields | undefined;
  /** Estimated bytes on the wire. */
  readonly bytes: number;
}

/** Takes a snapshot; `undefined`: the input is no object whose fields could be read. */
export type TakeSnapshot = (input: unknown, context: DerivationContext, note: Note) => Snapshot | undefined;

/** What a record costs on the wire besides its own fields: name, times, session facts. */
const recordBytes = 320;
const fieldBytes = 16;
const maxUndeclared = 128;

/** Prepares the snapshots of one event: looks the declaration through once, so that an emit does not. */
export function prepareSnapshots(declaration: EventDeclaration, limits: ValueLimits): TakeSnapshot {
  const known: ReadonlyMap<string, FieldDeclaration> = new Map(Object.entries(declaration.fields));
  const derived = [...known].flatMap(([name, { derive }]) => (derive ? [{ name, derive }] : []));

  return (input, context, note) => {
    const keys = readKeys(input);
    if (!keys) return undefined;
    const source = input as Readonly<Record<string, unknown>>;
    const fields: Record<string, FieldValue> = {};
    let undeclared: Record<string, FieldValue> | undefined;
    let bytes = recordBytes;

    for (const key of keys) {
      const value = readValue(source, key, note);
      if (value === undefined || value === null) continue;
      const field = known.get(key);
      const typed = field && toDeclaredType(value, field, limits, note);
      if (typed !== undefined) {
        fields[key] = typed;
        bytes += fieldBytes + key.length + (typeof typed === 'string' ? typed.length : 8);
        continue;
      }
      undeclared ??= Object.create(null) as Record<string, FieldValue>;
      bytes += addUndeclared(undeclared, key, value, limits, note);
    }

    /** The text as the caller gave it, before any cut; what was given in another form, as it became text. */
    const sourceOf = (name: string): unknown => {
      const given = readValue(source, name, note);
      return typeof given === 'string' ? given : fields[name];
    };
    for (const { name, derive } of derived) {
      const given = fields[name];
      if (given !== undefined) {
        derive.given?.(given, context);
        continue;
      }
      const value = derive.compute(derive.from === undefined ? undefined : sourceOf(derive.from), context);
      if (value !== undefined) fields[name] = value;
    }
    return { fields, undeclared, bytes };
  };
}

function readKeys(input: unknown): string[] | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  try {
    return Array.isArray(input) ? undefined : Object.keys(input);
  } catch {
    return undefined;
  }
}

function readValue(source: Readonly<Record<string, unknown>>, key: string, note: Note): unknown {
  try {
    return source[key];
  } catch {
    note('withheld');
    return undefined;
  }
}

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
