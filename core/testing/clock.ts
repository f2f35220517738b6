/** A clock that stands still until it is told to go on. */

/** Milliseconds since the epoch, as told. */
export interface FixedClock {
  (): number;
  /** Moves the clock on by so many milliseconds. */
  advance(byMs: number): void;
}

/** A clock that starts at `startMs`; default 2026-01-01T00:00:00Z. */
export function fixedClock(startMs = Date.UTC(2026, 0, 1)): FixedClock {
  let now = startMs;
  return Object.assign(() => now, {
    advance(byMs: number) {
      now += byMs;
    },
  });
}
