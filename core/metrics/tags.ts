/** Tags: a key by which a set of them is known again, and the set itself, checked, merged and in order. */
import type { Tags } from './point.js';
import { checkTag } from './rules.js';

/** A text that is the same for the same tags in the same order. Two sets of legal tags never share one. */
export function keyOfTags(tags: Tags): string {
  let key = '';
  for (const name in tags) key += `${name}=${tags[name]},`;
  return key;
}

/** The tags of a call over the defaults, with the keys in order. Throws `MetricsError` for one of the call that is not legal. */
export function mergeTags(defaults: Tags, tags: Tags): Tags {
  for (const [key, value] of Object.entries(tags)) checkTag(key, value);
  const merged = Object.entries({ ...defaults, ...tags });
  return Object.freeze(Object.fromEntries(merged.sort(([one], [other]) => (one < other ? -1 : 1))));
}
