/** The rule by which Codex makes a metric tag value of any text; the event attribute `originator` follows it too. */

/** What a tag reads when nothing legal remains of its value. */
export const unspecifiedTag = 'unspecified';

/** Most bytes of a tag value; all of them are ASCII. */
const maxTagBytes = 256;

/**
 * `Codex Desktop` becomes `Codex_Desktop`: each character that is no ASCII letter, digit, `.`, `_`, `-` or `/` becomes `_`, `_` at
 * both ends goes, and the rest is cut to 256 bytes. A text without an ASCII letter or digit becomes `unspecified`.
 */
export function sanitizeMetricTagValue(value: string): string {
  const tag = withoutOuterUnderscores(value.replace(/[^A-Za-z0-9._/-]/gu, '_'));
  return /[A-Za-z0-9]/.test(tag) ? tag.slice(0, maxTagBytes) : unspecifiedTag;
}

/** In one pass: a pattern for both ends would take quadratic time on a long run of underscores. */
function withoutOuterUnderscores(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text[start] === '_') start++;
  while (end > start && text[end - 1] === '_') end--;
  return text.slice(start, end);
}
