/** The metrics client, after Codex's: counters, histograms, gauges, durations and timers under tags. */
import type { MetricPoint, Tags } from './point.js';
import { checkAmount, checkIncrement, MetricsError } from './rules.js';
import { counters, durationDescription, durations, gauges, histograms, secondsDurations } from './sorts.js';
import type { InstrumentSort, MetricsStore } from './store.js';
import { KnownTags, mergeTags, type TagSet } from './tags.js';
import { Timer } from './timer.js';

/** What stands behind a client. */
export interface MetricsBackend {
  readonly store: MetricsStore;
  /** Legal tags of everything that is recorded. */
  readonly defaultTags: Tags;
  /** Whether anybody wants what is recorded. */
  readonly isOn: () => boolean;
  /** What becomes of a mistake: a client of a host's own throws it, that of a bus tells it. */
  readonly refuse: (mistake: MetricsError) => void;
  /** The points since the call before, for whoever looks at the running process; `undefined`: nobody asked for them at the start. */
  readonly snapshot: () => readonly MetricPoint[] | undefined;
  /** Collects and delivers; says whether all of it arrived in time. */
  readonly flush: (timeoutMs: number) => Promise<boolean>;
  readonly shutdown: (timeoutMs: number) => Promise<boolean>;
}

/** Says where a client's metrics go, such as `MetricsConfig.otlp(…)`. */
export interface MetricsSource {
  connect(): MetricsBackend;
}

const none: Tags = Object.freeze({});
const maxDurationMs = Number.MAX_SAFE_INTEGER;
const defaultTimeoutMs = 2_000;

/** What stands behind a client, for another one that shares it. */
export let backendOf: (client: MetricsClient) => MetricsBackend;

/**
 * Records metrics. Names are of ASCII letters, digits, `.`, `_` and `-`; keys and values of tags may hold `/` besides. A client that
 * a host made throws `MetricsError` for what is not legal; `bus.metrics` never throws: it tells a `fault`, and records nothing.
 */
export class MetricsClient {
  static {
    backendOf = (client) => client.#backend;
  }

  readonly #backend: MetricsBackend;
  readonly #known = new KnownTags();

  constructor(source: MetricsSource) {
    this.#backend = source.connect();
  }

  /** Adds to a counter. `increment`: a whole number from 0. */
  counter(name: string, increment: number, tags: Tags = none, description = ''): void {
    this.#add(counters, name, increment, tags, description);
  }

  /** Records a value into a histogram with the default buckets; a finite number from 0. */
  histogram(name: string, value: number, tags: Tags = none): void {
    this.#add(histograms, name, value, tags, '');
  }

  /** Says the value of now; a whole number. */
  gauge(name: string, value: number, tags: Tags = none, description = ''): void {
    this.#add(gauges, name, value, tags, description);
  }

  /** A gauge that is asked whenever metrics are collected. `read` gives a whole number. Returns the undo. */
  registerObservableGauge(name: string, read: () => number, tags: Tags = none, description = ''): () => void {
    try {
      const instrument = this.#backend.store.instrument(gauges, name, description);
      return this.#backend.store.observe({ instrument, set: this.#setOf(tags), read });
    } catch (thrown) {
      this.#refuse(thrown);
      return () => undefined;
    }
  }

  /** Records a duration. `ms`, finite and from 0, is cut to whole milliseconds. */
  recordDuration(name: string, ms: number, tags: Tags = none): void {
    const wholeMs = Number.isFinite(ms) ? Math.min(Math.floor(ms), maxDurationMs) : ms;
    this.#add(durations, name, wholeMs, tags, durationDescription);
  }

  /** Records a duration in seconds, which are not cut. */
  recordDurationSeconds(name: string, seconds: number, tags: Tags = none, description = ''): void {
    this.#add(secondsDurations, name, seconds, tags, description);
  }

  /** Begins a duration in milliseconds; it is recorded by `record`, or at the end of the block with `using`. */
  startTimer(name: string, tags: Tags = none): Timer {
    return new Timer((ms, extra) => this.recordDuration(name, ms, { ...extra, ...tags }));
  }

  /**
   * What was recorded since the call before, without disturbing what is exported. Throws `MetricsError` unless the client has a
   * runtime reader.
   */
  snapshot(): readonly MetricPoint[] {
    const points = this.#backend.snapshot();
    if (points) return points;
    throw new MetricsError(
      'RuntimeSnapshotUnavailable',
      'runtime metrics snapshot reader is not enabled; ask for withRuntimeReader',
    );
  }

  /** Sends what was recorded so far; says whether all of it arrived within `timeoutMs` milliseconds. */
  flush(timeoutMs = defaultTimeoutMs): Promise<boolean> {
    return this.#backend.flush(timeoutMs);
  }

  /** As `flush`, and ends the client: what is recorded afterwards goes nowhere. The client of a bus goes on, since `bus.close` ends it. */
  shutdown(timeoutMs = defaultTimeoutMs): Promise<boolean> {
    return this.#backend.shutdown(timeoutMs);
  }

  #add(sort: InstrumentSort, name: string, value: number, tags: Tags, description: string): void {
    const { store, isOn } = this.#backend;
    try {
      if (!isOn()) return;
      const instrument = store.instrument(sort, name, description);
      if (sort === counters) checkIncrement(name, value);
      else if (sort === gauges) checkWhole(name, value);
      else checkAmount(name, value);
      instrument.add(value, this.#setOf(tags));
    } catch (thrown) {
      this.#refuse(thrown);
    }
  }

  #setOf(tags: Tags): TagSet {
    return this.#known.of(tags, () => mergeTags(this.#backend.defaultTags, tags));
  }

  #refuse(thrown: unknown): void {
    const unreadable = () => new MetricsError('InvalidTagComponent', 'tags could not be read; write texts');
    this.#backend.refuse(thrown instanceof MetricsError ? thrown : unreadable());
  }
}

function checkWhole(name: string, value: number): void {
  if (!Number.isSafeInteger(value))
    throw new MetricsError('InvalidValue', `the value must be a whole number for ${name}; round it`);
}
