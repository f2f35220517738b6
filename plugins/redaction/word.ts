/** Long words: where one begins and ends. Each is measured once, however often it is asked for. */
import type { Span } from './rule.js';

const isInWord = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0x2f && code <= 0x39) ||
  (code >= 0x41 && code <= 0x5a) ||
  code === 0x2b ||
  code === 0x2d ||
  code === 0x5f;

/** The word of base64 characters, both alphabets, around a place. */
export function wordAround(text: string, at: number): Span {
  let start = at;
  let end = at;
  while (isInWord(text.charCodeAt(start - 1))) start--;
  while (isInWord(text.charCodeAt(end))) end++;
  return { start, end };
}

let last = { text: '', start: 0, end: 0 };

/** Where the token that goes on at a place ends: letters, digits, `-` and `_`. */
export function endOfToken(text: string, at: number): number {
  if (at >= last.start && at <= last.end && text === last.text) return last.end;
  tokenCharacters.lastIndex = at;
  tokenCharacters.test(text);
  last = { text, start: at, end: Math.max(at, tokenCharacters.lastIndex) };
  return last.end;
}

const tokenCharacters = /[A-Za-z0-9_-]*/y;
