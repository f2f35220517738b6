/** A bounded copy of what a source said: mappings, lists and leaves, without cycles, explosions or keys that reach a prototype. */
import { type Finding, type KeyPath, says } from './finding.js';
import type { Interpolation } from './interpolate.js';

/** Levels, and values altogether, that a source may hold. */
export const maxDepth = 32;
export const maxNodes = 10_000;

/** The copy, and what was left out of it. */
export interface PlainCopy {
  readonly tree: unknown;
  readonly findings: readonly Finding[];
}

/** Whether the value is a mapping as YAML and JSON know it: no list, no date, no instance of a class. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Copies mappings and lists, completes each text, and keeps every other value as it is. An alias that stands many times is
 * counted each time, so that few lines cannot become millions. Throws only what a getter or a proxy in `source` throws.
 */
export function copyPlain(source: unknown, complete: (text: string) => Interpolation, most = maxNodes): PlainCopy {
  const findings: Finding[] = [];
  let nodes = 0;

  const copy = (value: unknown, path: KeyPath): unknown => {
    if (++nodes > most)
      throw new TooMuch(says(`holds more than ${most} values`, 'look for aliases that multiply, and shorten it'));
    if (typeof value === 'string') {
      const completed = complete(value);
      if ('text' in completed) return completed.text;
      findings.push({ path, message: completed.message });
      return value;
    }
    const isList = Array.isArray(value);
    if (!isList && !isMapping(value)) return value;
    if (path.length >= maxDepth)
      throw new TooMuch(
        says(`is nested deeper than ${maxDepth} levels`, 'look for an alias inside itself, and flatten it'),
      );
    if (isList) return Array.from(value, (item, index) => copy(item, [...path, index]));
    const result: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      if (isHarmful(key)) {
        findings.push({ path: [...path, key], message: says('is not a known key', 'remove it') });
        continue;
      }
      const inner = copy(value[key], [...path, key]);
      if (inner !== undefined) result[key] = inner;
    }
    return result;
  };

  try {
    return { tree: copy(source, []), findings };
  } catch (thrown) {
    if (!(thrown instanceof TooMuch)) throw thrown;
    return { tree: {}, findings: [{ path: [], message: thrown.message }] };
  }
}

/** Names that every object has already: a look-up would find the wrong thing, an assignment would change more than one object. */
const isHarmful = (key: string): boolean => key in Object.prototype || key === 'prototype';

class TooMuch extends Error {}
