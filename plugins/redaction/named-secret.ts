/** Secrets that are known by their name: `password=…`, `"apiKey": "…"`, and the same in escaped JSON and in URLs. */
import { isWordStart } from './boundary.js';
import { lookLength, looksLikeCode } from './code-like.js';
import { markOf } from './mark.js';
import { endOf, type Rule, type Span } from './rule.js';

/** Fewest characters of a secret without quotes; shorter ones are words and small numbers. */
export const minBareLength = 8;
/** Fewest characters of a secret in quotes. */
export const minQuotedLength = 4;
/** Most backslashes before a quote that still count as its escape: four levels of JSON in JSON. */
const maxEscapeLevel = 16;

const kindsOfKey = '(?:api|access|private|secret|account|master|signing|encryption)[ _-]?';
/** Names as they end, in any case: `accessToken`, `client_secret`, `AWS_SECRET_ACCESS_KEY`, `X-Api-Key`, `PASSWORD_2`. Plurals and counts do not end so. */
const nameEnding = new RegExp(`(?:token|secret|passw(?:or)?d|passphrase|${kindsOfKey}key)(?:[_-]?\\d{1,2})?$`, 'i');
const beforeKey = new RegExp(`${kindsOfKey}$`, 'i');
const longestBeforeKey = 'encryption_'.length;

/** Headers that carry credentials: `authorization`, `proxy-authorization`, `http.request.header.cookie`, `set-cookie`. */
const headerEnding = /(?:(?:^|[.-])authorization|cookies?)$/i;

/** Whether a field of this name holds a secret, so that its value needs no look of its own. */
export const isSecretName = (name: string): boolean => nameEnding.test(name) || headerEnding.test(name);

/** Values behind names that end like those of secrets. */
export const namedSecret: Rule = {
  kind: 'secret',
  because: 'has a name that ends as those of secrets do',
  marks: ['token', 'secret', 'passphrase'].map((name) => markOf(name, true)),
  find: findNumbered,
};

const restOfPassword = /(?:or)?d/iy;

/** As `namedSecret`, for `password` and `passwd`. */
export const namedPassword: Rule = {
  kind: namedSecret.kind,
  because: namedSecret.because,
  marks: [markOf('passw', true)],
  find(text, at, end) {
    const nameEnd = endOf(restOfPassword, text, end);
    return nameEnd === undefined ? undefined : findNumbered(text, at, nameEnd);
  },
};

/** As `namedSecret`, for the names that end in `key`: most of these hold none. */
export const namedKey: Rule = {
  kind: namedSecret.kind,
  because: namedSecret.because,
  marks: [markOf('key', true)],
  find: (text, at, end) =>
    beforeKey.test(text.slice(Math.max(0, at - longestBeforeKey), at)) ? findNumbered(text, at, end) : undefined,
};

const number = /[_-]?\d{1,2}(?!\d)/y;

/** The value behind a name, or behind a name with a number such as `PASSWORD_2`. */
function findNumbered(text: string, at: number, end: number): Span | undefined {
  return findValue(text, at, endOf(number, text, end) ?? end);
}

/** A rule for values behind names of the owner's choice: whole words, in any case. */
export const namedBy = (kind: string, names: readonly string[]): Rule => ({
  kind,
  because: 'has a name of the configuration',
  marks: names.map((name) => markOf(name, true)),
  find: (text, at, end) => (isWordStart(text, at) ? findValue(text, at, end) : undefined),
});

/** Each of its characters may be percent-encoded, more than once, or escaped as in JSON, a program or a page; colours may stand between them. */
const separator =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal begin so
  /(?:[\\"'`\] \t]|%(?:25){0,3}(?:2[027]|5[CcDd])|u002[27]|x2[27]|&quot;|&#(?:3[49]|x2[27]);|\x1b\[[0-9;]{0,12}m)*(?:[:=：＝]|%(?:25){0,3}3[AaDd]|(?<=\\)(?:u003|x3)[AaDd]|&#(?:58|61|x3[AaDd]);)/y;
const restOfSeparator =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal begin so
  /[:=]{0,2}>?(?:[ \t]|%(?:25){0,3}20|\x1b\[[0-9;]{0,12}m)*(?:%(?:25){1,3}2[27]|\\u002[27]|\\x2[27]|&quot;|&#(?:3[49]|x2[27]);|[bfru](?=["']))?/iy;
const openingQuote = /(\\*)(["'`])/y;
/** The names within our own placeholders are none. */
const ownName = /\[REDACTED:[a-z0-9-]*$/;
const ownNameLength = 64;
const quote = /["'`]/;
const blank = /[ \t]/;

/**
 * The value behind a name that stands from `at` to `end`. Code is told by the beginning of a value, before its end is looked for:
 * it may hold many such names, and each would look through the rest.
 */
function findValue(text: string, at: number, end: number): Span | undefined {
  const separated = endOf(separator, text, end);
  if (separated === undefined) return undefined;
  const start = endOf(restOfSeparator, text, separated) ?? separated;
  if (ownName.test(text.slice(Math.max(0, at - ownNameLength), at))) return undefined;
  openingQuote.lastIndex = start;
  const opening = openingQuote.exec(text);
  const level = opening?.[1]?.length ?? 0;
  if (opening && level <= maxEscapeLevel) {
    const first = start + opening[0].length;
    return longEnough(first, endOfQuoted(text, first, opening[0].charCodeAt(level), level), minQuotedLength);
  }
  const isInObject = quote.test(text.slice(end, separated));
  const beginning = longEnough(start, endOfBare(text, start, start + lookLength, isInObject), minBareLength);
  if (!beginning || looksLikeCode(text, beginning, blank.test(text.charAt(start - 1)))) return undefined;
  return { start, end: endOfBare(text, start, text.length, isInObject) };
}

const longEnough = (start: number, end: number, minLength: number): Span | undefined =>
  end - start >= minLength ? { start, end } : undefined;

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

/** A bare value ends at white space, a quote or an escaped one; in an object, as a quoted name shows, at `,` and `}` too. `limit`: not looked beyond. */
function endOfBare(text: string, start: number, limit: number, isInObject: boolean): number {
  const end = Math.min(limit, text.length);
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code <= 0x20 || quotes.includes(code)) return at;
    if (isInObject && closers.includes(code)) return at;
    if (code !== backslash) continue;
    if (escapedEnds.includes(text.charCodeAt(at + 1))) return at;
    at++;
  }
  return end;
}

const codesOf = (characters: string): readonly number[] =>
  Array.from(characters, (character) => character.charCodeAt(0));
const quotes = codesOf('"\'`');
const closers = codesOf(',}');
const escapedEnds = codesOf('nrtux"\'`');
