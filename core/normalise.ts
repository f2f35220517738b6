/** Normalisation: a snapshot of whatever a caller gave, as plain bounded data; nothing here ever throws. */
import type { FieldValue } from './events.js';
import { cutBackToSeparator } from './cut.js';

/** Bounds of a value. */
export interface ValueLimits {
  /** Most UTF-8 bytes of one text. */
  readonly maxTextBytes: number;
  /** Most levels of objects and arrays. */
  readonly maxDepth: number;
  /** Most elements of one array, object, map or set. */
  readonly maxElements: number;
  /** Most values of one attribute, all levels together. */
  readonly maxNodes: number;
}

/** The bounds that the design sets. */
export const defaultLimits: ValueLimits = { maxTextBytes: 32_768, maxDepth: 32, maxElements: 128, maxNodes: 2_048 };

/** What normalisation had to do to a value; counted in the receipt. */
export type Alteration = 'converted' | 'cut' | 'withheld';

/** Counts the alterations of one event. */
export type Note = (alteration: Alteration) => void;

/** Makes plain data of any value; `undefined` when there is nothing to say (undefined, null, a function). */
export function normaliseValue(value: unknown, limits: ValueLimits, note: Note): FieldValue | undefined {
  const walk: Walk = { limits, note, nodes: 0, ancestors: [] };
  return guarded(walk, () => toPlain(value, walk));
}

/** Makes well-formed text of at most `maxBytes` UTF-8 bytes; a cut never leaves the beginning of a word behind. */
export function normaliseText(text: string, maxBytes: number, note: Note): string {
  let result = text;
  if (text.length * 3 > maxBytes) {
    result = cutBackToSeparator(text, maxBytes);
    if (result !== text) note('cut');
  }
  if (result.isWellFormed()) return result;
  note('converted');
  return result.toWellFormed();
}

interface Walk {
  readonly limits: ValueLimits;
  readonly note: Note;
  readonly ancestors: object[];
  nodes: number;
}

function guarded(walk: Walk, read: () => FieldValue | undefined): FieldValue | undefined {
  try {
    return read();
  } catch {
    walk.note('withheld');
    return '[Unreadable]';
  }
}

function toPlain(value: unknown, walk: Walk): FieldValue | undefined {
  switch (typeof value) {
    case 'string':
      return normaliseText(value, walk.limits.maxTextBytes, walk.note);
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : converted(walk, String(value));
    case 'bigint':
      return converted(walk, normaliseText(value.toString().slice(0, 1_000), walk.limits.maxTextBytes, walk.note));
    case 'symbol':
      return converted(walk, normaliseText(String(value), walk.limits.maxTextBytes, walk.note));
    case 'object':
      return value === null ? undefined : toPlainObject(value, walk);
    default:
      return undefined;
  }
}

function toPlainObject(value: object, walk: Walk): FieldValue | undefined {
  if (walk.ancestors.includes(value)) return converted(walk, '[Circular]');
  if (walk.ancestors.length >= walk.limits.maxDepth || walk.nodes >= walk.limits.maxNodes) {
    walk.note('cut');
    return '[Cut]';
  }
  walk.ancestors.push(value);
  try {
    return readObject(value, walk);
  } finally {
    walk.ancestors.pop();
  }
}

function readObject(value: object, walk: Walk): FieldValue | undefined {
  if (Array.isArray(value)) return toList(value, value.length, walk);
  if (value instanceof Date) return converted(walk, Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString());
  if (value instanceof Error) return converted(walk, toErrorFields(value, walk));
  if (value instanceof Map) return converted(walk, toRecord(Array.from(takeSome(value, walk)), value.size, walk));
  if (value instanceof Set) return converted(walk, toList(Array.from(takeSome(value, walk)), value.size, walk));
  if (value instanceof RegExp) return converted(walk, normaliseText(String(value), walk.limits.maxTextBytes, walk.note));
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return converted(walk, `[${value.byteLength} bytes]`);
  if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet) return converted(walk, '[Opaque]');
  const keys = Object.keys(value);
  const entries = keys.slice(0, walk.limits.maxElements).map((key): [string, unknown] => {
    return [key, guarded(walk, () => toPlain(Reflect.get(value, key), walk))];
  });
  return toRecord(entries, keys.length, walk);
}

function toErrorFields(error: Error, walk: Walk): FieldValue {
  const part = (name: 'name' | 'message' | 'stack') => guarded(walk, () => toPlain(error[name], walk));
  const entries = Object.entries({ type: part('name'), message: part('message'), stack: part('stack') });
  return toRecord(entries, entries.length, walk);
}

function* takeSome<T>(source: Iterable<T>, walk: Walk): Generator<T> {
  let taken = 0;
  for (const item of source) {
    if (taken++ >= walk.limits.maxElements) return;
    yield item;
  }
}

function toList(source: ArrayLike<unknown>, size: number, walk: Walk): FieldValue {
  if (size > walk.limits.maxElements) walk.note('cut');
  const list: FieldValue[] = [];
  for (let at = 0; at < Math.min(size, walk.limits.maxElements) && walk.nodes < walk.limits.maxNodes; at++) {
    walk.nodes++;
    list.push(guarded(walk, () => toPlain(source[at], walk)) ?? '');
  }
  return list;
}

function toRecord(entries: ReadonlyArray<readonly [unknown, unknown]>, size: number, walk: Walk): FieldValue {
  if (size > walk.limits.maxElements) walk.note('cut');
  const record: Record<string, FieldValue> = Object.create(null);
  for (const [rawKey, rawValue] of entries) {
    if (walk.nodes++ >= walk.limits.maxNodes) break;
    const key = normaliseKey(rawKey, walk.note);
    const value = guarded(walk, () => toPlain(rawValue, walk));
    if (key !== undefined && value !== undefined) record[key] = value;
  }
  return record;
}

const maxKeyLength = 256;

/** A usable attribute name, or `undefined`: empty names are withheld, long ones cut. */
export function normaliseKey(key: unknown, note: Note): string | undefined {
  const text = typeof key === 'string' ? key : typeof key === 'number' || typeof key === 'boolean' ? String(key) : '';
  if (text === '') {
    note('withheld');
    return undefined;
  }
  if (text.length > maxKeyLength) note('cut');
  return text.slice(0, maxKeyLength).toWellFormed();
}

function converted<T>(walk: Walk, value: T): T {
  walk.note('converted');
  return value;
}
