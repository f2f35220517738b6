/** The sink: a batch of events leaves as one export of sums, and its outcome is told in records. */
import type { Deadline, Outcome, Sink, TelemetryEvent } from '../../core/index.js';
import type { CountedEvent } from './counters.js';
import { createMetricDelivery, type MetricDelivery, type Poster } from './delivery.js';
import { toResourceMetrics } from './metrics.js';
import { loadOpenTelemetry, type OpenTelemetry } from './opentelemetry.js';
import { type Sum, sumUp, windowOf } from './sums.js';

/** What the sink works with. */
export interface SinkParts {
  readonly poster: Poster & { close(): void | Promise<void> };
  /** Events whose counter is not dropped. */
  readonly events: readonly CountedEvent[];
  /** Asked when the first batch leaves. */
  readonly resource: () => Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly description: string;
}

/**
 * Makes the sink. It sees facts only, of the log lane: the next counters of Codex (`codex.sse_event`, for one) stand on
 * events that no other lane has. A batch that is sent again after nobody knew whether it had arrived may be counted
 * twice, since a delta sum has no identity; everything else is counted once. A request of the model list is taken and
 * needs no delivery.
 */
export function createMetricsSink({ poster, events, resource, now, description }: SinkParts): Sink {
  let start:
    | Promise<{ otel: OpenTelemetry; delivery: MetricDelivery; from: Readonly<Record<string, string>> }>
    | undefined;
  let previousEndMs: number | undefined;

  const begin = async () => {
    const otel = await loadOpenTelemetry();
    return { otel, delivery: createMetricDelivery(otel, poster, now), from: resource() };
  };

  return {
    classes: ['fact'],
    unit: 'record',
    lane: 'log',
    handles: events,
    description,
    async attempt(batch: readonly TelemetryEvent[], deadline: Deadline): Promise<Outcome> {
      const sums = sumUp(batch);
      if (sums.length === 0) return { kind: 'acked' };
      start ??= begin();
      const { otel, delivery, from } = await start;
      const window = windowOf(batch, now(), previousEndMs);
      const metrics = toResourceMetrics(otel, delivery.exporter, sums, window, from);
      const outcome = await delivery.deliver(metrics, deadline);
      if (outcome.kind !== 'acked') return outcome;
      previousEndMs = window.endMs;
      return outcome.rejected ? { ...outcome, rejected: recordsOf(outcome.rejected, sums) } : outcome;
    },
    close: () => poster.close(),
  };
}

/** Records in the points that a destination refused: it does not say which, so the smallest ones are taken. */
function recordsOf(points: number, sums: readonly Sum[]): number {
  const counts = sums.map(({ count }) => count).sort((a, b) => a - b);
  return counts.slice(0, points).reduce((total, count) => total + count, 0);
}
