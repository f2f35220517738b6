/** Secrets within base64: a long word is decoded, and when text comes out, that is scanned; then the whole word is hidden. */
import type { Finding, Span } from './rule.js';

/** Characters that are decoded for the first look; almost every word that is no base64 of text is told by them. */
const firstLookLength = 24;

const hasSmall = /[a-z]/;
const hasLarge = /[A-Z]/;

/** Control characters that no text holds. */
const unprintable = /[^\t\n\r\x20-\x7e\x80-\xff]/;

/** Places in a word at which base64 is looked for: its beginning, and behind what may stand before it. */
const maxTries = 8;
const joint = /[/_+-]/;

/** The secret that a word hides. `scan` looks at the decoded text. */
export function findEncoded(
  text: string,
  word: Span,
  scan: (decoded: string) => readonly Finding[] | undefined,
): Finding | undefined {
  let start: number | undefined = word.start + lengthOfEscape(text, word.start);
  for (let tries = 0; start !== undefined && tries < maxTries; tries++) {
    if (isText(text.slice(start, Math.min(word.end, start + firstLookLength)))) {
      const [found] = scan(Buffer.from(text.slice(start, word.end), 'base64').toString('utf8')) ?? [];
      if (found)
        return { kind: found.kind, because: `${found.because}, in base64`, start, end: endOfPadding(text, word.end) };
    }
    start = behindNextJoint(text, start, word.end);
  }
  return undefined;
}

/** Within the word only: a text may hold many long words, and none of these characters up to its end. */
function behindNextJoint(text: string, from: number, end: number): number | undefined {
  const at = text.slice(from, end).search(joint);
  return at === -1 || from + at + 1 >= end ? undefined : from + at + 1;
}

/** Whether base64 begins so, and holds text. */
const isText = (beginning: string): boolean =>
  beginning.length >= firstLookLength &&
  hasSmall.test(beginning) &&
  hasLarge.test(beginning) &&
  !unprintable.test(Buffer.from(beginning, 'base64').toString('latin1'));

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
