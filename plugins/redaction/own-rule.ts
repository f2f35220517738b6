/** Rules of the owner: what they may say, checked when the plugin is set up. */
import * as v from 'valibot';
import { says } from '../../core/index.js';
import { faultOf } from './safe-pattern.js';

/** Finds secrets in a text: pairs of places, each from the first character to behind the last one. Called for every text: be quick. */
export type FindSpans = (text: string) => ReadonlyArray<readonly [start: number, end: number]>;

/** A text that is hidden wherever it stands. */
export interface LiteralRule {
  readonly name: string;
  readonly literal: string;
}

/** A regular expression that cannot blow up. `anchor`: a text that every match holds; texts without it are not looked at. */
export interface PatternRule {
  readonly name: string;
  readonly pattern: string;
  readonly anchor?: string | undefined;
}

/** Names whose values are hidden, as attributes, members of JSON and in `name=value`; in any case, as whole words. */
export interface KeyRule {
  readonly name: string;
  readonly keys: readonly string[];
}

/** A function; in code only. */
export interface FunctionRule {
  readonly name: string;
  readonly find: FindSpans;
}

/** A rule of the owner. `name` stands in `[REDACTED:name]`. */
export type OwnRule = LiteralRule | PatternRule | KeyRule | FunctionRule;

const minLiteralLength = 4;
const minAnchorLength = 3;
const maxPatternLength = 1_000;

const nameWords = says('must be a name of lower-case words with hyphens', 'write name: "customer-id"');
const name = v.pipe(v.string(nameWords), v.regex(/^[a-z][a-z0-9-]{0,47}$/, nameWords));

function textOf(what: string, least: number, most: number, example: string) {
  const words = says(`must be ${what} of ${least} to ${most} characters`, `write ${example}`);
  return v.pipe(v.string(words), v.minLength(least, words), v.maxLength(most, words));
}

const literal = v.strictObject({
  name,
  literal: textOf('a text', minLiteralLength, 4_096, 'literal: "Project Falcon"'),
});

/** A rule whose anchor is mistyped would hide nothing, without a word. */
const anchorWords = says(
  'does not stand in the pattern, so that the rule would find nothing',
  'write a part of the pattern that every match holds',
);

const pattern = v.pipe(
  v.strictObject({
    name,
    pattern: v.pipe(
      textOf('a regular expression', 1, maxPatternLength, 'pattern: "EMP-[0-9]{6}"'),
      v.rawCheck(({ dataset, addIssue }) => {
        const message = dataset.typed ? faultOf(dataset.value) : undefined;
        if (message) addIssue({ message });
      }),
    ),
    anchor: v.optional(textOf('a text that every match holds,', minAnchorLength, 256, 'anchor: "EMP-"')),
  }),
  v.forward(
    v.check((rule) => rule.anchor === undefined || withoutEscapes(rule.pattern).includes(rule.anchor), anchorWords),
    ['anchor'],
  ),
);

/** What escaped punctuation of a pattern stands for. */
function withoutEscapes(source: string): string {
  return source.replace(/\\([^A-Za-z0-9])/g, '$1');
}

const keysWords = says('must be a list of names', 'write keys: [customer_id]');
const keys = v.strictObject({
  name,
  keys: v.pipe(v.array(textOf('a name', 2, 128, 'customer_id'), keysWords), v.minLength(1, keysWords)),
});

const find = v.strictObject({
  name,
  find: v.custom<FindSpans>(
    (value) => typeof value === 'function',
    says('must be a function', 'write find: (text) => [[start, end]], in code'),
  ),
});

const forms = { literal, pattern, keys, find } as const;
const formWords = says(
  'must be a rule with a name and one of literal, pattern, keys or find',
  'write { name: "employee", pattern: "EMP-[0-9]{6}", anchor: "EMP-" }',
);

/** The schema of one rule. Every message is a fixed text. */
export const ownRule = v.lazy((input) => {
  const form =
    isObject(input) && Object.hasOwn(input, 'name')
      ? (Object.keys(forms) as (keyof typeof forms)[]).find((key) => Object.hasOwn(input, key))
      : undefined;
  return form ? forms[form] : v.custom<OwnRule>(() => false, formWords);
}) satisfies v.GenericSchema<unknown, OwnRule>;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
