/** A metric as data: what it is called, and the point of one set of tags over one span of time. */

/** What names a metric; two of one name with another unit or description are two metrics. */
export interface MetricIdentity {
  readonly name: string;
  /** Such as `ms`; empty: none. */
  readonly unit: string;
  readonly description: string;
}

/** Tags of a point, keys in order. */
export type Tags = Readonly<Record<string, string>>;

/** What a point says. */
export type MetricValue =
  /** A sum that only grows; whole numbers. */
  | { readonly kind: 'counter'; readonly value: number }
  /** The latest of some whole numbers. */
  | { readonly kind: 'gauge'; readonly value: number }
  | {
      readonly kind: 'histogram';
      readonly count: number;
      readonly sum: number;
      readonly min: number;
      readonly max: number;
      /** Upper bounds, each included in its bucket. */
      readonly bounds: readonly number[];
      /** One more than there are bounds. */
      readonly counts: readonly number[];
    };

/** Whether a point tells of the time since the one before, or of all time. */
export type Temporality = 'delta' | 'cumulative';

/** One point on its way. */
export interface MetricPoint {
  readonly metric: MetricIdentity;
  readonly temporality: Temporality;
  readonly tags: Tags;
  /** Milliseconds since the epoch; before `endTime`. */
  readonly startTime: number;
  readonly endTime: number;
  readonly value: MetricValue;
}
