/** What is wrong with a pattern of the owner: it does not compile, takes nothing, or may cost more than a constant a character. */
import type * as RedosDetector from 'redos-detector';
import { says } from '../../core/index.js';

const doesNotCompile = says('is not a regular expression of JavaScript', 'correct it; try it in a console of Node');
const matchesEmpty = says('matches the empty text, so that it hides nothing', 'ask for at least one character');
const isNoClass = says('holds \\p{…}, which means the letter p here', 'list the characters, such as [A-Za-zÀ-ž]');
const isUnknown = says('holds what the check of patterns does not know', 'write it in a simpler way');
const mayBlowUp = says(
  'may take very long for some texts, since repetitions in it can match the same characters in many ways',
  'give each repetition a beginning that nothing else matches, and an upper limit, such as EMP-[0-9]{6,12}; or write several rules',
);

/** A class of characters of Unicode; without the flag `u` it matches the text `p{…}`, and the rule would hide nothing without a word. */
const classOfUnicode = /(?<!\\)(?:\\\\)*\\[pP]\{/;

/** Ways in which a text may be matched. A pattern that cannot be shown to have no more is refused. */
const maxScore = 200;
const maxSteps = 20_000;
/** Milliseconds, where even these steps take long. */
const timeout = 2_000;

/** Says it; nothing: the pattern may be used. The checker is loaded when the first pattern comes. */
export function faultOf(pattern: string): string | undefined {
  let expression: RegExp;
  try {
    expression = new RegExp(pattern);
  } catch {
    return doesNotCompile;
  }
  if (expression.test('')) return matchesEmpty;
  if (classOfUnicode.test(pattern)) return isNoClass;
  try {
    return loadDetector().isSafe(expression, { maxScore, maxSteps, timeout }).safe ? undefined : mayBlowUp;
  } catch {
    return isUnknown;
  }
}

/** At once and not by a promise, since a set-up is done at once. */
function loadDetector(): typeof RedosDetector {
  return process.getBuiltinModule('node:module').createRequire(import.meta.url)('redos-detector');
}
