/** The metrics of a bus: measured from the first call on, collected from time to time, and handed to the sinks that take points. */
import { withheldText } from '../catalogue/withheld.js';
import type { Fields, SessionFacts, TelemetryEvent } from '../events.js';
import { type Guard, kindOf } from '../guard.js';
import { cleanPoints } from './clean.js';
import type { MetricsBackend, MetricsSource } from './client.js';
import type { MetricPoint, Tags, Temporality } from './point.js';
import { toMetricRecord } from './record.js';
import { MetricsError } from './rules.js';
import { SessionMeasures } from './session-measures.js';
import type { SessionMetric } from './session-metrics.js';
import { MetricsStore } from './store.js';

/** What a host may say of the metrics of its bus. */
export interface MetricsOptions {
  /** Tags of every metric of the bus; those of a session win, and those of a call over both. Legal ones. */
  readonly tags?: Tags;
  /** Milliseconds between two exports; default: `OTEL_METRIC_EXPORT_INTERVAL`, else 60 000. */
  readonly exportIntervalMs?: number;
  /** Whether `snapshot` and the summary of a session work; default false. */
  readonly hasRuntimeReader?: boolean;
  /** Whether metrics of sessions bear tags of their session; default true. */
  readonly hasSessionTags?: boolean;
  /** Most sets of tags of one metric between two exports; default 2 000. What comes beyond them is one set. */
  readonly maxSeries?: number;
}

/** What the hub works with. */
export interface HubParts {
  readonly now: () => number;
  readonly guard: Guard;
  readonly options: MetricsOptions;
  /** Sends what was handed to the sinks; says whether all points arrived. */
  readonly flush: (timeoutMs: number | undefined) => Promise<boolean>;
}

/** A sink that takes points. */
interface PointSink {
  readonly name: string;
  accept(record: TelemetryEvent): void;
  /** Said by whoever wrote the sink, so it may throw. */
  isWanted(metric: string): boolean;
}

/** Where points go, once a configuration is known. */
export interface MetricsWay {
  readonly sinks: readonly PointSink[];
  readonly temporality: Temporality;
  readonly intervalMs: number;
  readonly redactText: (text: string) => string;
  /** Facts that are only known by now, such as the originator. */
  readonly lateFacts: () => SessionFacts;
}

const defaultMaxSeries = 2_000;
/** Metrics whose overflow was told. */
const maxTold = 100;

export class MetricsHub implements MetricsSource {
  readonly #parts: HubParts;
  readonly #store: MetricsStore;
  readonly #measures: SessionMeasures;
  readonly #defaultTags: Tags;
  readonly #exported: number;
  readonly #runtime: number | undefined;
  readonly #overflowing = new Set<string>();
  #way: MetricsWay | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Nobody takes points. */
  #isShut = false;

  constructor(parts: HubParts) {
    this.#parts = parts;
    const { now, guard, options } = parts;
    this.#store = new MetricsStore({
      now,
      maxSeries: options.maxSeries ?? defaultMaxSeries,
      noteOverflow: (metric) => this.#noteOverflow(metric),
      tellFailed: (metric, thrown) =>
        guard.mishap('metrics', 'emit', `the callback of ${metric} gave no whole number (${kindOf(thrown)})`, thrown),
    });
    this.#defaultTags = Object.freeze({ ...options.tags });
    this.#measures = new SessionMeasures(this.#store, this.#defaultTags, options.hasSessionTags ?? true);
    this.#exported = this.#store.open('delta');
    this.#runtime = options.hasRuntimeReader ? this.#store.open('delta') : undefined;
  }

  /** Whether anybody wants what is measured, as far as is known. */
  get isOn(): boolean {
    return !this.#isShut || this.#runtime !== undefined;
  }

  /** Measurements so far. */
  get measured(): number {
    return this.#store.measured;
  }

  connect(): MetricsBackend {
    return {
      store: this.#store,
      defaultTags: this.#defaultTags,
      isOn: () => this.isOn,
      refuse: (mistake) => this.#refuse(mistake),
      snapshot: () => this.#snapshot(),
      flush: (timeoutMs) => this.#parts.flush(timeoutMs),
      shutdown: (timeoutMs) => this.#parts.flush(timeoutMs),
    };
  }

  /** Records what follows from an event. Never throws. */
  note(metrics: readonly SessionMetric[], session: SessionFacts, fields: Fields, extra: Tags | undefined): void {
    try {
      this.#measures.note(metrics, session, fields, extra);
    } catch (thrown) {
      this.#refuse(thrown);
    }
  }

  /** From here on points go this way; without a sink, and with `undefined`, nowhere. */
  follow(way: MetricsWay | undefined): void {
    clearInterval(this.#timer);
    this.#way = way;
    this.#isShut = way === undefined || way.sinks.length === 0;
    if (!way || this.#isShut) {
      this.#store.collect(this.#exported);
      return;
    }
    this.#store.tellBy(this.#exported, way.temporality);
    const intervalMs = this.#parts.options.exportIntervalMs ?? way.intervalMs;
    this.#timer = setInterval(() => this.collect(), intervalMs).unref();
  }

  /** Hands what was measured to the sinks. Never throws: a timer calls it, and an error there would end the host. */
  collect(): void {
    const way = this.#way;
    if (!way || this.#isShut) return;
    try {
      const points = this.#store.collect(this.#exported);
      if (points.length === 0) return;
      for (const point of cleanPoints(points, { redactText: way.redactText, lateFacts: way.lateFacts() })) {
        const record = toMetricRecord(point);
        for (const sink of way.sinks) if (this.#isWanted(sink, point.metric.name)) sink.accept(record);
      }
    } catch (thrown) {
      this.#parts.guard.mishap('metrics', 'export', `metrics could not be collected (${kindOf(thrown)})`, thrown);
    }
  }

  /** The bus is closed. */
  close(): void {
    this.follow(undefined);
  }

  #isWanted(sink: PointSink, metric: string): boolean {
    try {
      return sink.isWanted(metric);
    } catch (thrown) {
      const message = `could not say whether it takes ${metric}, and does not get it (${kindOf(thrown)})`;
      this.#parts.guard.mishap(sink.name, 'export', message, thrown);
      return false;
    }
  }

  #snapshot(): readonly MetricPoint[] | undefined {
    if (this.#runtime === undefined) return undefined;
    if (this.#isShut) this.#store.collect(this.#exported);
    const points = this.#store.collect(this.#runtime);
    return cleanPoints(points, { redactText: this.#way?.redactText ?? (() => withheldText), lateFacts: {} });
  }

  #refuse(thrown: unknown): void {
    const message = thrown instanceof MetricsError ? thrown.message : `tags could not be read (${kindOf(thrown)})`;
    this.#parts.guard.mishap('metrics', 'emit', message);
  }

  #noteOverflow(metric: string): void {
    if (this.#overflowing.has(metric) || this.#overflowing.size >= maxTold) return;
    this.#overflowing.add(metric);
    const message = `${metric} has too many sets of tags; more are counted as otel.metric.overflow, take out a tag that varies`;
    this.#parts.guard.mishap('metrics', 'emit', message);
  }
}
