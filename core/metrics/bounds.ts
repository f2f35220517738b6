/** The buckets of histograms, as Codex has them. */

/** Of durations in milliseconds. */
export const millisecondBounds: readonly number[] = Object.freeze([
  0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 1_250, 1_500, 1_750, 2_000, 2_250, 2_500, 3_000, 3_500, 4_000, 4_500,
  5_000, 6_000, 7_000, 7_500, 8_000, 9_000, 10_000, 12_000, 15_000, 20_000, 30_000, 60_000, 120_000,
]);

/** Of durations in seconds. */
export const secondBounds: readonly number[] = Object.freeze([
  0, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 12, 15, 20, 30, 60, 120,
]);

/** Of any other histogram: the default of OpenTelemetry. */
export const defaultBounds: readonly number[] = Object.freeze([
  0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000,
]);
