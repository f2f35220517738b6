/** The rule by which Codex makes a metric tag value of any text. */

/** Most bytes of a tag value; all of them are ASCII. */
const maxTagBytes = 256;
const unspecified = 'unspecified';

/**
 * `Codex Desktop` becomes `Codex_Desktop`: each character that is no ASCII letter, digit, `.`, `_`, `-` or `/` becomes `_`, `_` at
 * both ends goes, and the rest is cut to 256 bytes. A text without an ASCII letter or digit becomes `unspecified`.
 */
export function sanitiseTag(value: string): string {
  const tag = withoutOuterUnderscores(value.replace(/[^A-Za-z0-9._/-]/gu, '_'));
  return /[A-Za-z0-9]/.test(tag) ? tag.slice(0, maxTagBytes) : unspecified;
}

function withoutOuterUnderscores(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text[start] === '_') start++;
  while (end > start && text[end - 1] === '_') end--;
  return text.slice(start, end);
}
