/** What stands in the place of a secret: `[REDACTED:kind]`, or with a key `[REDACTED:kind:hash]`. */
import { endOf, type Finding, type Span } from './rule.js';

/** Says what stands in the place of a secret. */
export type Replace = (text: string, finding: Pick<Finding, 'kind' | 'start' | 'end'>) => string;

/** The plain form, by the kind alone. */
export const placeholderOf = (kind: string): string => `[REDACTED:${kind}]`;

const placeholder = /\[REDACTED(?::[a-z][a-z0-9-]*(?::[0-9a-f]+)?)?\]/y;

/** Whether a placeholder stands there already, so that what is clean stays as it is. */
export const isPlaceholderAt = (text: string, { start, end }: Span): boolean =>
  text.charCodeAt(start) === bracket && endOf(placeholder, text, start) === end;

/** Whether a text is nothing but what stands in the place of a secret or of a masked field. */
export const isPlaceholder = (text: string): boolean => isPlaceholderAt(text, { start: 0, end: text.length });

const bracket = 0x5b;

/** Bytes of a hash that are shown: enough to tell a few thousand secrets apart, too few to be of use elsewhere. */
const shownBytes = 4;

/**
 * Adds a keyed hash, so that equal secrets can be told equal. HMAC-SHA-256, cut to 32 bits: whoever does not have the key
 * cannot try out guesses.
 */
export function replaceWithHash(key: string): Replace {
  const { createHmac } = process.getBuiltinModule('node:crypto');
  return (text, { kind, start, end }) => {
    const hash = createHmac('sha256', key).update(text.slice(start, end)).digest('hex');
    return `[REDACTED:${kind}:${hash.slice(0, shownBytes * 2)}]`;
  };
}
