/** The rules: where a secret may begin, how far it reaches, and what is put in its place. */
import { follows, isWordStart } from './boundary.js';
import { findNamedSecret, namedSecretAnchor } from './named-secret.js';

/** The characters of a text that a rule takes away. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One kind of secret. */
export interface Rule {
  /** Names the kind in `[REDACTED:…]`. */
  readonly name: 'bearer-token' | 'openai-key' | 'aws-key' | 'secret' | 'credentials';
  /**
   * Source of a tight regular expression without capture groups, in its exact case: all anchors together are one test over
   * a text, so almost every text is done with it. It may cost no more than a constant per character, whatever follows.
   */
  readonly anchor: string;
  /** Sticky: what a secret of this kind looks like wherever it stands, so that a named one can be told by its kind. */
  readonly shape?: RegExp;
  /** The secret whose anchor matched from `at` to `end`; nothing: a false alarm, known after a constant number of characters. */
  readonly confirm: (text: string, at: number, end: number) => Span | undefined;
}

const keyOfOpenai = /sk-[A-Za-z0-9_-]{20,}/y;
/** A key that begins inside a word, where `task-…` and `disk-…` must not be taken for one. */
const keyOfOpenaiInWord = /sk-(?:[A-Za-z0-9]{20}|(?:proj|ant|svcacct|admin)-[A-Za-z0-9_-]{20})[A-Za-z0-9_-]*/y;
const keyOfAws = /A[KS]IA[A-Z0-9]{16}/y;
/** The token after `Bearer`: at least 16 characters, as Codex has it. */
const bearerToken = /[A-Za-z0-9._~+/-]{16,}=*/y;
const letter = /[A-Za-z]/;
const upperCaseOrDigit = /[A-Z0-9]/;
const userinfo = /[^\s/?#"'`\\<>]*(?=@)/y;
/** A user's name alone is no secret unless it is as long as a token. */
const minUserLength = 20;

/** The rules of the set `default`. */
export const defaultRules: readonly Rule[] = [
  {
    name: 'bearer-token',
    anchor: '[Bb][Ee][Aa][Rr][Ee][Rr][ \\t]+[A-Za-z0-9._~+/-]{16}',
    confirm: (text, at, end) => (isWordStart(text, at) ? spanOf(bearerToken, text, end - 16) : undefined),
  },
  {
    name: 'openai-key',
    anchor: 'k-[A-Za-z0-9_-]{20}(?<=sk-.{20})',
    shape: keyOfOpenai,
    confirm: (text, at) => spanOf(follows(letter, text, at - 1) ? keyOfOpenaiInWord : keyOfOpenai, text, at - 1),
  },
  {
    name: 'aws-key',
    anchor: '[KS]IA[A-Z0-9]{16}(?![A-Z0-9])(?<=A.IA.{16})',
    shape: keyOfAws,
    confirm: (text, at) => (follows(upperCaseOrDigit, text, at - 1) ? undefined : spanOf(keyOfAws, text, at - 1)),
  },
  { name: 'secret', anchor: namedSecretAnchor, confirm: findNamedSecret },
  {
    name: 'credentials',
    anchor: ':\\/\\/[^\\s/?#"\'`\\\\<>@]*@[A-Za-z0-9[]',
    confirm: (text, at) => {
      const span = spanOf(userinfo, text, at + '://'.length);
      const hasPassword = span !== undefined && text.slice(span.start, span.end).includes(':');
      return span && (hasPassword || span.end - span.start >= minUserLength) ? span : undefined;
    },
  },
];

/** What a sticky expression takes at a place; nothing: it takes no character. */
export function spanOf(sticky: RegExp, text: string, start: number): Span | undefined {
  sticky.lastIndex = start;
  return sticky.test(text) && sticky.lastIndex > start ? { start, end: sticky.lastIndex } : undefined;
}
