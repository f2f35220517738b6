/** Reading fields of untrusted JSON: a value of the wrong type is the same as no value. */

export type JsonObject = { readonly [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field itself, never one of the prototype. */
export function fieldAt(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

export function textAt(object: JsonObject, key: string): string | undefined {
  const value = fieldAt(object, key);
  return typeof value === 'string' ? value : undefined;
}

/** A text that says something: the empty one counts as absent. */
export function nameAt(object: JsonObject, key: string): string | undefined {
  return textAt(object, key) || undefined;
}

/** A whole number from 0 to 2^53 - 1. */
export function countAt(object: JsonObject, key: string): number | undefined {
  const value = fieldAt(object, key);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

export function booleanAt(object: JsonObject, key: string): boolean | undefined {
  const value = fieldAt(object, key);
  return typeof value === 'boolean' ? value : undefined;
}

export function objectAt(object: JsonObject, key: string): JsonObject | undefined {
  const value = fieldAt(object, key);
  return isObject(value) ? value : undefined;
}

export function arrayAt(object: JsonObject, key: string): readonly unknown[] | undefined {
  const value = fieldAt(object, key);
  return Array.isArray(value) ? value : undefined;
}
