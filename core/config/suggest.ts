/** The known word that a mistyped one most likely meant. */

/** Longer words are not compared: nobody mistypes them by two letters, and the work would grow with their square. */
const maxWordLength = 48;

/** The closest of `known` to `word`: the same but for case, hyphens and underscores, or at most two letters away; otherwise nothing. */
export function suggest(word: string, known: readonly string[]): string | undefined {
  if (word.length > maxWordLength) return undefined;
  const plain = simplify(word);
  const allowedDistance = Math.min(2, Math.floor(plain.length / 3));
  let closest: string | undefined;
  let closestDistance = allowedDistance + 1;
  for (const candidate of known) {
    const distance = measureDistance(plain, simplify(candidate));
    if (distance < closestDistance) [closest, closestDistance] = [candidate, distance];
  }
  return closest;
}

const simplify = (word: string): string => word.toLowerCase().replace(/[-_.\s]/g, '');

/** Letters to add, remove, replace, or swap with their neighbour, to make one word the other. */
function measureDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
        row > 1 && column > 1 && isSwapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, to.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY;
