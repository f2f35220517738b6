/** Rules that run the owner's own pattern or function: measured, and closed when one fails or is slow. */
import type { FindSpans, FunctionRule, PatternRule } from './own-rule.js';
import type { Finding } from './rule.js';

/** A rule of the owner could not look at a text, so that nobody knows what the text holds: it is withheld. */
export class RuleFailed extends Error {
  override readonly name = 'RuleFailed';
}

/** A rule of the owner that is at work. */
export interface HostRule {
  readonly name: string;
  /** It failed or was slow too often: every text that it would look at is withheld. */
  readonly isOff: boolean;
  /** Finds its secrets. Throws `RuleFailed`. */
  find(text: string): readonly Finding[];
}

/** What host rules need of their surroundings. */
export interface HostRuleParts {
  /** Milliseconds that only go forward. */
  readonly clock: () => number;
  /** Tells of a failure; once for each rule and kind of failure. */
  readonly report: (message: string, cause?: unknown) => void;
}

/** Milliseconds that a call may take: some for the machine, which may be busy, and some for each character. */
const freeMs = 50;
const msPerCharacter = 0.001;
/** Slow calls after which a rule is switched off. */
const maxSlowCalls = 3;

/** Prepares one. */
export function prepareHostRule(rule: PatternRule | FunctionRule, { clock, report }: HostRuleParts): HostRule {
  const { name } = rule;
  const because = 'pattern' in rule ? 'matches a pattern of the configuration' : 'was found by a function of the host';
  const anchor = 'pattern' in rule ? rule.anchor : undefined;
  const findSpans = 'pattern' in rule ? byPattern(rule.pattern) : rule.find;
  const told = new Set<string>();
  let slowCalls = 0;

  return {
    name,
    get isOff() {
      return slowCalls >= maxSlowCalls;
    },
    find(text) {
      if (anchor !== undefined && !text.includes(anchor)) return [];
      if (slowCalls >= maxSlowCalls) throw new RuleFailed(name);
      const begin = clock();
      const findings = check(run(text), text.length);
      if (clock() - begin > freeMs + text.length * msPerCharacter) throw slow();
      return findings;
    },
  };

  function run(text: string): unknown {
    try {
      return findSpans(text);
    } catch (thrown) {
      throw failed('threw; texts for which it does are withheld', thrown);
    }
  }

  function check(spans: unknown, length: number): readonly Finding[] {
    if (spans instanceof Promise) spans.catch(() => undefined);
    if (!Array.isArray(spans) || !spans.every((span) => isSpan(span, length)))
      throw failed('returned something that is no list of places; such texts are withheld');
    return spans.map(([start, end]) => ({ kind: name, because, start, end }));
  }

  function slow(): RuleFailed {
    slowCalls++;
    return slowCalls < maxSlowCalls
      ? failed('took too long; the text is withheld')
      : failed(`took too long ${maxSlowCalls} times and is switched off; every text that it would look at is withheld`);
  }

  function failed(message: string, cause?: unknown): RuleFailed {
    if (!told.has(message)) report(`the rule ${name} ${message}`, cause);
    told.add(message);
    return new RuleFailed(name, { cause });
  }
}

function byPattern(pattern: string): FindSpans {
  const expression = new RegExp(pattern, 'g');
  return (text) =>
    Array.from(text.matchAll(expression), ({ index, 0: match }) => [index, index + match.length] as const);
}

function isSpan(span: unknown, length: number): span is readonly [number, number] {
  if (!Array.isArray(span) || span.length !== 2) return false;
  const [start, end]: unknown[] = span;
  return (
    Number.isSafeInteger(start) &&
    Number.isSafeInteger(end) &&
    0 <= Number(start) &&
    Number(start) < Number(end) &&
    Number(end) <= length
  );
}
