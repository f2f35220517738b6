/** What some want to keep to themselves and others need to see: e-mail addresses, home directories, strings of high entropy. */
import { isWordStart } from './boundary.js';
import { markOf } from './mark.js';
import { endOf, type Finding, type Rule, type Span } from './rule.js';

const beforeAt = /[A-Za-z0-9._%+-]{1,64}$/;
const afterAt = /(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.)){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])/y;
const longestLocalPart = 64;

/** Set `email`. */
export const emailRule: Rule = {
  kind: 'email',
  because: 'has the form of an e-mail address',
  marks: [markOf('@'), markOf('%40')],
  find(text, at, end) {
    const local = beforeAt.exec(text.slice(Math.max(0, at - longestLocalPart), at))?.[0];
    const domainEnd = local === undefined ? undefined : endOf(afterAt, text, end);
    return local === undefined || domainEnd === undefined ? undefined : { start: at - local.length, end: domainEnd };
  },
};

const userName = /[^\s/\\"'`:;,<>|*?]{1,64}/y;

/** Set `home-directory`: the name of the user in it. */
export const homeDirectoryRule: Rule = {
  kind: 'user-name',
  because: 'is the name of a home directory',
  marks: [
    '/home/',
    '/Users/',
    ':\\Users\\',
    ':\\\\Users\\\\',
    ':/Users/',
    '%2Fhome%2F',
    '%2FUsers%2F',
    '%2fhome%2f',
    '%2fUsers%2f',
  ].map((text) => markOf(text)),
  find(text, at, end) {
    if (text.charAt(at) === '/' && !isWordStart(text, at)) return undefined;
    const userEnd = endOf(userName, text, end);
    return userEnd === undefined ? undefined : { start: end, end: userEnd };
  },
};

const mixed = /^(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])(?=[^0-9]*[0-9])/;
/** Bits a character: random base64 of 32 characters has about 4.5, a name in camel case less than 4. */
const minEntropyBits = 4.2;
/** Characters of a word that are looked at. */
const lookLength = 256;

/** Set `high-entropy`: a word of at least 32 characters with letters of both cases and digits that look random. Hashes in hex do not. */
export function findHighEntropy(text: string, { start, end }: Span): Finding | undefined {
  const word = text.slice(start, Math.min(end, start + lookLength));
  if (word.includes('/') || !mixed.test(word) || entropyOf(word) < minEntropyBits) return undefined;
  return { kind: 'high-entropy', because: 'is long and looks random', start, end };
}

/** Shannon's entropy in bits a character. */
function entropyOf(word: string): number {
  const counts = new Map<string, number>();
  for (const character of word) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / word.length) * Math.log2(count / word.length);
  return bits;
}
