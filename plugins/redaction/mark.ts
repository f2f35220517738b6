/** A mark: a short text that every secret of a kind holds, and the pairs of its characters by which the sieve knows it. */

/** A mark, by its characters. */
export interface Mark {
  /** Codes of its characters. */
  readonly lower: readonly number[];
  /** The same in upper case, where case does not matter. */
  readonly upper: readonly number[];
}

/** Two pairs of a mark that follow each other: its characters at `offset` and after it. Outside of the mark stands any character. */
export interface PairsOfMark {
  readonly offset: number;
  /** About how often the first pair stands in ordinary text, from 0 to 1, and how often the second one. */
  readonly firstRate: number;
  readonly secondRate: number;
}

/** Makes a mark. `isAnyCase`: letters of ASCII match in both cases. */
export function markOf(text: string, isAnyCase = false): Mark {
  const codes = (from: string): number[] => Array.from({ length: from.length }, (_, at) => from.charCodeAt(at));
  if (!isAnyCase) return { lower: codes(text), upper: codes(text) };
  return {
    lower: codes(text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())),
    upper: codes(text.replace(/[a-z]/g, (letter) => letter.toUpperCase())),
  };
}

/** The rarest pairs for a mark that begins at an even place, and those for an odd place. */
export const pairsOf = (mark: Mark): readonly PairsOfMark[] => [rarestFrom(mark, 0), rarestFrom(mark, -1)];

function rarestFrom(mark: Mark, firstOffset: number): PairsOfMark {
  let best: PairsOfMark | undefined;
  for (let offset = firstOffset; offset < mark.lower.length; offset += 2) {
    const pairs = { offset, firstRate: rateOf(mark, offset), secondRate: rateOf(mark, offset + 2) };
    if (!best || costOf(pairs) < costOf(best)) best = pairs;
  }
  return best ?? { offset: 0, firstRate: 1, secondRate: 1 };
}

/** Both together are seen by chance; the first one also before the second one of another mark, which may be any pair. */
const costOf = ({ firstRate, secondRate }: PairsOfMark): number =>
  firstRate * secondRate + 0.002 * firstRate + 0.00005 * secondRate;

/** Pairs of letters that prose and programs are full of, the most frequent first: counted over six megabytes of both. */
const frequentPairs =
  'onthreerinatstteoresenalistiseetconsdearlehenthianiorotanetrchngitndedperimertctcelimaecllurpaexifcaptastogeelrnncom' +
  'poopeahafiulratussunefvevaueilacodtsrramtykeloemlaadprypicnoimmpidrsusolluoufalsutotagsifonnscxtsockxpofobttapbergda' +
  'naltnuivoosuplowocieepruumdiigireyldhosabjrcmiclwifuaiubqujeniddtcdookeqosfrblryabauviewboiagispoigsmmcunfuilycrglsh';
const ranks: ReadonlyMap<string, number> = new Map(
  (frequentPairs.match(/../g) ?? []).map((pair, rank) => [pair, rank]),
);
/** The letters, the most frequent first. */
const frequentLetters = 'etrsnaoilcdphumfgybvwkxjqz';

/** About how often a pair of a mark stands in ordinary text. */
function rateOf({ lower }: Mark, place: number): number {
  const rank = ranks.get(letterOf(lower[place]) + letterOf(lower[place + 1]));
  return rank === undefined ? rateOfOne(lower[place]) * rateOfOne(lower[place + 1]) : 0.009 * 0.985 ** rank;
}

/** Outside of a mark, any character may stand. */
function rateOfOne(code: number | undefined): number {
  if (code === undefined) return 1;
  const rank = frequentLetters.indexOf(letterOf(code) || ' ');
  if (rank >= 0) return 0.07 * 0.88 ** rank;
  return code === 0x20 ? 0.24 : 0.005;
}

function letterOf(code = 0): string {
  return code >= 0x61 && code <= 0x7a ? String.fromCharCode(code) : '';
}
