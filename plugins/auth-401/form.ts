/** How tags are written: plain, or as Codex writes them, for dashboards that show both. */
import type { TagValue } from './session-tags.js';
import { tagRules } from './tags.js';

/** `plain`: values as they are, absent ones left out. `codex`: texts in double quotes, and absent ones as two quotes. */
export type TagForm = 'plain' | 'codex';

/** Tags as `bus.facts()` gives them. */
export type Tags = Readonly<Record<string, string | number | boolean>>;

const bareTags: ReadonlySet<string> = new Set(tagRules.flatMap(({ tag, isBare }) => (isBare ? [tag] : [])));

/** A copy of the tags in a form. Nothing of a kept value needs an escape within quotes. */
export function writeTags(tags: ReadonlyMap<string, TagValue>, form: TagForm): Tags {
  const written: Record<string, string | number | boolean> = {};
  for (const [tag, value] of tags) {
    if (form === 'plain' || (bareTags.has(tag) && value !== undefined)) {
      if (value !== undefined) written[tag] = value;
    } else written[tag] = `"${value ?? ''}"`;
  }
  return written;
}
