/** All instruments of one client, and who reads them. */
import { Instrument } from './instrument.js';
import type { MetricIdentity, MetricPoint, Temporality } from './point.js';
import { checkDescription, checkMetricName } from './rules.js';
import type { Kind } from './series.js';
import type { TagSet } from './tags.js';

/** What a store works with. */
export interface StoreParts {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Most sets of tags of one metric between two collections; what comes beyond them is one set. */
  readonly maxSeries: number;
  /** A measurement stands under the set for what is too much. */
  readonly noteOverflow: (metric: string) => void;
  /** The callback of a gauge failed. */
  readonly tellFailed: (metric: string, thrown: unknown) => void;
}

/** How instruments of one sort are made; there is one object for each sort. */
export interface InstrumentSort {
  readonly kind: Kind;
  readonly unit: string;
  readonly bounds: readonly number[];
}

interface Observed {
  readonly instrument: Instrument;
  readonly set: TagSet;
  readonly read: () => number;
}

/** Keeps instruments by their sort, name and description. */
export class MetricsStore {
  readonly #parts: StoreParts;
  readonly #readers: Temporality[] = [];
  readonly #bySort = new Map<InstrumentSort, Map<string, Instrument>>();
  readonly #tally = { measured: 0 };
  #observed: Observed[] = [];

  constructor(parts: StoreParts) {
    this.#parts = parts;
  }

  /** Measurements so far. */
  get measured(): number {
    return this.#tally.measured;
  }

  /** Adds a reader, which collects what is measured from now on; returns its number. */
  open(temporality: Temporality): number {
    this.#readers.push(temporality);
    for (const instrument of this.#instruments()) instrument.open();
    return this.#readers.length - 1;
  }

  /** From here on a reader is told of the time since it collected, or of all time. */
  tellBy(reader: number, temporality: Temporality): void {
    this.#readers[reader] = temporality;
  }

  /** The instrument; a new one is made once its name was checked. Throws `MetricsError`. */
  instrument(sort: InstrumentSort, name: string, description: string): Instrument {
    let instruments = this.#bySort.get(sort);
    if (!instruments) {
      instruments = new Map();
      this.#bySort.set(sort, instruments);
    }
    const key = description === '' ? name : `${name}\n${description}`;
    let instrument = instruments.get(key);
    if (!instrument) {
      checkMetricName(name);
      checkDescription(name, description);
      const metric: MetricIdentity = Object.freeze({ name, unit: sort.unit, description });
      const { maxSeries, now, noteOverflow } = this.#parts;
      const parts = { maxSeries, now, noteOverflow, readers: this.#readers, tally: this.#tally };
      instrument = new Instrument(metric, sort.kind, sort.bounds, parts);
      instruments.set(key, instrument);
    }
    return instrument;
  }

  /** Measures by a callback whenever somebody collects; returns the undo. */
  observe(observed: Observed): () => void {
    this.#observed.push(observed);
    return () => {
      this.#observed = this.#observed.filter((one) => one !== observed);
    };
  }

  /** What a reader has not seen yet. */
  collect(reader: number): MetricPoint[] {
    for (const { instrument, set, read } of this.#observed) {
      try {
        const value: unknown = read();
        if (!Number.isSafeInteger(value)) throw new TypeError('no whole number');
        instrument.observe(value as number, set);
      } catch (thrown) {
        this.#parts.tellFailed(instrument.metric.name, thrown);
      }
    }
    const endTime = this.#parts.now();
    return this.#instruments().flatMap((instrument) => instrument.collect(reader, endTime));
  }

  #instruments(): Instrument[] {
    return [...this.#bySort.values()].flatMap((instruments) => [...instruments.values()]);
  }
}
