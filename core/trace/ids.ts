/** Ids of traces and spans: random, of W3C form, never all zero. */

const hexOf32Bits = (random: () => number): string =>
  Math.floor(random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');

function makeId(words: number, random: () => number): string {
  const id = Array.from({ length: words }, () => hexOf32Bits(random)).join('');
  return /[^0]/.test(id) ? id : `${id.slice(1)}1`;
}

/** 32 lower-case hex digits. */
export const makeTraceId = (random: () => number): string => makeId(4, random);

/** 16 lower-case hex digits. */
export const makeSpanId = (random: () => number): string => makeId(2, random);
