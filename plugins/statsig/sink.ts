/** The sink: a batch of points leaves as one export, without the metrics that are dropped. */
import type { Deadline, Outcome, Sink, TelemetryEvent } from '../../core/index.js';
import { toResourceMetrics } from '../otlp/index.js';
import { createMetricDelivery, type Poster } from './delivery.js';
import { loadOpenTelemetry } from './opentelemetry.js';

/** What the sink works with. */
export interface SinkParts {
  readonly poster: Poster & { close(): void | Promise<void> };
  /** Names of metrics that are not sent. */
  readonly drop: readonly string[];
  /** Asked when the first batch leaves. */
  readonly resource: () => Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly description: string;
}

/**
 * Makes the sink. A batch that is sent again after nobody knew whether it had arrived may be counted twice, since a delta has no
 * identity; everything else is counted once.
 */
export function createMetricsSink({ poster, drop, resource, now, description }: SinkParts): Sink {
  const dropped: ReadonlySet<string> = new Set(drop);
  const begin = async () => {
    const otel = await loadOpenTelemetry();
    return { otel, delivery: createMetricDelivery(otel, poster, now), from: otel.resourceFromAttributes(resource()) };
  };
  let start: ReturnType<typeof begin> | undefined;

  return {
    classes: ['fact'],
    unit: 'point',
    lane: 'trace',
    collection: { temporality: 'delta', isWanted: (metric) => !dropped.has(metric) },
    description,
    async attempt(batch: readonly TelemetryEvent[], deadline: Deadline): Promise<Outcome> {
      start ??= begin();
      const { otel, delivery, from } = await start;
      return delivery.deliver(toResourceMetrics(batch, from, otel), deadline);
    },
    close: () => poster.close(),
  };
}
