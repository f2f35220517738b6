/** The rules that a decoded request must keep, whatever its encoding, read off the schema tables. */
import { at, type Place, refuse, showName, UNKNOWN_FIELD } from './refusal.js';
import { type FieldLayout, layoutOf, type MessageName } from './schema/messages.js';
import type { Scalar } from './schema/scalars.js';
import { isTree, listIn, type Tree } from './tree.js';

function checkId(scalar: Scalar, id: Uint8Array, place: Place): void {
  if (id.length === 0 && scalar.mayBeEmpty === true) return;
  if (id.length !== scalar.idBytes) refuse(place, `an id of ${id.length} bytes; it must have ${scalar.idBytes}`);
  if (id.every((byte) => byte === 0)) refuse(place, 'an id of zeros only');
}

function checkScalar(scalar: Scalar, value: unknown, place: Place): void {
  if (value instanceof Uint8Array) {
    if (scalar.json === 'hex') checkId(scalar, value, place);
  } else if (scalar.json === 'enum' && scalar.range !== undefined && typeof value === 'number') {
    const [first, last] = scalar.range;
    if (value < first || value > last) refuse(place, `no number of its enum, which runs from ${first} to ${last}`);
  }
}

/** Checks a list of attributes: a key must have a name, and each name stands once. */
function checkKeys(entries: readonly unknown[], place: Place): void {
  const seen = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    const key = isTree(entry) ? entry.key : undefined;
    if (typeof key !== 'string') continue;
    if (key === '') refuse(at(at(place, index), 'key'), 'is empty');
    if (seen.has(key)) refuse(at(at(place, index), 'key'), `duplicate of ${showName(key)}`);
    seen.add(key);
  }
}

function checkOne(field: FieldLayout, value: unknown, place: Place): void {
  if (field.scalar !== undefined) checkScalar(field.scalar, value, place);
  else if (field.message !== undefined && isTree(value)) checkMessage(field.message, value, place);
}

/** The value of a plain field, or of a chosen one. */
function valueIn(message: Tree, field: FieldLayout): unknown {
  if (field.oneof === undefined) return message[field.key];
  const chosen = message[field.oneof];
  return isTree(chosen) && chosen.case === field.key ? chosen.value : undefined;
}

function checkUnknown(message: Tree, place: Place | undefined): void {
  const first = listIn(message.$unknown)[0];
  if (isTree(first)) refuse(place, `${UNKNOWN_FIELD} number ${String(first.no)}`);
}

/**
 * Checks a decoded message and all that is in it.
 *
 * @throws Refusal at the first rule that is broken; it names the place and never a value
 */
export function checkMessage(name: MessageName, message: Tree, place?: Place): void {
  checkUnknown(message, place);
  for (const field of layoutOf(name).fields) {
    const value = valueIn(message, field);
    if (value === undefined) continue;
    const fieldPlace = at(place, field.key);
    if (field.label !== 'many') {
      checkOne(field, value, fieldPlace);
      continue;
    }
    const items = listIn(value);
    if (field.message === 'KeyValue') checkKeys(items, fieldPlace);
    for (const [index, item] of items.entries()) checkOne(field, item, at(fieldPlace, index));
  }
}
