/**
 * The sieve: where in a text one of many short marks stands, and where long words do. It looks at sixteen characters at once,
 * and its cost does not grow with the number of marks: each is known by four of its characters as two pairs that follow each
 * other, and one table tells for every pair of characters whether it is the first or the second one of a mark.
 */
import { type Mark, type PairsOfMark, pairsOf } from './mark.js';

/** A mark that was found. */
export interface Hit {
  /** Its place in the list of marks, or `longWord`. */
  readonly mark: number;
  readonly at: number;
}

/** Stands for a mark: at `at` goes on a word of base64 characters. Such a hit comes for every sixteen characters of it. */
export const longWord = -1;

/** Every word of so many characters is told; some shorter ones are. */
export const longWordLength = 32;

/** Finds the marks of a text, in order; nothing: there are none. */
export type Sift = (text: string) => readonly Hit[] | undefined;

/** Characters that are looked at in one sweep. */
const chunkLength = 8_192;
/** Characters on both sides of these that are copied, too: what stands there may belong to a mark. */
const marginLength = 64;
const bytes = Buffer.from(new ArrayBuffer(marginLength + chunkLength + marginLength));
const fours = new Uint32Array(bytes.buffer, marginLength);
const pairs = new Uint16Array(bytes.buffer);
const pairsOfMargin = marginLength / 2;
/** What one sweep found: two sights of each sixteen at most. */
const seen = new Int32Array(fours.length);

const wordCharacters = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_');
/** The lowest bit of an entry of the table: both characters may stand in a word. */
const inWord = 1;
/** Above it, one bit for each group of marks: the pair is the second one of a mark; and above these: it is the first one. */
const groups = 7;
const secondPair = 2 * (2 ** groups - 1);
/** The group of those whose second pair may be any: it has the bit of every pair. */
const anyGroup = groups - 1;

/** A first pair that was seen, and the mark that may be there. */
interface Clue {
  readonly mark: Mark;
  readonly index: number;
  readonly offset: number;
}

interface Prepared {
  /** By the code of a pair. */
  readonly table: Uint16Array;
  /** By the code of a first pair. */
  readonly clues: ReadonlyMap<number, readonly Clue[]>;
}

/** Prepares a sieve for marks. */
export function prepareSieve(marks: readonly Mark[]): Sift {
  const prepared = prepareTable(marks);
  return (text) => {
    let hits: Hit[] | undefined;
    for (let from = 0; from < text.length; from += chunkLength) {
      const count = sweep(prepared.table, fill(text, from));
      for (let place = 0; place < count; place++) hits = resolve(prepared, text, from, seen[place] as number, hits);
    }
    return hits && !isInOrder(hits) ? hits.sort((one, other) => one.at - other.at) : hits;
  };
}

/** Looks at the sixteens, and leaves in `seen` the places of those that may hold a mark, and `~place` of those within a word. */
function sweep(table: Uint16Array, count: number): number {
  let sights = 0;
  let before = table[pairs[pairsOfMargin - 1] as number] as number;
  for (let place = 0; place < count; place += 4) {
    const one = fours[place] as number;
    const two = fours[place + 1] as number;
    const three = fours[place + 2] as number;
    const four = fours[place + 3] as number;
    const a = table[one & 0xffff] as number;
    const b = table[one >>> 16] as number;
    const c = table[two & 0xffff] as number;
    const d = table[two >>> 16] as number;
    const e = table[three & 0xffff] as number;
    const f = table[three >>> 16] as number;
    const g = table[four & 0xffff] as number;
    const h = table[four >>> 16] as number;
    const both =
      ((before >>> groups) & a) | ((a >>> groups) & b) | ((b >>> groups) & c) | ((c >>> groups) & d) |
      ((d >>> groups) & e) | ((e >>> groups) & f) | ((f >>> groups) & g) | ((g >>> groups) & h); // biome-ignore format: two lines
    if ((both & secondPair) !== 0) seen[sights++] = place;
    if ((a & b & c & d & e & f & g & h & inWord) !== 0) seen[sights++] = ~place;
    before = h;
  }
  return sights;
}

/** From what was seen to the marks that really stand there. */
function resolve(
  { table, clues }: Prepared,
  text: string,
  from: number,
  sight: number,
  hits?: Hit[],
): Hit[] | undefined {
  if (sight < 0) return added(hits, { mark: longWord, at: from + ~sight * 4 });
  let all = hits;
  for (let pair = sight * 2 - 1; pair < sight * 2 + 7; pair++) {
    const code = pairs[pairsOfMargin + pair] as number;
    const following = pairs[pairsOfMargin + pair + 1] as number;
    if ((((table[code] as number) >>> groups) & (table[following] as number) & secondPair) === 0) continue;
    for (const { mark, index, offset } of clues.get(code) ?? []) {
      const start = pair * 2 - offset;
      if (mayStandAt(start, mark) && standsAt(text, from + start, mark))
        all = added(all, { mark: index, at: from + start });
    }
  }
  return all;
}

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
 * character is one byte here: its lower one. Behind the end of the text stands at least one pair of zeros.
 */
function fill(text: string, from: number): number {
  const isWhole = text.length <= chunkLength;
  const part = isWhole ? text : text.slice(Math.max(0, from - marginLength), from + chunkLength + marginLength);
  const begin = from === 0 ? marginLength : 0;
  if (from === 0) pairs[pairsOfMargin - 1] = 0;
  const end = begin + bytes.write(part, begin, part.length, 'latin1');
  if (text.length - from > chunkLength) return chunkLength / 4;
  const padded = (end + 17) & ~15;
  for (let at = end; at < padded; at++) bytes[at] = 0;
  return (padded - marginLength) / 4;
}

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

function prepareTable(marks: readonly Mark[]): Prepared {
  const table = new Uint16Array(0x10000).fill(1 << (1 + anyGroup));
  for (const first of wordCharacters)
    for (const second of wordCharacters) setBits(table, pairCode(first, second), inWord);
  const clues = new Map<number, Clue[]>();
  const group = prepareGroups();
  const all = marks.flatMap((mark, index) => pairsOf(mark).map((pairs) => ({ mark, index, pairs })));
  for (const { mark, index, pairs } of all.sort(byRate)) {
    const bit = 1 << (1 + group(pairs));
    if (pairs.secondRate < 1) eachCode(mark, pairs.offset + 2, (code) => setBits(table, code, bit));
    eachCode(mark, pairs.offset, (code) => {
      setBits(table, code, bit << groups);
      const known = clues.get(code);
      if (known) known.push({ mark, index, offset: pairs.offset });
      else clues.set(code, [{ mark, index, offset: pairs.offset }]);
    });
  }
  return { table, clues };
}

interface Rated {
  readonly pairs: PairsOfMark;
}

/** The most frequent ones choose their group first. */
const byRate = ({ pairs: one }: Rated, { pairs: other }: Rated): number =>
  other.firstRate + other.secondRate - one.firstRate - one.secondRate;

function setBits(table: Uint16Array, code: number, bits: number): void {
  table[code] = (table[code] as number) | bits;
}

/** Chooses groups so that a first pair of one mark seldom stands before a second pair of another mark of its group. */
function prepareGroups(): (pairs: PairsOfMark) => number {
  const rates = Array.from({ length: anyGroup }, () => ({ first: 0, second: 0 }));
  return ({ firstRate, secondRate }) => {
    if (secondRate === 1) return anyGroup;
    const costs = rates.map(({ first, second }) => firstRate * second + secondRate * first);
    const group = costs.indexOf(Math.min(...costs));
    const chosen = rates[group];
    if (chosen) {
      chosen.first += firstRate;
      chosen.second += secondRate;
    }
    return group;
  };
}

const everyByte = Array.from({ length: 256 }, (_, byte) => byte);

/** Visits the pairs that may stand at a place of a mark. */
function eachCode(mark: Mark, place: number, visit: (code: number) => void): void {
  for (const first of bytesAt(mark, place))
    for (const second of bytesAt(mark, place + 1)) visit(pairCode(first, second));
}

function bytesAt({ lower, upper }: Mark, place: number): readonly number[] {
  const [small, large] = [lower[place], upper[place]];
  if (small === undefined || large === undefined) return everyByte;
  return small === large ? [small & 0xff] : [small & 0xff, large & 0xff];
}

const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** A pair as it reads in memory. */
const pairCode = (first: number, second: number): number =>
  isLittleEndian ? first | (second << 8) : (first << 8) | second;
