/** The table of the sieve: what each pair of characters may be, and the marks that are known by it. */
import { type Mark, type PairsOfMark, pairsOf } from './mark.js';

const wordCharacters = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_');
/** The lowest bit of an entry of the table: both characters may stand in a word. */
export const inWord = 1;
/** Above it, one bit for each group of marks: the pair is the second one of a mark; and above these: it is the first one. */
export const groups = 3;
export const secondPair = 2 * (2 ** groups - 1);
/** The group of those whose second pair may be any: it has the bit of every pair. */
const anyGroup = groups - 1;

/** A first pair that was seen, and the mark that may be there. */
interface Clue {
  readonly mark: Mark;
  readonly index: number;
  readonly offset: number;
}

/** By the code of a first pair. */
export type Clues = ReadonlyMap<number, readonly Clue[]>;

/** What each pair may be, by its code: one table for all sieves, since code that knows its table is faster. */
export const table = new Uint8Array(0x10000).fill(1 << (1 + anyGroup));

/** Enters marks into the table. */
export function enterMarks(marks: readonly Mark[]): Clues {
  const clues = new Map<number, Clue[]>();
  const group = prepareGroups();
  const all = marks.flatMap((mark, index) => pairsOf(mark).map((pairs) => ({ mark, index, pairs })));
  for (const { mark, index, pairs } of all.sort(byRate)) {
    const bit = 1 << (1 + group(pairs));
    if (pairs.secondRate < 1) eachCode(mark, pairs.offset + 2, (code) => setBits(code, bit));
    eachCode(mark, pairs.offset, (code) => {
      setBits(code, bit << groups);
      const known = clues.get(code);
      if (known) known.push({ mark, index, offset: pairs.offset });
      else clues.set(code, [{ mark, index, offset: pairs.offset }]);
    });
  }
  return clues;
}

interface Rated {
  readonly pairs: PairsOfMark;
}

/** The most frequent ones choose their group first. */
const byRate = ({ pairs: one }: Rated, { pairs: other }: Rated): number =>
  other.firstRate + other.secondRate - one.firstRate - one.secondRate;

function setBits(code: number, bits: number): void {
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

/** Whether the first byte of a number in memory is its lowest one. */
export const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** A pair as it reads in memory. */
const pairCode = (first: number, second: number): number =>
  isLittleEndian ? first | (second << 8) : (first << 8) | second;

for (const first of wordCharacters) for (const second of wordCharacters) setBits(pairCode(first, second), inWord);
