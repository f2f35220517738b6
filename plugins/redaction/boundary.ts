/** Where a word begins in text that may be escaped: in `\nAKIA…` and `%3DAKIA…` the secret begins after the escape. */

/** Whether such a character stands before `at` and is not part of an escape. */
export function follows(character: RegExp, text: string, at: number): boolean {
  return at > 0 && character.test(text.charAt(at - 1)) && !endsEscape(text, at);
}

/** Whether a word may begin at `at`: no letter, digit or underscore of another word stands before it. */
export const isWordStart = (text: string, at: number): boolean => !follows(wordCharacter, text, at);

const wordCharacter = /\w/;

/** `\n`, `\x3d`, `\u003d`, `%3D`, or the end of a terminal's colour. */
const escapeEnd = /(?:\\[0bfnrtv]|\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|%(?:25){0,3}[0-9A-Fa-f]{2}|[0-9;[]m)$/;
const longestEscape = 9;

const endsEscape = (text: string, at: number): boolean =>
  escapeEnd.test(text.slice(Math.max(0, at - longestEscape), at));
