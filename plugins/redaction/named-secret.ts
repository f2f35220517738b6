/** Secrets that are known by their name: `password=…`, `"apiKey": "…"`, and the same in escaped JSON. */
import type { Span } from './rules.js';

/** Fewest characters of a secret without quotes; shorter ones are words and small numbers. */
export const minBareLength = 8;
/** Fewest characters of a secret in quotes. */
export const minQuotedLength = 4;
/** Most backslashes before a quote that still count as its escape: four levels of JSON in JSON. */
const maxEscapeLevel = 16;

/** Names as they end, in any case: `accessToken`, `client_secret`, `AWS_SECRET_ACCESS_KEY`, `X-Api-Key`. Plurals and counts do not end so. */
const nameEnding = /(?:token|secret|passw(?:or)?d|(?:api|access|private|secret)[_-]?key)$/i;

/** Whether a field of this name holds a secret, so that its value needs no look of its own. */
export const isSecretName = (name: string): boolean => nameEnding.test(name);

const anyCase = (letters: string): string =>
  letters.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
const untilSeparator = '[\\\\"\'`\\] \\t]*[:=%]';

/** The names with what must follow; each begins at a rare place of the name and looks back only when that was found. */
export const namedSecretAnchor: string = [
  `${anyCase('key')}(?<=${anyCase('(?:api|access|private|secret)')}[_-]?...)${untilSeparator}`,
  `${anyCase('ken')}(?<=${anyCase('to')}...)${untilSeparator}`,
  `${anyCase('ret')}(?<=${anyCase('sec')}...)${untilSeparator}`,
  `${anyCase('w(?:or)?d')}(?<=${anyCase('passw(?:or)?d')})${untilSeparator}`,
].join('|');

const restOfSeparator = /(?:[:=]{0,2}>?[ \t]*)/y;
const encodedSeparator = /3[AaDd]/y;
const openingQuote = /(\\*)(["'`])/y;
/** The names within our own placeholders are none. */
const ownName = /\[REDACTED:[a-z-]*$/;
const ownNameLength = '[REDACTED:bearer-to'.length;
const quoteInName = /["'`]/;

/** The value after a name that ends at `at` and whose separator ends at `end`; every character is looked at once. */
export function findNamedSecret(text: string, at: number, end: number): Span | undefined {
  const start = startOfValue(text, end);
  if (start === undefined || ownName.test(text.slice(Math.max(0, at - ownNameLength), at))) return undefined;
  const opening = matchAt(openingQuote, text, start);
  const level = opening?.[1]?.length ?? 0;
  if (opening && level <= maxEscapeLevel) {
    const first = start + opening[0].length;
    return longEnough(first, endOfQuoted(text, first, opening[0].charCodeAt(level), level), minQuotedLength);
  }
  const isInObject = quoteInName.test(text.slice(at, end));
  return longEnough(start, endOfBare(text, start, isInObject), minBareLength);
}

function startOfValue(text: string, end: number): number | undefined {
  if (text.charAt(end - 1) === '%') return matchAt(encodedSeparator, text, end) ? end + 2 : undefined;
  return end + (matchAt(restOfSeparator, text, end)?.[0].length ?? 0);
}

const longEnough = (start: number, end: number, minLength: number): Span | undefined =>
  end - start >= minLength ? { start, end } : undefined;

function matchAt(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(text);
}

const lineFeed = 10;
const carriageReturn = 13;
const backslash = 92;

/** A quoted value ends at its closing quote, at the end of the line, or with the text: a cut may have taken the quote. */
function endOfQuoted(text: string, start: number, quote: number, level: number): number {
  let backslashes = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === lineFeed || code === carriageReturn) return at;
    if (code === quote && closes(backslashes, level)) return at - Math.min(backslashes, level);
    backslashes = code === backslash ? backslashes + 1 : 0;
  }
  return text.length;
}

/** Whether a quote with so many backslashes before it closes a text that was opened with `level` of them, and does not belong to it. */
const closes = (backslashes: number, level: number): boolean =>
  backslashes < level || Math.floor(backslashes / (level + 1)) % 2 === 0;

/** A bare value ends at white space, a quote or an escaped one; in an object, as a quoted name shows, at `,` and `}` too. */
function endOfBare(text: string, start: number, isInObject: boolean): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 0x20 || quotes.includes(code)) return at;
    if (isInObject && closers.includes(code)) return at;
    if (code !== backslash) continue;
    if (escapedEnds.includes(text.charCodeAt(at + 1))) return at;
    at++;
  }
  return text.length;
}

const codesOf = (characters: string): readonly number[] =>
  Array.from(characters, (character) => character.charCodeAt(0));
const quotes = codesOf('"\'`');
const closers = codesOf(',}');
const escapedEnds = codesOf('nrtu"\'`');
