/** Secrets within base64: a long word is decoded, and when text comes out, that is scanned; then the whole word is hidden. */
import type { Finding, Span } from './rule.js';

/** Bytes that are decoded for the first look; almost every word that is no base64 of text is told by them. */
const firstLookBytes = 24;

const hasSmall = /[a-z]/;
const hasLarge = /[A-Z]/;

/** Control characters that no text holds. */
const unprintable = /[^\t\n\r\x20-\x7e\x80-\xff]/;

/** The secret that a word hides. `scan` looks at the decoded text. */
export function findEncoded(
  text: string,
  word: Span,
  scan: (decoded: string) => readonly Finding[] | undefined,
): Finding | undefined {
  const start = word.start + lengthOfEscape(text, word.start);
  const beginning = text.slice(start, start + (firstLookBytes / 3) * 4);
  if (!hasSmall.test(beginning) || !hasLarge.test(beginning)) return undefined;
  if (unprintable.test(Buffer.from(beginning, 'base64').toString('latin1'))) return undefined;
  const [found] = scan(Buffer.from(text.slice(start, word.end), 'base64').toString('utf8')) ?? [];
  return (
    found && { kind: found.kind, because: `${found.because}, in base64`, start, end: endOfPadding(text, word.end) }
  );
}

/** Characters of the word that belong to an escape before it: the `n` of `\n`, the `3D` of `%3D`. */
function lengthOfEscape(text: string, start: number): number {
  const before = text.charAt(start - 1);
  if (before === '%') return 2;
  if (before !== '\\') return 0;
  return text.charAt(start) === 'u' ? 5 : text.charAt(start) === 'x' ? 3 : 1;
}

const padding = /(?:=|%3[Dd])*/y;

function endOfPadding(text: string, end: number): number {
  padding.lastIndex = end;
  return padding.test(text) ? padding.lastIndex : end;
}
