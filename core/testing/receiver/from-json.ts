/** An OTLP/JSON body, decoded against the same table and into the same shape as a protobuf body. */
import { readScalar, zeroOf } from './json-scalars.js';
import { MAX_VALUE_DEPTH } from './limits.js';
import { at, type Place, Refusal, refuse, showName, TOO_DEEP, TWO_MEMBERS, UNKNOWN_FIELD } from './refusal.js';
import { type FieldLayout, layoutOf, type MessageName } from './schema/messages.js';
import { isTree, type Tree } from './tree.js';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The parser's own message quotes the body, so only that it failed is told. */
function parse(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw new Refusal('the body is not well-formed UTF-8');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('the body is not JSON');
  }
}

function readOne(field: FieldLayout, json: unknown, place: Place, depth: number): unknown {
  if (field.scalar !== undefined) return readScalar(field.scalar, json, place);
  if (field.message === 'AnyValue') return readMessage('AnyValue', json, place, depth + 1);
  return field.message === undefined ? undefined : readMessage(field.message, json, place, depth);
}

function readMany(field: FieldLayout, json: unknown, place: Place, depth: number): readonly unknown[] {
  if (!Array.isArray(json)) refuse(place, 'must be a list');
  return json.map((item: unknown, index) => readOne(field, item, at(place, index), depth));
}

/** The message with every field absent, as the protobuf library makes it. */
function makeEmpty(name: MessageName): Record<string, unknown> {
  const { fields, groups } = layoutOf(name);
  const empty: Record<string, unknown> = {};
  for (const group of groups) empty[group] = { case: undefined };
  for (const field of fields) {
    if (field.label === 'many') empty[field.key] = [];
    else if (field.label === 'one' && field.scalar !== undefined) empty[field.key] = zeroOf(field.scalar);
  }
  return empty;
}

function readMessage(name: MessageName, json: unknown, place: Place | undefined, depth: number): Tree {
  if (depth > MAX_VALUE_DEPTH) refuse(place, TOO_DEEP);
  if (!isTree(json)) refuse(place, 'must be an object');
  const { byKey } = layoutOf(name);
  const message = makeEmpty(name);
  const chosen = new Set<string>();
  for (const [key, value] of Object.entries(json)) {
    const field = byKey.get(key);
    if (field === undefined) refuse(place, `${UNKNOWN_FIELD} ${showName(key)}`);
    if (value === null) continue;
    const fieldPlace = at(place, key);
    if (field.label === 'many') {
      message[key] = readMany(field, value, fieldPlace, depth);
    } else if (field.oneof === undefined) {
      message[key] = readOne(field, value, fieldPlace, depth);
    } else {
      if (chosen.has(field.oneof)) refuse(fieldPlace, TWO_MEMBERS(field.oneof));
      chosen.add(field.oneof);
      message[field.oneof] = { case: key, value: readOne(field, value, fieldPlace, depth) };
    }
  }
  return message;
}

/**
 * Decodes a body. `null` reads as absent, 64-bit numbers may be numbers or text, as Codex writes them. Of a JSON key that
 * stands twice in one object the parser keeps the last, so that is not noticed.
 *
 * @throws Refusal when the bytes are no such message; names are the lower camel case ones only
 */
export function fromJson(name: MessageName, bytes: Uint8Array): Tree {
  return readMessage(name, parse(bytes), undefined, 0);
}
