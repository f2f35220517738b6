/** The scanner: sifts a text once, and only where a mark was found takes a closer look; its cost per character is bounded. */
import { findCutToken } from './cut-token.js';
import { findEncoded } from './encoded.js';
import { findToken } from './long-token.js';
import { isPlaceholderAt } from './placeholder.js';
import type { Finding, Rule, Span } from './rule.js';
import { chunkLength, type Hit, longWord, longWordLength, prepareSieve } from './sieve.js';
import { wordAround } from './word.js';

/** Looks for secrets. */
export interface Scanner {
  /** The secrets of a text, in order; they do not overlap. Nothing: there are none. */
  readonly scan: (text: string) => readonly Finding[] | undefined;
  /** Whether one of the texts of the pile may hold a secret. A "no" is certain, and costs less than a scan of each. */
  readonly mayHoldSecret: () => boolean;
  /** Whether the end of a text, or the whole of it, may be a token that was cut: not to be seen in a pile. */
  readonly mayBeCut: (text: string) => boolean;
}

/** What is looked for in long words, whatever stands around them; nothing: it is no secret. */
export type LookAtWord = (text: string, word: Span) => Finding | undefined;

/** Marks so near to the end of what was found may belong to the next secret, as in `secret: password: …`. */
const lookBack = 64;

/** What is looked for besides the rules. */
export interface ScanParts {
  /** Whether tokens of vendors are looked for in long words, and at the end of a text that was cut. */
  readonly hasTokens: boolean;
  /** A look at each long word in which no secret was found. */
  readonly lookAtWord?: LookAtWord;
}

/** Prepares a scanner. */
export function prepareScan(rules: readonly Rule[], { hasTokens, lookAtWord }: ScanParts): Scanner {
  const marks = rules.flatMap((rule) => rule.marks.map((mark) => ({ rule, mark, length: mark.lower.length })));
  const { sift, mayHold } = prepareSieve(marks.map(({ mark }) => mark));
  const tokenIn = hasTokens ? findToken : () => undefined;
  const findCut = hasTokens ? findCutToken : () => undefined;
  return { scan, mayHoldSecret: mayHold, mayBeCut: (text) => findCut(text) !== undefined };

  /** `isDecoded`: the text comes out of base64, which is looked into once. */
  function scan(text: string, isDecoded = false): readonly Finding[] | undefined {
    let search: Search | undefined;
    for (let from = 0; from < text.length; from += chunkLength) {
      if (search && search.hiddenUntil >= from + chunkLength + lookBack) continue;
      const hits = sift(text, from);
      if (!hits) continue;
      search ??= { isDecoded, findings: [], hiddenUntil: 0, wordEnd: 0 };
      lookCloser(text, hits, search);
    }
    const cut = findCut(text);
    if (!search) return cut && [cut];
    if (cut && cut.start >= search.hiddenUntil) add(search, text, cut);
    return search.findings.length > 0 ? search.findings : undefined;
  }

  /** The rare case: a mark or a long word was seen. */
  function lookCloser(text: string, hits: readonly Hit[], search: Search): void {
    for (let place = 0; place < hits.length; place++) {
      const hit = hits[place] as Hit;
      if (hit.mark === longWord) {
        if (hit.at >= search.wordEnd && hit.at >= search.hiddenUntil) lookIntoWord(text, hit.at, search);
      } else if (hit.at >= search.hiddenUntil - lookBack) {
        const found = look(text, hit);
        if (found) add(search, text, tellApart(text, found, hits, place));
      }
    }
  }

  function look(text: string, { mark, at }: Hit): Finding | undefined {
    const found = marks[mark];
    const span = found?.rule.find(text, at, at + found.length);
    return found && span && { kind: found.rule.kind, because: found.rule.because, start: span.start, end: span.end };
  }

  /** A secret that is known by its name may also be known by its form, which says more. */
  function tellApart(text: string, found: Finding, hits: readonly Hit[], place: number): Finding {
    for (let next = place + 1; next < hits.length; next++) {
      const hit = hits[next];
      if (!hit || hit.at > found.start) break;
      if (hit.at < found.start || hit.mark === longWord) continue;
      const other = look(text, hit);
      if (other?.start === found.start && other.end === found.end) return other;
    }
    return found;
  }

  /** Vendors' tokens may stand side by side in a word; what else may be found takes the whole of it. */
  function lookIntoWord(text: string, at: number, search: Search): void {
    const { start, end } = wordAround(text, at);
    search.wordEnd = end;
    // What is hidden is no part of it: whether the sieve tells a shorter rest depends on where it stands.
    const word = { start: Math.max(start, search.hiddenUntil), end };
    if (word.end - word.start < longWordLength) return;
    let rest = word;
    for (let found = tokenIn(text, rest); found; found = tokenIn(text, rest)) {
      add(search, text, found);
      rest = { start: found.end, end: Math.max(word.end, found.end) };
    }
    const encoded = search.isDecoded ? undefined : findEncoded(text, rest, (decoded) => scan(decoded, true));
    const found = encoded ?? lookAtWord?.(text, rest);
    if (found) add(search, text, found);
  }
}

/** How far the search through a text has come. */
interface Search {
  readonly isDecoded: boolean;
  readonly findings: Finding[];
  /** Behind what was found so far. */
  hiddenUntil: number;
  /** The end of the last long word. */
  wordEnd: number;
}

function add(search: Search, text: string, found: Finding): void {
  if (found.end <= search.hiddenUntil || isPlaceholderAt(text, found)) return;
  search.findings.push(found.start >= search.hiddenUntil ? found : { ...found, start: search.hiddenUntil });
  search.hiddenUntil = found.end;
}
