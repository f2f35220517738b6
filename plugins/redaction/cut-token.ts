/** The rest of a token whose end was cut away with the end of its text. */
import { isWordStart } from './boundary.js';
import { type Finding, minCutLength } from './rule.js';
import { longForms, shortForms } from './vendor-tokens.js';

/** Beginnings, and the kinds of their tokens. */
const kinds: ReadonlyMap<string, string> = new Map([
  ...[...shortForms, ...longForms].flatMap(({ kind, prefixes }) => prefixes.map((prefix) => [prefix, kind] as const)),
  ['sk-', 'openai-key'],
  ['AKIA', 'aws-key'],
  ['ASIA', 'aws-key'],
  ['ya29.', 'google-oauth'],
  ['hvs.', 'vault-token'],
  ['dp.pt.', 'doppler-token'],
  ['SG.', 'sendgrid-key'],
]);
const escapeDots = (text: string): string => text.replaceAll('.', '\\.');
const beginning = new RegExp([...kinds.keys()].map(escapeDots).join('|'));

/** What is put in the place of what was cut away. */
const cutMark = /\s{0,2}(?:…|\.{3}|\[\.{3}[^\]]{0,64}\]|\[truncated\])(?:\r?\n)?$/;
const cutMarkLength = 80;
const longestWord = 160;
/** Fewest characters behind the beginning; less than these tell nobody anything. */
const minRestLength = 8;

/** Whether a text ends as these do: most end with a full stop, a bracket or the end of a line only. */
function mayBeMarked(text: string): boolean {
  const end = beforeLineEnd(text);
  switch (text.charCodeAt(end - 1)) {
    case 0x2026:
      return true;
    case 0x2e:
      return text.endsWith('...', end);
    case 0x5d:
      return text.endsWith('[truncated]', end) || text.includes('[...', end - cutMarkLength);
    default:
      return false;
  }
}

function beforeLineEnd(text: string): number {
  if (!text.endsWith('\n')) return text.length;
  return text.endsWith('\r\n') ? text.length - 2 : text.length - 1;
}

/** By the length of a text and the lower byte of its last character alone, whether it may be cut. A "no" is certain. */
export const mayEndCut = (length: number, lastByte: number): boolean =>
  length >= minCutLength || lastByte === 0x26 || lastByte === 0x2e || lastByte === 0x5d || lastByte === 0x0a;

/** Finds it. Most texts cost a look at their last characters. */
export function findCutToken(text: string): Finding | undefined {
  const isMarked = mayBeMarked(text);
  if (!isMarked && text.length < minCutLength) return undefined;
  const end = isMarked ? beforeCutMark(text) : text.length;
  if (end === text.length && text.length < minCutLength) return undefined;
  const wordAt = startOfWord(text, end);
  if (end - wordAt <= minRestLength) return undefined;
  const match = beginning.exec(text.slice(wordAt, end));
  const start = wordAt + (match?.index ?? 0);
  if (!match || !isWordStart(text, start) || !looksRandom(text.slice(start + match[0].length, end))) return undefined;
  return { kind: kinds.get(match[0]) ?? 'secret', because: 'begins as such a token does, and was cut off', start, end };
}

/** A rest that is no word: it has a digit, or letters of both cases. */
const looksRandom = (rest: string): boolean =>
  rest.length >= minRestLength && (/\d/.test(rest) || /[a-z].*[A-Z]|[A-Z].*[a-z]/.test(rest));

function beforeCutMark(text: string): number {
  const tail = text.slice(-cutMarkLength);
  return text.length - tail.length + tail.replace(cutMark, '').length;
}

function startOfWord(text: string, end: number): number {
  let at = end;
  while (at > end - longestWord && isInToken(text.charCodeAt(at - 1))) at--;
  return at;
}

/** Letters, digits, `-`, `_` and `.`. */
const isInToken = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x30 && code <= 0x39) ||
  code === 0x5f ||
  code === 0x2d ||
  code === 0x2e;
