/** What the configuration may say of `redaction`. */
import * as v from 'valibot';
import { says } from '../../core/index.js';
import { type OwnRule, ownRule } from './own-rule.js';

const sets = ['default', 'email', 'home-directory', 'high-entropy'] as const;
const setWords = says(`must be a list of ${sets.join(', ')}`, 'write patterns: [default]');
const rulesWords = says('must be a list of rules', 'write rules: [{ name: "falcon", literal: "Project Falcon" }]');
const allowWords = says('must be a list of names of attributes', 'write allow: [build.id]');
const keyWords = says('must be a key of at least 16 characters', `write hash: { key: "\${REDACTION_HASH_KEY}" }`);

/** Complete options of the plugin. */
export interface RedactionOptions {
  /**
   * Sets of rules. `default`: keys, tokens, passwords and private keys. By choice also `email`: addresses; `home-directory`:
   * the names of users in paths; `high-entropy`: long words that look random. `[]` switches all off; the content switches of
   * the `otel` table hold nevertheless.
   */
  readonly patterns: readonly (typeof sets)[number][];
  /** Rules of the owner's own. */
  readonly rules: readonly OwnRule[];
  /** Names of attributes that were approved: their values travel as they are. */
  readonly allow: readonly string[];
  /** Adds a short hash with this key to what stands in the place of a secret, so that equal ones can be told equal. */
  readonly hash?: { readonly key: string } | undefined;
}

/** The schema; every message that tells more than a place is a fixed text. */
export const options: v.GenericSchema<unknown, RedactionOptions> = v.strictObject({
  patterns: v.optional(v.array(v.picklist(sets, setWords), setWords), () => ['default' as const]),
  rules: v.optional(v.array(ownRule, rulesWords), []),
  allow: v.optional(v.array(v.pipe(v.string(allowWords), v.minLength(1, allowWords)), allowWords), []),
  hash: v.optional(v.strictObject({ key: v.pipe(v.string(keyWords), v.minLength(16, keyWords)) })),
});
