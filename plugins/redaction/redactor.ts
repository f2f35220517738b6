/** The redactor: what the options ask for, put together. It finds the secrets of a text and puts something else in their place. */
import { emailRule, findHighEntropy, homeDirectoryRule } from './by-choice.js';
import { mayEndCut } from './cut-token.js';
import { defaultRules } from './default-rules.js';
import { type HostRule, type HostRuleParts, prepareHostRule } from './host-rule.js';
import { markOf } from './mark.js';
import { isSecretName, namedBy } from './named-secret.js';
import type { RedactionOptions } from './options.js';
import type { OwnRule } from './own-rule.js';
import { placeholderOf, type Replace, replaceWithHash } from './placeholder.js';
import type { Finding, Rule } from './rule.js';
import { prepareScan, type Scanner } from './scan.js';
import { pile } from './sieve.js';

/** Cleans texts, each on its own. */
export interface Redactor {
  /** The secrets of a text, in order; they do not overlap. Throws `RuleFailed`. */
  find(text: string): readonly Finding[];
  /** The text without its secrets; the same text when it holds none. Throws `RuleFailed`. */
  readonly clean: (text: string) => string;
  /** Whether it has rules of the host, which may fail. */
  readonly mayFail: boolean;
  /** The kind of what a field of this name holds; nothing: its name says nothing. */
  kindOfName(name: string): string | undefined;
  /** What stands in the place of a part of a text that is a secret of a kind. */
  replace(text: string, secret: Pick<Finding, 'kind' | 'start' | 'end'>): string;
  /** Fewest characters of a text that may hold a secret. */
  readonly shortestSecret: number;
  /** Rules that are switched off, since they were too slow. */
  rulesOff(): readonly string[];
}

/** The redactor as the walk over an event uses it: a look at all texts at once comes first. */
export interface PilingRedactor extends Redactor {
  /** Adds a text to the pile; `false`: it has to be looked at alone. */
  readonly pileUp: (text: string) => boolean;
  /** Whether one of the texts of the pile may have to be cleaned. A "no" is certain. */
  readonly mayHoldSecret: Scanner['mayHoldSecret'];
}

const none: readonly Finding[] = [];
/** No rule of the set `default` finds a secret in a text that is shorter: `://:x@y` has no more. */
const shortestOfDefault = 7;

/** Puts a redactor together. */
export function prepareRedactor({ patterns, rules, hash }: RedactionOptions, parts: HostRuleParts): PilingRedactor {
  const keyRules = rules.filter((rule) => 'keys' in rule);
  const hostRules = rules.flatMap((rule) =>
    'pattern' in rule || 'find' in rule ? [prepareHostRule(rule, parts)] : [],
  );
  const ruleNames = new Map(keyRules.flatMap(({ name, keys }) => keys.map((key) => [key.toLowerCase(), name])));
  const { scan, mayHoldSecret, mayBeCut } = prepareScan(rulesFor(patterns, rules), {
    hasTokens: patterns.includes('default'),
    ...(patterns.includes('high-entropy') && { lookAtWord: findHighEntropy }),
  });
  const replace: Replace = hash ? replaceWithHash(hash.key) : (_, { kind }) => placeholderOf(kind);
  /** Nothing: there are no secrets. */
  const search: (text: string) => readonly Finding[] | undefined =
    hostRules.length === 0
      ? scan
      : (text) => withoutOverlap([...(scan(text) ?? none), ...hostRules.flatMap((rule) => rule.find(text))]);

  return {
    find: (text) => search(text) ?? none,
    clean(text) {
      const findings = search(text);
      return findings === undefined ? text : replaceFindings(text, findings, replace);
    },
    pileUp: (text) => pile.add(text) && !(mayEndCut(text.length, pile.lastByte()) && mayBeCut(text)),
    mayHoldSecret: hostRules.length > 0 ? () => true : mayHoldSecret,
    mayFail: hostRules.length > 0,
    kindOfName: (name) =>
      ruleNames.get(name.toLowerCase()) ?? (patterns.includes('default') && isSecretName(name) ? 'secret' : undefined),
    replace,
    shortestSecret: rules.length === 0 && patterns.every((set) => set === 'default') ? shortestOfDefault : 1,
    rulesOff: () => hostRules.filter(({ isOff }: HostRule) => isOff).map(({ name }) => name),
  };
}

function rulesFor(patterns: RedactionOptions['patterns'], own: readonly OwnRule[]): Rule[] {
  return [
    ...own.flatMap(toRules),
    ...(patterns.includes('default') ? defaultRules : []),
    ...(patterns.includes('email') ? [emailRule] : []),
    ...(patterns.includes('home-directory') ? [homeDirectoryRule] : []),
  ];
}

function toRules(rule: OwnRule): Rule[] {
  if ('keys' in rule) return [namedBy(rule.name, rule.keys)];
  if (!('literal' in rule)) return [];
  return [
    {
      kind: rule.name,
      because: 'is a text of the configuration',
      marks: [markOf(rule.literal)],
      find: (_, start, end) => ({ start, end }),
    },
  ];
}

/** In order, and each only as far as the one before it leaves something; nothing: there are none. */
function withoutOverlap(findings: Finding[]): Finding[] | undefined {
  if (findings.length === 0) return undefined;
  let hiddenUntil = 0;
  return findings
    .sort((one, other) => one.start - other.start || other.end - one.end)
    .flatMap((found) => {
      if (found.end <= hiddenUntil) return [];
      const start = Math.max(found.start, hiddenUntil);
      hiddenUntil = found.end;
      return [{ ...found, start }];
    });
}

function replaceFindings(text: string, findings: readonly Finding[], replace: Replace): string {
  let cleaned = '';
  let copied = 0;
  for (const found of findings) {
    cleaned += text.slice(copied, found.start) + replace(text, found);
    copied = found.end;
  }
  return cleaned + text.slice(copied);
}
