/** Private keys in PEM and its kin, from the first line to the last, or as far as they go. */
import { markOf } from './mark.js';
import { endOf, type Rule } from './rule.js';

/** The rest of the first line. Blanks may be percent-encoded, more than once. */
const restOfHeader =
  /(?:[ +]|%(?:25){0,3}20)(?:[A-Z0-9]{2,12}(?:[ +]|%(?:25){0,3}20)){0,4}?PRIVATE(?:[ +]|%(?:25){0,3}20)KEY(?:(?:[ +]|%(?:25){0,3}20)BLOCK)?-----/y;
/** What may stand between two lines: line feeds, also escaped, and what a quotation, a diff or a program puts around lines. */
const betweenLines = /(?:\\{1,16}[nrt]|%0[AaDd]|[\s"'`+>|#*,-]){0,64}/y;
/** A line of such a key, or of what stands above it. */
const keyLine = /(?:[A-Za-z0-9+/]|%2[BbFf]){16}|(?:Proc-Type|DEK-Info|Comment|Version|Hash)/y;
/** Whatever a log, a search or a page puts between two lines: then a line as long as only a key has it. */
const distantLine = /[\s\S]{0,160}?(?:[A-Za-z0-9+/]|%(?:25){0,3}2[BbFf]){40}/y;
const fewCharacters = /[A-Za-z0-9+/]{1,15}$/y;

const footer = '-----END';
const restOfFooter = /[A-Z0-9 +%]{0,48}-----/y;

/** A name such as `-----BEGIN PRIVATE KEY-----` alone, as programs hold it, is no key. */
export const privateKey: Rule = {
  kind: 'private-key',
  because: 'begins as a private key does',
  marks: [markOf('-----BEGIN')],
  find(text, at, end) {
    const bodyFrom = endOf(restOfHeader, text, end);
    if (bodyFrom === undefined) return undefined;
    const firstLine = endOf(betweenLines, text, bodyFrom) ?? bodyFrom;
    if (![keyLine, fewCharacters].some((form) => endOf(form, text, firstLine) !== undefined))
      if (endOf(distantLine, text, bodyFrom) === undefined) return undefined;
    return { start: at, end: endOfKey(text, firstLine) };
  },
};

/** Without a last line, everything that follows may belong to the key. */
function endOfKey(text: string, from: number): number {
  const at = text.indexOf(footer, from);
  if (at === -1) return text.length;
  return endOf(restOfFooter, text, at + footer.length) ?? at + footer.length;
}
