/** What may be kept of a value for a bug report: plain words and identifiers, never anything that looks like a token. */
import type { FieldValue } from '../../core/index.js';

/** Most characters of a kept text, as Sentry takes them. */
const maxLength = 200;

/** Identifiers, codes and paths; everything that secrets, sentences and URLs with queries need is missing. */
const plainText = /^[A-Za-z0-9._:/ -]+$/;

/** Forms of tokens: prefixes of well-known kinds, names with a value behind, and opaque words. */
const tokenShapes: readonly RegExp[] = [
  /\bbearer\b/i,
  /(?:^|[^A-Za-z0-9])(?:sk|pk|rk|sess)-[A-Za-z0-9]/,
  /A[KS]IA[A-Z0-9]{16}/,
  /\b(?:gh[opsur]_|github_pat_|glpat-|xox[a-z]-|npm_|AIza|ya29\.|eyJ)/,
  /(?:token|secret|password|key) ?: ?\S/i,
  /[A-Za-z0-9_.-]{65}/,
];

const minMixedLength = 40;
const mixedWord = new RegExp(`[A-Za-z0-9_-]{${minMixedLength},}`, 'g');

/** The value as it may be kept, at most 200 characters; nothing: it is left out. */
export function toPlainValue(value: FieldValue | undefined): string | number | boolean | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'string' || !plainText.test(value) || looksLikeToken(value)) return undefined;
  return value.slice(0, maxLength);
}

function looksLikeToken(text: string): boolean {
  if (tokenShapes.some((shape) => shape.test(text))) return true;
  if (text.length < minMixedLength) return false;
  return (text.match(mixedWord) ?? []).some((word) => /[a-z]/.test(word) && /[A-Z]/.test(word) && /[0-9]/.test(word));
}
