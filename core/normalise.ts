/** Normalisation: a snapshot of whatever a caller gave, as plain bounded data; nothing here ever throws. */

import { cutBackToSeparator } from './cut.js';
import type { FieldValue } from './events.js';

/** Bounds of a value. */
export interface ValueLimits {
  /** Most UTF-8 bytes of one text, and of all texts of one structured value together. */
  readonly maxTextBytes: number;
  /** Most levels of objects and arrays. */
  readonly maxDepth: number;
  /** Most elements of one array, object, map or set. */
  readonly maxElements: number;
  /** Most values of one attribute, all levels together. */
  readonly maxNodes: number;
  /** Most estimated bytes of one record. */
  readonly maxRecordBytes: number;
}

/** The bounds that hold where nobody says others. */
export const defaultLimits: ValueLimits = Object.freeze({
  maxTextBytes: 32_768,
  maxDepth: 32,
  maxElements: 128,
  maxNodes: 2_048,
  maxRecordBytes: 262_144,
});

/** What normalisation had to do to a value; counted in the receipt. */
export type Alteration = 'converted' | 'cut' | 'withheld';

/** Counts the alterations of one event. */
export type Note = (alteration: Alteration) => void;

/** Makes plain data of any value; `undefined` when there is nothing to say (undefined, null, a function). */
export function normaliseValue(value: unknown, limits: ValueLimits, note: Note): FieldValue | undefined {
  // Most values are no structures, and need no walk.
  if (typeof value === 'string') return normaliseText(value, limits.maxTextBytes, note);
  if (typeof value === 'boolean') return value;
  const walk: Walk = { limits, note, ancestors: [], nodes: 0, textBytesLeft: limits.maxTextBytes };
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
  textBytesLeft: number;
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
      return toPlainText(value, walk);
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : converted(walk, String(value));
    case 'bigint':
      return converted(walk, toPlainText(value.toString(), walk));
    case 'symbol':
      return converted(walk, toPlainText(String(value), walk));
    case 'object':
      return value === null ? undefined : toPlainObject(value, walk);
    default:
      return undefined;
  }
}

function toPlainText(text: string, walk: Walk): string {
  const plain = normaliseText(text, walk.textBytesLeft, walk.note);
  walk.textBytesLeft = Math.max(0, walk.textBytesLeft - Buffer.byteLength(plain));
  return plain;
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
  if (value instanceof Date) return converted(walk, toIsoText(value));
  if (value instanceof Error)
    return converted(
      walk,
      toRecord(
        errorParts,
        ([key]) => key,
        ([, part]) => value[part],
        walk,
      ),
    );
  if (value instanceof Map)
    return converted(
      walk,
      toRecord(
        takeSome(value, walk),
        ([key]) => key,
        ([, item]) => item,
        walk,
      ),
    );
  if (value instanceof Set) {
    const items = Array.from(takeSome(value, walk));
    return converted(walk, toList(items, items.length, walk));
  }
  if (value instanceof RegExp) return converted(walk, toPlainText(String(value), walk));
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
    return converted(walk, `[${Number(value.byteLength)} bytes]`);
  if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet)
    return converted(walk, '[Opaque]');
  const keys = takeSome(Object.keys(value), walk);
  return toRecord(
    keys,
    (key) => key,
    (key) => Reflect.get(value, key),
    walk,
  );
}

const errorParts = [
  ['type', 'name'],
  ['message', 'message'],
  ['stack', 'stack'],
] as const;

/** By the methods of `Date` itself: those of a subclass may return anything. */
function toIsoText(date: Date): string {
  return Number.isNaN(Date.prototype.getTime.call(date)) ? 'Invalid Date' : Date.prototype.toISOString.call(date);
}

/** The first items, as many as the bound allows; notes the cut when there are more. */
function* takeSome<T>(source: Iterable<T>, walk: Walk): Generator<T> {
  let taken = 0;
  for (const item of source) {
    if (taken++ >= walk.limits.maxElements) return walk.note('cut');
    yield item;
  }
}

/** Counts one more value; `false`, and a cut, when the bound is reached. */
function hasRoom(walk: Walk): boolean {
  if (walk.nodes++ < walk.limits.maxNodes) return true;
  walk.note('cut');
  return false;
}

function toList(source: ArrayLike<unknown>, size: number, walk: Walk): FieldValue {
  const wanted = Math.min(size, walk.limits.maxElements);
  if (size > wanted) walk.note('cut');
  const list: FieldValue[] = [];
  for (let at = 0; at < wanted && hasRoom(walk); at++) {
    list.push(guarded(walk, () => toPlain(source[at], walk)) ?? '');
  }
  return list;
}

function toRecord<T>(
  items: Iterable<T>,
  keyOf: (item: T) => unknown,
  readValue: (item: T) => unknown,
  walk: Walk,
): FieldValue {
  const record: Record<string, FieldValue> = Object.create(null);
  for (const item of items) {
    if (!hasRoom(walk)) break;
    const key = normaliseKey(keyOf(item), walk.note);
    const value = key === undefined ? undefined : guarded(walk, () => toPlain(readValue(item), walk));
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
