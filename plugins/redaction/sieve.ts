/**
 * The sieve: where in a text one of many short marks stands, and where long words do. It looks at sixteen characters at once,
 * and its cost does not grow with the number of marks: each is known by four of its characters as two pairs that follow each
 * other, and one table tells for every pair of characters whether it is the first or the second one of a mark.
 */
import type { Mark } from './mark.js';
import { type Clues, enterMarks, groups, inWord, isLittleEndian, secondPair, table } from './sieve-table.js';

/** A mark that was found. */
export interface Hit {
  /** Its place in the list of marks, or `longWord`. */
  readonly mark: number;
  readonly at: number;
}

/** Stands for a mark: at `at` goes on a word of base64 characters. Such a hit comes about every sixteen characters of it. */
export const longWord = -1;

/** Every word of so many characters is told; some shorter ones are. */
export const longWordLength = 32;

/** Looks for marks and long words. */
export interface Sieve {
  /** Finds those of the `chunkLength` characters of a text from a place on, in order; nothing: there are none. */
  readonly sift: (text: string, from: number) => readonly Hit[] | undefined;
  /** Whether one of the texts of the pile may hold one. A "no" is certain, and costs one sweep for all. */
  readonly mayHold: () => boolean;
}

/** Characters that are looked at in one go. */
export const chunkLength = 8_192;
/** Characters on both sides of these that are copied, too: what stands there may belong to a mark. */
const marginLength = 64;
/** `write` without its look at the arguments, which costs as much as the copy. As old as `Buffer`, if not in its pages. */
interface Latin1Buffer extends Buffer {
  latin1Write(text: string, offset: number): number;
}
const bytes = Buffer.from(new ArrayBuffer(marginLength + chunkLength + marginLength)) as Latin1Buffer;
// V8 looks a method of `Buffer` up at each call, but compiles in one of the object itself.
Object.assign(bytes, { latin1Write: bytes.latin1Write });
const fours = new Uint32Array(bytes.buffer);
const foursOfMargin = marginLength / 4;
const pairs = new Uint16Array(bytes.buffer);
const pairsOfMargin = marginLength / 2;
/** What one sweep found: two sights of each sixteen at most. */
const seen = new Int32Array(fours.length);

/** Prepares a sieve for marks. */
export function prepareSieve(marks: readonly Mark[]): Sieve {
  const clues = enterMarks(marks);
  return {
    sift(text, from) {
      let hits: Hit[] | undefined;
      const count = sweep(fill(text, from), from > 0);
      for (let place = 0; place < count; place++) hits = resolve(clues, text, from, seen[place] as number, hits);
      return hits && !isInOrder(hits) ? hits.sort((one, other) => one.at - other.at) : hits;
    },
    mayHold() {
      const count = sweep(foursUpTo(endOfPile), false);
      for (let place = 0; place < count; place++) if (resolve(clues, undefined, 0, seen[place] as number)) return true;
      return false;
    },
  };
}

/**
 * Looks at the sixteens, and leaves in `seen` the places of those that may hold a mark, and `~place` of those within a long word.
 * `isContinued`: the text begins before them, in the margin. What it reads is constant and its own, so that V8 compiles it in; in a
 * bundle, what stands outside of it is not.
 */
const sweep = ((): ((count: number, isContinued: boolean) => number) => {
  const rows = table;
  const text = fours;
  const sighted = seen;
  const [firstOfFour, secondOfFour] = isLittleEndian ? [0, 16] : [16, 0];
  const toFirst = groups;
  const second = inEachByte(secondPair);
  const word = inEachByte(inWord);
  const begin = foursOfMargin;
  return (count, isContinued) => {
    let sights = 0;
    let far = isContinued ? eight(begin - 4) : 0;
    let near = isContinued ? eight(begin - 2) : 0;
    for (let place = begin; place < begin + count; place += 4) {
      const low = eight(place);
      const high = eight(place + 2);
      const both =
        ((((low << 8) | (near >>> 24)) >>> toFirst) & low) | ((((high << 8) | (low >>> 24)) >>> toFirst) & high);
      if ((both & second) !== 0) sighted[sights++] = place - begin;
      // A long word fills three eights in a row.
      if ((near & low & word) === word && ((far & word) === word || (high & word) === word))
        sighted[sights++] = ~(place - begin);
      far = low;
      near = high;
    }
    return sights;
  };

  /** What the four pairs of eight characters may be, a byte for each, the first one lowest. */
  function eight(place: number): number {
    const one = text[place] as number;
    const two = text[place + 1] as number;
    return (
      (rows[(one >>> firstOfFour) & 0xffff] as number) |
      ((rows[(one >>> secondOfFour) & 0xffff] as number) << 8) |
      ((rows[(two >>> firstOfFour) & 0xffff] as number) << 16) |
      ((rows[(two >>> secondOfFour) & 0xffff] as number) << 24)
    );
  }
})();

function inEachByte(bits: number): number {
  return bits * 0x01010101;
}

/** From what was seen to the marks that really stand there; without the text, to those whose bytes do. */
function resolve(clues: Clues, text: string | undefined, from: number, sight: number, hits?: Hit[]): Hit[] | undefined {
  if (sight < 0) return isLong(~sight * 2) ? added(hits, { mark: longWord, at: from + ~sight * 4 }) : hits;
  let all = hits;
  for (let pair = sight * 2 - 1; pair < sight * 2 + 7; pair++) {
    const code = pairs[pairsOfMargin + pair] as number;
    const following = pairs[pairsOfMargin + pair + 1] as number;
    if ((((table[code] as number) >>> groups) & (table[following] as number) & secondPair) === 0) continue;
    for (const { mark, index, offset } of clues.get(code) ?? []) {
      const start = pair * 2 - offset;
      if (mayStandAt(start, mark) && (text === undefined || standsAt(text, from + start, mark)))
        all = added(all, { mark: index, at: from + start });
    }
  }
  return all;
}

/** Whether the word that fills the four pairs on both sides of a place is about as long as a long word. */
function isLong(pair: number): boolean {
  let first = pair - 4;
  let behind = pair + 4;
  while (first > pair - 16 && isInWord(first - 1)) first--;
  while (behind < pair + 16 && isInWord(behind)) behind++;
  return (behind - first) * 2 >= longWordLength - 2;
}

const isInWord = (pair: number): boolean => ((table[pairs[pairsOfMargin + pair] as number] as number) & inWord) !== 0;

function added(hits: Hit[] | undefined, hit: Hit): Hit[] {
  if (!hits) return [hit];
  hits.push(hit);
  return hits;
}

/** A mark may be seen before another one that begins before it. */
function isInOrder(hits: readonly Hit[]): boolean {
  for (let place = 1; place < hits.length; place++)
    if ((hits[place] as Hit).at < (hits[place - 1] as Hit).at) return false;
  return true;
}

/**
 * Copies a part of the text, with a margin on both sides, and says how many fours there are to look at, a multiple of four. A
 * character is one byte here: its lower one. What older texts have left behind it may look like a mark; `standsAt` tells.
 */
function fill(text: string, from: number): number {
  const isWhole = text.length <= chunkLength;
  const part = isWhole ? text : text.slice(Math.max(0, from - marginLength), from + chunkLength + marginLength);
  const begin = from === 0 ? marginLength : 0;
  const end = begin + bytes.latin1Write(part, begin);
  return text.length - from > chunkLength ? chunkLength / 4 : foursUpTo(end);
}

let endOfPile = marginLength;

/** Texts put together, so that one sweep looks at all of them; it is there for one look at a time. */
export const pile = {
  clear(): void {
    endOfPile = marginLength;
  },
  /** Adds a text, if there is room. */
  add(text: string): boolean {
    if (endOfPile + text.length > marginLength + chunkLength) return false;
    endOfPile += bytes.latin1Write(text, endOfPile);
    return true;
  },
  /** The lower byte of the last character. */
  lastByte(): number {
    return bytes[endOfPile - 1] as number;
  },
};

/** One pair more than the text has: the second pair of a mark may be any. */
const foursUpTo = (end: number): number => ((end - marginLength + 17) >> 4) * 4;

/** A first look at the bytes that were copied, which costs less than one at the text. */
function mayStandAt(start: number, { lower, upper }: Mark): boolean {
  const length = Math.min(lower.length, marginLength);
  for (let place = 0; place < length; place++) {
    const byte = bytes[marginLength + start + place] as number;
    if (byte !== ((lower[place] as number) & 0xff) && byte !== ((upper[place] as number) & 0xff)) return false;
  }
  return true;
}

function standsAt(text: string, start: number, { lower, upper }: Mark): boolean {
  for (let place = 0; place < lower.length; place++) {
    const code = text.charCodeAt(start + place);
    if (code !== lower[place] && code !== upper[place]) return false;
  }
  return true;
}
