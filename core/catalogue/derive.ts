/** Derived fields: lengths, counts and numbers that follow from another field, computed before any cut or mask. */
import type { CounterDerivation, FieldValue, TextDerivation } from '../events.js';

/** Number of Unicode scalars of a text; a lone surrogate counts as one. */
export const countOfScalars = (from: string): TextDerivation => ({ from, compute: countScalars });

/** Length of a text in UTF-8 bytes. */
export const lengthInBytes = (from: string): TextDerivation => ({ from, compute: (text) => Buffer.byteLength(text) });

/** Number of lines as Rust counts them: split at LF, a trailing LF adds none, an empty text has none. */
export const countOfLines = (from: string): TextDerivation => ({ from, compute: countLines });

/** Number of names in a list joined by comma and space. */
export const countOfNames = (from: string): TextDerivation => ({
  from,
  compute: (text) => (text === '' ? 0 : text.split(',').length),
});

/** Whether the log lane's preview of the text is shorter than the text. */
export const isLongerThanPreview = (from: string): TextDerivation => ({ from, compute: exceedsBytes });

/** Whether a text is longer than its own bound in UTF-8 bytes, so that it is cut. */
export const isLongerThan = (from: string, maxBytes: number): TextDerivation => ({
  from,
  compute: (text) => exceedsBytes(text, maxBytes),
});

/** A value that depends on whether a text is empty. */
export const whetherNamed = <T extends FieldValue>(from: string, named: T, unnamed: T): TextDerivation => ({
  from,
  compute: (text) => (text === '' ? unnamed : named),
});

/** A number that counts up within the session, from 1; a given one moves the count on. */
export const numberInSession = (counter: string): CounterDerivation => ({ counter });

/** Whether a text takes more than `maxBytes` UTF-8 bytes; looks at the bytes only when the length does not decide. */
function exceedsBytes(text: string, maxBytes: number): boolean {
  if (text.length * 3 <= maxBytes) return false;
  return text.length > maxBytes || Buffer.byteLength(text) > maxBytes;
}

/** A search by pattern is many times faster than a loop, and at once over for a text of one-byte characters. */
const surrogate = /[\ud800-\udbff]/;

function countScalars(text: string): number {
  if (!surrogate.test(text)) return text.length;
  let pairs = 0;
  for (let at = 0; at < text.length - 1; at++) {
    if ((text.charCodeAt(at) & 0xfc00) !== 0xd800 || (text.charCodeAt(at + 1) & 0xfc00) !== 0xdc00) continue;
    pairs++;
    at++;
  }
  return text.length - pairs;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return text === '' || text.endsWith('\n') ? lines : lines + 1;
}
