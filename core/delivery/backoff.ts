/** Back-off between attempts: doubling up to a ceiling, of which one half is fixed and the other half is jitter. */

const firstDelayMs = 500;
const ceilingMs = 30_000;

/** How long to wait before attempt number `failures + 1`, in milliseconds; `random` gives numbers in [0, 1). */
export function backoffMs(failures: number, random: () => number): number {
  const ceiling = Math.min(ceilingMs, firstDelayMs * 2 ** Math.min(failures - 1, 16));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}
