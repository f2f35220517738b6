/** What may be kept of a text that somebody else wrote: plain words and identifiers, never anything that looks like a token. */

/** Most characters of a text that is kept, as Sentry takes them. */
export const maxPlainLength = 200;

/** Identifiers, codes and paths; everything that secrets, sentences and URLs with queries need is missing. */
const plain = /^[A-Za-z0-9._:/ -]+$/;

/** Forms of tokens: prefixes of well-known kinds, names with a value behind, and opaque words. */
const tokenShapes: readonly RegExp[] = [
  /\b(?:basic|bearer)\b/i,
  /(?:^|[^A-Za-z0-9])(?:sk|pk|rk|sess)-[A-Za-z0-9]/,
  /A[KS]IA[A-Z0-9]{16}/,
  /\b(?:gh[opsur]_|github_pat_|glpat-|xox[a-z]-|npm_|AIza|ya29\.|eyJ)/,
  /(?:authorization|token|secret|password|key) ?: ?\S/i,
  /[A-Za-z0-9_.-]{65}/,
];

/** A word of this length with letters of both cases and digits is opaque, unless it says that it is the id of a request. */
const minMixedLength = 20;
const mixedWord = new RegExp(`[A-Za-z0-9_-]{${minMixedLength},}`, 'g');
const requestId = /^req[_-][A-Za-z0-9]{8,32}$/;

/** A text beyond this is nobody's identifier or code. */
const maxLookedAt = 4_096;

/** The text, at most 200 characters of it; nothing where it is no text, holds other characters, or looks like a token. */
export function toPlainText(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > maxLookedAt) return undefined;
  if (!plain.test(value) || looksLikeToken(value)) return undefined;
  return value.slice(0, maxPlainLength);
}

function looksLikeToken(text: string): boolean {
  if (tokenShapes.some((shape) => shape.test(text))) return true;
  if (text.length < minMixedLength) return false;
  return (text.match(mixedWord) ?? []).some((word) => !requestId.test(word) && isMixed(word));
}

const isMixed = (word: string): boolean => /[a-z]/.test(word) && /[A-Z]/.test(word) && /[0-9]/.test(word);
