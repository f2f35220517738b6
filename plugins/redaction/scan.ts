/** The scanner: sifts a text once, and only where a mark was found takes a closer look; its cost per character is bounded. */
import { findCutToken } from './cut-token.js';
import { findEncoded } from './encoded.js';
import { findToken } from './long-token.js';
import { isPlaceholderAt } from './placeholder.js';
import type { Finding, Rule, Span } from './rule.js';
import { type Hit, longWord, longWordLength, prepareSieve } from './sieve.js';
import { wordAround } from './word.js';

/** Finds the secrets of a text, in order; they do not overlap. Nothing: there are none. */
export type Scan = (text: string) => readonly Finding[] | undefined;

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
export function prepareScan(rules: readonly Rule[], { hasTokens, lookAtWord }: ScanParts): Scan {
  const marks = rules.flatMap((rule) => rule.marks.map((mark) => ({ rule, mark, length: mark.lower.length })));
  const sift = prepareSieve(marks.map(({ mark }) => mark));
  const tokenIn = hasTokens ? findToken : () => undefined;
  return (text) => scan(text, true);

  function scan(text: string, looksIntoWords: boolean): readonly Finding[] | undefined {
    const hits = sift(text);
    const cut = hasTokens ? findCutToken(text) : undefined;
    if (!hits) return cut && [cut];
    const findings: Finding[] = [];
    let hiddenUntil = 0;
    let wordEnd = 0;
    for (let place = 0; place < hits.length; place++) {
      const hit = hits[place] as Hit;
      if (hit.mark === longWord) {
        if (hit.at >= wordEnd && hit.at >= hiddenUntil) wordEnd = lookIntoWord(text, hit.at, looksIntoWords, add);
      } else if (hit.at >= hiddenUntil - lookBack) {
        const found = look(text, hit);
        if (found) add(tellApart(text, found, hits, place));
      }
    }
    if (cut) add(cut);
    return findings.length > 0 ? findings : undefined;

    function add(found: Finding): void {
      if (found.end <= hiddenUntil || isPlaceholderAt(text, found)) return;
      findings.push(found.start >= hiddenUntil ? found : { ...found, start: hiddenUntil });
      hiddenUntil = found.end;
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

  /** Vendors' tokens may stand side by side in a word; what else may be found takes the whole of it. Says where the word ends. */
  function lookIntoWord(text: string, at: number, looksIntoWords: boolean, add: (found: Finding) => void): number {
    const word = wordAround(text, at);
    if (word.end - word.start < longWordLength) return word.end;
    let rest = word;
    for (let found = tokenIn(text, rest); found; found = tokenIn(text, rest)) {
      add(found);
      rest = { start: found.end, end: Math.max(word.end, found.end) };
    }
    const encoded = looksIntoWords ? findEncoded(text, rest, (decoded) => scan(decoded, false)) : undefined;
    const found = encoded ?? lookAtWord?.(text, rest);
    if (found) add(found);
    return word.end;
  }
}
