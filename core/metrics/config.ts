/** Where the metrics of a client of a host's own go: after Codex's `MetricsConfig`. */
import type { MetricsBackend, MetricsSource } from './client.js';
import type { MetricPoint, Tags, Temporality } from './point.js';
import { checkTag, MetricsError } from './rules.js';
import { MetricsStore } from './store.js';

/** What every client can be told. */
export interface ClientSettings {
  readonly tags: Tags;
  /** Milliseconds; absent: the default of the destination. */
  readonly exportIntervalMs: number | undefined;
  readonly hasRuntimeReader: boolean;
}

/** Connects a client to what stands behind it. */
type Connect = (settings: ClientSettings) => MetricsBackend;

/** Says where metrics go, and how they are collected. Immutable: each method gives another one. */
export class MetricsConfig implements MetricsSource {
  readonly #connect: Connect;
  readonly #settings: ClientSettings;

  constructor(
    connect: Connect,
    settings: ClientSettings = { tags: Object.freeze({}), exportIntervalMs: undefined, hasRuntimeReader: false },
  ) {
    this.#connect = connect;
    this.#settings = settings;
  }

  /** A tag of everything that is recorded; those of a call win. Throws `MetricsError` when it is not legal. */
  withTag(key: string, value: string): MetricsConfig {
    checkTag(key, value);
    return this.#with({ tags: Object.freeze({ ...this.#settings.tags, [key]: value }) });
  }

  /** Milliseconds between two exports; a whole number from 1. Throws `MetricsError` for another. */
  withExportInterval(exportIntervalMs: number): MetricsConfig {
    checkInterval(exportIntervalMs);
    return this.#with({ exportIntervalMs });
  }

  /** Lets `snapshot` work, beside what is exported. */
  withRuntimeReader(): MetricsConfig {
    return this.#with({ hasRuntimeReader: true });
  }

  connect(): MetricsBackend {
    return this.#connect(this.#settings);
  }

  #with(changes: Partial<ClientSettings>): MetricsConfig {
    return new MetricsConfig(this.#connect, { ...this.#settings, ...changes });
  }
}

/** Throws `MetricsError` unless it is a whole number of milliseconds that a timer can wait. */
export function checkInterval(exportIntervalMs: number): void {
  if (!Number.isSafeInteger(exportIntervalMs) || exportIntervalMs < 1 || exportIntervalMs > 2 ** 31 - 1)
    throw new MetricsError(
      'InvalidConfig',
      'invalid metrics configuration: the export interval must be a whole number of milliseconds from 1 to 2147483647',
    );
}

/** Throws `MetricsError` unless it is a whole number from 1. */
export function checkMaxSeries(maxSeries: number): void {
  if (!Number.isSafeInteger(maxSeries) || maxSeries < 1)
    throw new MetricsError(
      'InvalidConfig',
      'invalid metrics configuration: the limit of sets of tags must be a whole number from 1',
    );
}

/** Takes the points of a client in memory. */
export interface MetricsExporter {
  export(points: readonly MetricPoint[]): void;
}

const defaultMaxSeries = 2_000;

/**
 * Metrics that stay in memory, for the tests of a host: `exporter` gets them when the client is flushed or shut down, and at the
 * interval, if there is one.
 */
export function inMemoryMetrics(exporter: MetricsExporter, temporality: Temporality = 'delta'): MetricsConfig {
  return new MetricsConfig(({ tags, exportIntervalMs, hasRuntimeReader }) => {
    let isOver = false;
    const refuse = (mistake: MetricsError): never => {
      throw mistake;
    };
    const ignore = (): void => undefined;
    const store = new MetricsStore({
      now: Date.now,
      maxSeries: defaultMaxSeries,
      noteOverflow: ignore,
      tellFailed: ignore,
    });
    const exported = store.open(temporality);
    const runtime = hasRuntimeReader ? store.open('delta') : undefined;
    const deliver = (): void => {
      const points = isOver ? [] : store.collect(exported);
      if (points.length > 0) exporter.export(points);
    };
    const timer = exportIntervalMs === undefined ? undefined : setInterval(deliver, exportIntervalMs).unref();
    return {
      store,
      defaultTags: tags,
      isOn: () => !isOver,
      refuse,
      snapshot: () => (runtime === undefined ? undefined : store.collect(runtime)),
      flush: async () => {
        deliver();
        return true;
      },
      shutdown: async () => {
        clearInterval(timer);
        deliver();
        isOver = true;
        return true;
      },
    };
  });
}
