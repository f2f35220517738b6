/** What a rule is: the marks that every secret of its kind holds, and how far the secret reaches around one of them. */
import type { Mark } from './mark.js';

/** The characters of a text that a rule takes away. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A secret that was found. */
export interface Finding extends Span {
  /** Names the kind in `[REDACTED:…]`. */
  readonly kind: string;
  /** What gave it away, for people; never a part of it. */
  readonly because: string;
}

/** One kind of secret. */
export interface Rule {
  /** Names the kind in `[REDACTED:…]`: lower-case words with hyphens. */
  readonly kind: string;
  /** What gives such a secret away, for people. */
  readonly because: string;
  readonly marks: readonly Mark[];
  /**
   * The secret whose mark stands from `at` to `end`; nothing: a false alarm. A false alarm may cost a constant only,
   * whatever the text; a secret as much as it is long.
   */
  readonly find: (text: string, at: number, end: number) => Span | undefined;
}

/** What a sticky expression takes at a place; nothing: it takes no character. */
export function spanOf(sticky: RegExp, text: string, start: number): Span | undefined {
  sticky.lastIndex = start;
  return sticky.test(text) && sticky.lastIndex > start ? { start, end: sticky.lastIndex } : undefined;
}

/** Where a sticky expression ends that begins at a place; nothing: it does not match there. */
export function endOf(sticky: RegExp, text: string, start: number): number | undefined {
  sticky.lastIndex = start;
  return sticky.test(text) ? sticky.lastIndex : undefined;
}

/** What is put in the place of what was cut away. */
const cutMark = /\s{0,2}(?:\\[nr]){0,2}(?:…|\.{3}|\[\.{3}|\[(?:truncated|cut))/y;

/** Nobody cuts a text to fewer characters without a mark of the cut. */
export const minCutLength = 256;

/** Whether the text may have been cut at a place, so that what stands before it is the beginning of something longer. */
export const isCutAt = (text: string, at: number): boolean =>
  at === text.length ? at >= minCutLength : endOf(cutMark, text, at) !== undefined;
