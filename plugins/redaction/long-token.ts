/** The keys and tokens of vendors in long words: no mark is needed for them, since the sieve tells every long word. */
import { isWordStart } from './boundary.js';
import { endOf, type Finding, type Span } from './rule.js';
import { beginsLikeToken } from './vendor-rules.js';
import { dottedForms, longForms } from './vendor-tokens.js';

interface Form {
  readonly kind: string;
  readonly body: RegExp;
  readonly isWord: boolean;
}

const forms: ReadonlyMap<string, Form> = new Map(
  longForms.flatMap(({ kind, prefixes, body, isWord = false }) => {
    const form = { kind, body: new RegExp(body, 'y'), isWord };
    return prefixes.map((prefix) => [prefix, form] as const);
  }),
);
const hasSeparator = (prefix: string): boolean => /[_-]$/.test(prefix);
const separated = [...forms.keys()].filter(hasSeparator);
const others = [...forms.keys()].filter((prefix) => !hasSeparator(prefix));
/** Nearly all beginnings end in `_` or `-`, which are rare: from there it looks back, at first at one character only. */
const lastLetters = [...new Set(separated.map((prefix) => prefix.at(-2)))].join('');
const beginning = new RegExp(`[_-](?<=[${lastLetters}].)(?<=(${separated.join('|')}))|(${others.join('|')})`, 'g');

const dotted = dottedForms.map(({ kind, before }) => ({ kind, before: new RegExp(`${before}$`) }));
/** Characters before a word in which the other parts of a token are looked for. */
const longestBefore = 48;

/** The first token of a vendor in a word. */
export function findToken(text: string, { start, end }: Span): Finding | undefined {
  if (text.charAt(start - 1) === '.') {
    const before = text.slice(Math.max(0, start - longestBefore), start);
    for (const { kind, before: form } of dotted) {
      const length = form.exec(before)?.[0].length;
      if (length !== undefined && isWordStart(text, start - length))
        return { kind, because: beginsLikeToken, start: start - length, end };
    }
  }
  const word = text.slice(start, end);
  beginning.lastIndex = 0;
  for (let match = beginning.exec(word); match; match = beginning.exec(word)) {
    const prefix = match[1] ?? match[2] ?? '';
    const found = tokenAt(text, start + beginning.lastIndex - prefix.length, prefix);
    if (found) return found;
  }
  return undefined;
}

function tokenAt(text: string, start: number, prefix: string): Finding | undefined {
  const form = forms.get(prefix);
  const end = form && endOf(form.body, text, start + prefix.length);
  if (!form || end === undefined || (form.isWord && !isWordStart(text, start))) return undefined;
  return { kind: form.kind, because: beginsLikeToken, start, end };
}
