/** One instrument: a metric with its series, found by a key that costs one look where the same tags come again. */
import type { MetricIdentity, MetricPoint, Tags, Temporality } from './point.js';
import { type Kind, Series, windowsOf } from './series.js';

/** What all instruments of a store share. */
export interface InstrumentParts {
  /** Most sets of tags of one metric between two collections. */
  readonly maxSeries: number;
  readonly now: () => number;
  /** Temporality of each reader, in the order in which they came. */
  readonly readers: readonly Temporality[];
  /** A measurement went to the series for what is too much. */
  readonly noteOverflow: (metric: string) => void;
}

/** What a series reads that stands for those beyond the limit, as OpenTelemetry says it. */
const overflowTags: Tags = Object.freeze({ 'otel.metric.overflow': 'true' });

/** Keys that lead to a series, for each series: the same tags may come in some orders. */
const keysPerSeries = 4;

export class Instrument {
  /** By tags in order; the latest key that leads there stands in `#byKey`. */
  readonly #series = new Map<string, Series>();
  readonly #byKey = new Map<string, Series>();
  #overflow: Series | undefined;
  readonly #create: ConstructorParameters<typeof Series>[1];

  constructor(
    readonly metric: MetricIdentity,
    kind: Kind,
    bounds: readonly number[],
    private readonly parts: InstrumentParts,
  ) {
    this.#create = windowsOf(kind, bounds);
  }

  /** Measures. `key`: the same for the same tags; `tagsOf` is asked when it is new, and may throw. */
  add(value: number, key: string, tagsOf: () => Tags): void {
    (this.#byKey.get(key) ?? this.#find(key, tagsOf())).add(value);
  }

  /** A reader came. */
  open(): void {
    for (const series of this.#all()) series.open(this.parts.now());
  }

  /** What one reader has not seen yet. Series in which nobody measured since all have collected are forgotten. */
  collect(reader: number, endTime: number): MetricPoint[] {
    const temporality = this.parts.readers[reader] ?? 'delta';
    const points: MetricPoint[] = [];
    for (const { tags, windows } of this.#all()) {
      const window = windows[reader];
      if (!window || window.isEmpty) continue;
      const startTime = Math.min(window.startTime, endTime - 1);
      points.push({ metric: this.metric, temporality, tags, startTime, endTime, value: window.read() });
      if (temporality === 'cumulative') continue;
      window.clear();
      window.startTime = endTime;
    }
    this.#forgetIdle();
    return points;
  }

  #all(): Series[] {
    return this.#overflow ? [...this.#series.values(), this.#overflow] : [...this.#series.values()];
  }

  #find(key: string, tags: Tags): Series {
    const name = JSON.stringify(tags);
    let series = this.#series.get(name);
    if (!series && this.#series.size >= this.parts.maxSeries - 1) {
      this.parts.noteOverflow(this.metric.name);
      this.#overflow ??= this.#begin(overflowTags);
      return this.#overflow;
    }
    if (!series) {
      series = this.#begin(tags);
      this.#series.set(name, series);
    }
    if (this.#byKey.size < this.#series.size * keysPerSeries) this.#byKey.set(key, series);
    return series;
  }

  #begin(tags: Tags): Series {
    const series = new Series(tags, this.#create);
    for (const _ of this.parts.readers) series.open(this.parts.now());
    return series;
  }

  /** Only where every reader tells of the time since the one before: the others never forget. */
  #forgetIdle(): void {
    if (this.parts.readers.includes('cumulative')) return;
    const isIdle = ({ windows }: Series) => windows.every((window) => window.isEmpty);
    for (const [name, series] of this.#series) if (isIdle(series)) this.#series.delete(name);
    for (const [key, series] of this.#byKey) if (isIdle(series)) this.#byKey.delete(key);
    if (this.#overflow && isIdle(this.#overflow)) this.#overflow = undefined;
  }
}
