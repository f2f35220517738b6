/** What one benchmark found: our cost beside the reference's, one number that compares them, and the most that it may be. */

/** How long a benchmark takes: `full` gives figures, `smoke` only shows that everything runs and that the counts are right. */
export type Form = 'full' | 'smoke';

/** A finding. */
export interface Figure {
  readonly name: string;
  readonly ours: number;
  readonly reference: number;
  /** Of `ours` and `reference`: nanoseconds per call, or milliseconds per process. */
  readonly unit: 'ns' | 'ms';
  /** `ratio`: ours / reference; `difference`: ours - reference, in `unit`. */
  readonly comparedBy: 'ratio' | 'difference';
  /** Absent: told for information. */
  readonly limit?: number;
}

/** A benchmark: measures, checks its counts, and throws when something got lost. */
export type Benchmark = (form: Form) => Promise<Figure>;

/** The number that is held against the limit. */
export function comparedValue({ ours, reference, comparedBy }: Figure): number {
  return comparedBy === 'ratio' ? ours / reference : ours - reference;
}

/** Whether the figure keeps its limit; one without a limit does. */
export const isWithinLimit = (figure: Figure): boolean =>
  figure.limit === undefined || comparedValue(figure) <= figure.limit;
