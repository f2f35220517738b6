/** `redaction`: takes keys, tokens and passwords out of every text of an event, before anything leaves or is shown. */
import * as v from 'valibot';
import { definePlugin } from '../../core/index.js';
import { prepareClean } from './clean.js';
import { defaultRules } from './rules.js';
import { prepareScan } from './scan.js';

const options = v.strictObject({
  patterns: v.optional(
    v.pipe(
      v.array(v.picklist(['default'])),
      v.description(
        'The sets of patterns to look for. There is one, `default`: bearer tokens, OpenAI-like keys, AWS access keys, values that a name tells to be a token, a secret, a password or an API key, and credentials in URLs. `[]` switches patterns off; the content switches hold nevertheless.',
      ),
    ),
    () => ['default' as const],
  ),
});

/** The options of `plugins.redaction`, complete. */
export type RedactionOptions = v.InferOutput<typeof options>;

const scanDefault = prepareScan(defaultRules);

/**
 * The plugin. Its `redact` step scans all texts: declared and undeclared fields, names and nested values too, and the facts
 * of the session. A secret becomes `[REDACTED:kind]`, what stands around it stays. It catches no exception: an event that it
 * cannot clean is refused by the bus.
 */
export const redaction = definePlugin<RedactionOptions>({
  name: 'redaction',
  options,
  setup: ({ options: { patterns } }) => (patterns.includes('default') ? { redact: prepareClean(scanDefault) } : {}),
});

/**
 * Cleans one text by the patterns of the set `default`, for texts that a host sends elsewhere. Returns the same text when
 * there is nothing to hide. Its cost grows with the length of the text only, whatever stands in it.
 */
export const cleanText = (text: string): string => scanDefault(text);
