/** Secrets behind names without a colon or a sign of equality: `--password …`, `-u name:password`, `<password>…</password>`. */
import { markOf } from './mark.js';
import { endOf, type Rule, spanOf } from './rule.js';

const optionBefore = /--[A-Za-z0-9-]{0,24}$/;
const longestBefore = 26;
const restOfName = /[A-Za-z0-9-]{0,48}/y;
const secretName = /(?:token|secret|passw(?:or)?d|passphrase|(?:api|access|private|secret)-?key)$/i;
/** A blank, or what stands between two members of a list in JSON, also within JSON. */
const between = /(?:(?:[ \t]|%(?:25){0,3}20){1,4}["']?|\\{0,8}["'],[ \t]{0,2}\\{0,8}["'])/y;
/** What begins as a variable, an option or a placeholder is none; nor is a word without a digit. */
const value = /(?![-$<{[])(?=[^\s"'\\]{0,64}\d)[^\s"'`\\]{6,}/y;
const pair = /["']?[^\s:"'`$]{1,64}?(?::|%(?:25){0,3}3[Aa])(?!\/\/|\d+(?:\s|$))/y;
const password = /[^\s"'`$\\]{6,}/y;

const named: Rule = {
  kind: 'secret',
  because: 'stands behind an option that is named like a secret',
  // The marks of other rules: the two hyphens alone would have to be looked at everywhere.
  marks: ['token', 'secret', 'passphrase', 'passw', 'key'].map((name) => markOf(name, true)),
  find(text, at) {
    const before = optionBefore.exec(text.slice(Math.max(0, at - longestBefore), at))?.[0];
    if (before === undefined) return undefined;
    const nameAt = at - before.length + 2;
    const nameEnd = endOf(restOfName, text, nameAt) ?? nameAt;
    const from = secretName.test(text.slice(nameAt, nameEnd)) ? endOf(between, text, nameEnd) : undefined;
    return from === undefined ? undefined : spanOf(value, text, from);
  },
};

const user: Rule = {
  kind: 'credentials',
  because: 'is the password behind the name in an option for users',
  marks: [' -u ', '--user ', '%20-u%20', '--user%20', '%2520-u%2520', '--user%2520'].map((text) => markOf(text)),
  find(text, _, end) {
    const from = endOf(pair, text, end);
    return from === undefined ? undefined : spanOf(password, text, from);
  },
};

const kindsOfKey = /(?:api|access|private|secret)[_-]?$/i;
const beginningOfElement = /<[\w:.-]{0,48}$/;
const longestBeginning = 49;
/** Its end may have been cut off. */
const contents = /[^\s<>]{8,}(?=<\/|\s*(?:…|\.{3}|\[\.{3}|$))/y;

const element: Rule = {
  kind: 'secret',
  because: 'is the text of an element that is named like a secret',
  marks: ['token>', 'secret>', 'password>', 'passwd>', 'passphrase>', 'key>'].map((name) => markOf(name, true)),
  find(text, at, end) {
    const before = text.slice(Math.max(0, at - longestBeginning), at);
    const isNamed = end - at !== 'key>'.length || kindsOfKey.test(before);
    return isNamed && beginningOfElement.test(before) ? spanOf(contents, text, end) : undefined;
  },
};

/** The rules. */
export const optionRules: readonly Rule[] = [named, user, element];
