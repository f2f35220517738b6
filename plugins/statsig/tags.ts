/** Metric tags: text made legal, and the tags that every session metric carries. */
import type { SessionFacts } from '../../core/index.js';

/** What a tag reads when nothing legal remains of its value. */
export const unspecified = 'unspecified';

const maxTagCharacters = 256;

/**
 * Makes a tag value legal as Codex does: every character outside `[A-Za-z0-9._/-]` becomes `_`, underscores at both ends
 * go, and at most 256 bytes stay; `unspecified` when no ASCII letter or digit remains.
 */
export function sanitizeMetricTagValue(value: string): string {
  const legal = trimUnderscores(value.replace(/[^A-Za-z0-9._/-]/gu, '_'));
  return /[A-Za-z0-9]/.test(legal) ? legal.slice(0, maxTagCharacters) : unspecified;
}

/**
 * Session facts that are metric tags, by their wire names. Account, e-mail, terminal and conversation are none of them.
 * Codex refuses a whole metric for one illegal value (a model name with a colon is enough); here every value is made legal.
 */
const sessionTagNames = ['auth_mode', 'session_source', 'originator', 'model', 'app.version'] as const;

/** The tags of a session; facts that it does not have are left out. */
export function sessionTags(session: SessionFacts): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const name of sessionTagNames) {
    const value = session[name];
    if (typeof value === 'string') tags[name] = sanitizeMetricTagValue(value);
  }
  return tags;
}

/** In one pass: a pattern for both ends would take quadratic time on a long run of underscores. */
function trimUnderscores(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text[start] === '_') start++;
  while (end > start && text[end - 1] === '_') end--;
  return text.slice(start, end);
}
