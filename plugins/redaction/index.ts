/** `redaction`: takes keys, tokens and passwords out of every text of an event, before anything leaves or is shown. */
import { definePlugin } from '../../core/index.js';
import { prepareClean } from './clean.js';
import { options, type RedactionOptions } from './options.js';
import { prepareRedactor, type Redactor } from './redactor.js';

export type { RedactionOptions } from './options.js';
export type { FindSpans, FunctionRule, KeyRule, LiteralRule, OwnRule, PatternRule } from './own-rule.js';
export type { Redactor } from './redactor.js';
export type { Finding } from './rule.js';

const clock = (): number => performance.now();

/**
 * The plugin. Its `redact` step scans all texts: declared and undeclared fields, names and nested values too, and the facts
 * of the session. A secret becomes `[REDACTED:kind]`, what stands around it stays. It catches no exception of its own: an event
 * that it cannot clean is refused by the bus. A text for which a rule of the host fails is withheld.
 */
export const redaction = definePlugin<RedactionOptions>({
  name: 'redaction',
  options,
  setup({ options: chosen, report, alter }) {
    const { patterns, rules, allow, hash } = chosen;
    const redactor = prepareRedactor(chosen, { clock, report });
    const describe = () => ({
      patterns,
      rules: rules.map((rule) => `${rule.name}: ${Object.keys(rule).find((key) => key !== 'name')}`),
      allow,
      hasHash: hash !== undefined,
      rulesOff: redactor.rulesOff(),
    });
    if (patterns.length === 0 && rules.length === 0) return { describe };
    const clean = prepareClean(redactor, { allow, withhold: () => alter('withheld') });
    return { ...clean, describe };
  },
});

/**
 * A redactor under complete options, for texts outside of a bus. `report` is told, once, when a rule of the host fails; its
 * methods then throw, and the text is nobody's to send.
 */
export const createRedactor = (
  chosen: RedactionOptions,
  report: (message: string, cause?: unknown) => void = () => undefined,
): Redactor => prepareRedactor(chosen, { clock, report });

/** The rules of the set `default` alone. */
let defaultRedactor: Redactor | undefined;

/**
 * Cleans one text by the rules of the set `default`, for texts that a host sends elsewhere. Returns the same text when
 * there is nothing to hide. Its cost grows with the length of the text only, whatever stands in it.
 */
export function cleanText(text: string): string {
  defaultRedactor ??= createRedactor({ patterns: ['default'], rules: [], allow: [] });
  return defaultRedactor.clean(text);
}
