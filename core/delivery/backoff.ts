/** Back-off between attempts: doubling with full jitter, between a floor and a ceiling. */

const firstDelayMs = 500;
const ceilingMs = 30_000;

/** How long to wait before attempt number `failures + 1`, in milliseconds; `random` gives numbers in [0, 1). */
export function backoffMs(failures: number, random: () => number): number {
  const ceiling = Math.min(ceilingMs, firstDelayMs * 2 ** Math.min(failures - 1, 16));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}
