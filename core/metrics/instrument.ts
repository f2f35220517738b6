/** One instrument: a metric with its series, one for each set of tags. */
import type { MetricIdentity, MetricPoint, Temporality } from './point.js';
import { type Kind, Series, windowsOf } from './series.js';
import type { TagSet } from './tags.js';

/** What all instruments of a store share. */
export interface InstrumentParts {
  /** Most sets of tags of one metric between two collections. */
  readonly maxSeries: number;
  readonly now: () => number;
  /** Temporality of each reader, in the order in which they came. */
  readonly readers: readonly Temporality[];
  /** How much was measured so far, what gauges were asked for apart. */
  readonly tally: { measured: number };
  /** A measurement went to the series for what is too much. */
  readonly noteOverflow: (metric: string) => void;
}

/** What a series reads that stands for those beyond the limit, as OpenTelemetry says it. */
const overflow: TagSet = { tags: Object.freeze({ 'otel.metric.overflow': 'true' }), name: 'otel.metric.overflow' };

export class Instrument {
  /** By the name of their tags. */
  readonly #series = new Map<string, Series>();
  readonly #create: ConstructorParameters<typeof Series>[1];

  constructor(
    readonly metric: MetricIdentity,
    kind: Kind,
    bounds: readonly number[],
    private readonly parts: InstrumentParts,
  ) {
    this.#create = windowsOf(kind, bounds);
  }

  /** Measures. */
  add(value: number, set: TagSet): void {
    this.parts.tally.measured++;
    this.observe(value, set);
  }

  /** Takes what was asked for because somebody collects: no news. */
  observe(value: number, set: TagSet): void {
    (this.#series.get(set.name) ?? this.#begin(set)).add(value);
  }

  /** A reader came. */
  open(): void {
    for (const series of this.#series.values()) series.open(this.parts.now());
  }

  /**
   * What one reader has not seen yet. A point ends behind its start, by a millisecond where the clock has not gone on. Series in
   * which nobody measured since all have collected are forgotten.
   */
  collect(reader: number, now: number): MetricPoint[] {
    const temporality = this.parts.readers[reader] ?? 'delta';
    const points: MetricPoint[] = [];
    for (const { tags, windows } of this.#series.values()) {
      const window = windows[reader];
      if (!window || window.isEmpty) continue;
      const { startTime } = window;
      const endTime = Math.max(now, startTime + 1);
      points.push({ metric: this.metric, temporality, tags, startTime, endTime, value: window.read() });
      if (temporality === 'cumulative') continue;
      window.clear();
      window.startTime = endTime;
    }
    this.#forgetIdle();
    return points;
  }

  /** The series of tags that are new, or the one for what is too much. */
  #begin(set: TagSet): Series {
    if (this.#series.size >= this.parts.maxSeries - 1 && set !== overflow) {
      this.parts.noteOverflow(this.metric.name);
      return this.#series.get(overflow.name) ?? this.#begin(overflow);
    }
    const series = new Series(set.tags, this.#create);
    for (const _ of this.parts.readers) series.open(this.parts.now());
    this.#series.set(set.name, series);
    return series;
  }

  /** Only where every reader tells of the time since the one before: the others never forget. */
  #forgetIdle(): void {
    if (this.parts.readers.includes('cumulative')) return;
    const isIdle = ({ windows }: Series) => windows.every((window) => window.isEmpty);
    for (const [name, series] of this.#series) if (isIdle(series)) this.#series.delete(name);
  }
}
