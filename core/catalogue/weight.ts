/** What a record weighs: its bytes on the wire, estimated on the heavy side. Records, queues and batches are bounded by it. */
import type { Fields, FieldValue } from '../events.js';

/** An event without fields: its name, times, identity, and what the wire says around them. */
export const bareRecordBytes = 200;

/** One field besides its text. */
export const fieldBytes = 28;

/** Bytes of a text on the wire; of a short one, about. */
export const bytesOfText = (text: string): number => (text.length > 256 ? Buffer.byteLength(text) : text.length);

/** Bytes of a field whose name is declared. */
export const bytesOfField = (value: FieldValue): number =>
  typeof value === 'string'
    ? fieldBytes + bytesOfText(value)
    : typeof value === 'object'
      ? bytesOfValue(value)
      : fieldBytes;

/** Bytes of all fields whose names are declared. */
export function bytesOfFields(fields: Fields): number {
  let bytes = 0;
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined) bytes += bytesOfField(value);
  }
  return bytes;
}

/** Bytes of attributes that no declaration knows, their names included. */
export function bytesOfUndeclared(fields: Fields | undefined): number {
  let bytes = 0;
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined) bytes += bytesOfText(name) + bytesOfField(value);
  }
  return bytes;
}

/** Each value of a list or an object is wrapped on the wire, so it weighs more than it shows. */
function bytesOfValue(value: Exclude<FieldValue, string | number | boolean>): number {
  let bytes = fieldBytes;
  if (isList(value)) for (const item of value) bytes += bytesOfField(item);
  else
    for (const [key, item] of Object.entries(value))
      if (item !== undefined) bytes += bytesOfText(key) + bytesOfField(item);
  return bytes;
}

const isList = (value: object): value is readonly FieldValue[] => Array.isArray(value);
