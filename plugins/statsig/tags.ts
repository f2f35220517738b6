/** The tags that every session metric carries. */
import { type SessionFacts, sanitizeMetricTagValue } from '../../core/index.js';

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
