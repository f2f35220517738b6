/** How a receiver can behave, by name: each policy decides the answer to one request after the other. */
import type { Answer } from '../core/testing/index.js';
import type { Policy } from './orders.js';

/** Gives the answer to the request number `n`, from 0. */
export type Decide = (n: number) => Answer;

/** Makes the decisions of a policy. */
export function decide({ name, seconds = 1, seed = 1 }: Policy): Answer | Decide {
  switch (name) {
    case 'ok':
    case 'hang':
    case 'never-read':
      return name;
    case 'dribble':
      return { dribble: { bytes: 1, everyMs: 500 } };
    case 'third-is-stored-and-reset':
      return (n) => (n % 3 === 2 ? { reset: true, store: true } : 'ok');
    case 'busy-at-first':
      return (n) => (n === 0 ? { status: 429, retryAfter: String(seconds) } : 'ok');
    case 'asks-to-wait-and-hangs':
      return (n) => (n === 0 ? { status: 503, retryAfter: String(seconds) } : 'hang');
    case 'random': {
      const random = seeded(seed);
      return () => moods[Math.floor(random() * moods.length)] ?? 'ok';
    }
  }
}

const moods: readonly Answer[] = [
  'ok',
  'ok',
  'ok',
  { delayMs: 40 },
  { status: 503 },
  { status: 502 },
  { status: 429, retryAfter: '1' },
  { status: 400 },
  { status: 413 },
  { status: 404 },
  { status: 500, store: true },
  { reset: true },
  { reset: true, store: true },
  { hang: true, store: true },
  { partialSuccess: { rejected: 2 } },
  'html',
];

/** Numbers in [0, 1) that follow from the seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
