/** Normalising in tests: the plain value, and what was noted. */
import { type Alteration, defaultLimits, normaliseValue } from '../core/normalise.js';

/** What becomes of a value, and the alterations in order. */
export function normalised(value: unknown, limits = defaultLimits) {
  const notes: Alteration[] = [];
  return { plain: normaliseValue(value, limits, (note) => notes.push(note)), notes };
}

/** As JSON says it: without prototypes. */
export const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
