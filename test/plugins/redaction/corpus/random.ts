/** Random texts that are the same in every run. */

/** Draws texts. */
export interface Draw {
  /** Characters of an alphabet. */
  readonly of: (alphabet: string, length: number) => string;
  readonly number: (below: number) => number;
}

export const lower = 'abcdefghijklmnopqrstuvwxyz';
export const upper = lower.toUpperCase();
export const digits = '0123456789';
export const hex = `${digits}abcdef`;
export const alnum = lower + upper + digits;
export const base64 = `${alnum}+/`;
export const word = `${alnum}_-`;

/** Draws by mulberry32. */
export function drawFrom(seed: number): Draw {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const number = (below: number): number => Math.floor(next() * below);
  const of = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet.charAt(number(alphabet.length))).join('');
  return { of, number };
}
