/** From what a caller gave to the fields of an event: copied at once, typed by the declaration. */
import type { EventDeclaration, FieldDeclaration, Fields, FieldValue } from '../events.js';
import { type Note, normaliseKey, normaliseText, normaliseValue, type ValueLimits } from '../normalise.js';
import { keepDerived } from './derived.js';
import { fitRecord, type Weighed } from './fit.js';
import { type KnownField, prepareFindField } from './known-field.js';
import { identityNames } from './record-identity.js';
import { tailNames } from './session-facts.js';
import { bareRecordBytes, bytesOfField, bytesOfText, fieldBytes } from './weight.js';

/** The plain, bounded copy of a caller's fields. */
export type Snapshot = Weighed;

/** Takes a snapshot; `undefined`: the input is no object whose fields could be read. */
export type TakeSnapshot = (input: unknown, note: Note) => Snapshot | undefined;

const maxUndeclared = 128;

/**
 * Prepares the snapshots of one event: looks the declaration through once, so that an emit does not. A flat input of the
 * declared types costs one copy and one look at each value.
 */
export function prepareSnapshots(declaration: EventDeclaration, limits: ValueLimits): TakeSnapshot {
  const findField = prepareFindField(declaration);

  return (input, note) => {
    const fields = copyFields(input, note);
    if (!fields) return undefined;
    let undeclared: Record<string, FieldValue> | undefined;
    let whole: Record<string, FieldValue> | undefined;
    let undeclaredCount = 0;
    let bytes = bareRecordBytes;
    let place = 0;
    for (const key in fields) {
      const value = fields[key];
      const field = findField(key, place++);
      if (value === undefined) continue;
      if (field && isAsDeclared(value, field, limits)) {
        bytes += typeof value === 'string' ? fieldBytes + bytesOfText(value) : fieldBytes;
        continue;
      }
      const typed = field && value !== null ? toDeclaredType(value, field.declaration, limits, note) : undefined;
      bytes += typed === undefined ? 0 : bytesOfField(typed);
      if (typed === value) continue;
      if (typed === undefined && value !== null && Object.hasOwn(fields, key)) {
        undeclared ??= Object.create(null) as Record<string, FieldValue>;
        const added = undeclaredCount < maxUndeclared ? addUndeclared(undeclared, key, value, limits, note) : 0;
        if (added > 0) undeclaredCount++;
        else note('withheld');
        bytes += added;
      }
      if (typeof value === 'string' && typeof typed === 'string') whole = { ...whole, [key]: value };
      fields[key] = typed;
    }
    const typedFields = (undeclaredCount < maxUndeclared ? fields : pickFields(fields, declaration.fields)) as Fields;
    if (undeclaredCount === 0) undeclared = undefined;
    if (whole) {
      const original = { ...typedFields, ...whole };
      const kept = keepDerived(typedFields, original, declaration, limits.maxTextBytes);
      return fitRecord({ fields: kept, undeclared, bytes }, declaration, limits, note);
    }
    const snapshot = { fields: typedFields, undeclared, bytes };
    return bytes <= limits.maxRecordBytes ? snapshot : fitRecord(snapshot, declaration, limits, note);
  };
}

/** The declared fields alone: the names of thousands of others must not stay with the event. */
function pickFields(fields: Record<string, unknown>, declared: EventDeclaration['fields']): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(declared).flatMap((name) => (Object.hasOwn(fields, name) ? [[name, fields[name]]] : [])),
  );
}

/** Whether a value can stay as it is: the usual case, told without a call: `if`, since V8 makes one of a `switch`. */
function isAsDeclared(value: unknown, { usualType }: KnownField, { maxTextBytes }: ValueLimits): boolean {
  if (typeof value === 'string')
    return usualType === 'string' && value.length * 3 <= maxTextBytes && value.isWellFormed();
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && (usualType === 'int' || (usualType === 'uint' && value >= 0));
  return typeof value === 'boolean' && usualType === 'boolean';
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

/** The value in the declared type, or `undefined` when it cannot be said in that type without loss. */
export function toDeclaredType(
  value: unknown,
  field: FieldDeclaration,
  limits: ValueLimits,
  note: Note,
): FieldValue | undefined {
  switch (field.type) {
    case 'string': {
      const { maxBytes = limits.maxTextBytes } = field;
      const text = typeof value === 'string' ? normaliseText(value, maxBytes, note) : toText(value, limits, note);
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
  return noted(
    note,
    normaliseText(typeof plain === 'object' ? JSON.stringify(plain) : String(plain), limits.maxTextBytes, note),
  );
}

/** Adds an attribute that the declaration does not know. Returns its estimated bytes; 0: it has no usable name or value. */
function addUndeclared(
  into: Record<string, FieldValue>,
  rawKey: string,
  value: unknown,
  limits: ValueLimits,
  note: Note,
): number {
  const key = rawKey === '' || reserved.has(rawKey) ? undefined : normaliseKey(rawKey, note);
  const plain = key === undefined ? undefined : normaliseValue(value, limits, note);
  if (key === undefined || plain === undefined) return 0;
  into[key] = plain;
  return bytesOfText(key) + bytesOfField(plain);
}

/** Names that the bus itself gives to attributes. */
const reserved: ReadonlySet<string> = new Set([...tailNames('full'), ...identityNames]);

function noted<T>(note: Note, value: T): T {
  note('converted');
  return value;
}
