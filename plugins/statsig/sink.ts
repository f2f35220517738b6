/** The sink: a batch of points leaves as one export, without the metrics that are dropped. */
import { createPoster, type Deadline, type Outcome, type Sink, type TelemetryEvent } from '../../core/index.js';
import { toResourceMetrics } from '../otlp/index.js';
import { createMetricDelivery } from './delivery.js';
import { loadOpenTelemetry, loadOpenTelemetryNow } from './opentelemetry.js';

/** What the sink works with. */
export interface SinkParts {
  readonly url: string;
  /** Legal headers, the key among them. */
  readonly headers: Readonly<Record<string, string>>;
  /** The URL of a proxy. */
  readonly proxy: string | undefined;
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
export function createMetricsSink({ url, headers, proxy, drop, resource, now, description }: SinkParts): Sink {
  const poster = createPoster({ url, headers, proxy });
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
    lastRequest(batch) {
      const otel = loadOpenTelemetryNow();
      const metrics = toResourceMetrics(batch, otel.resourceFromAttributes(resource()), otel);
      const body = otel.JsonMetricsSerializer.serializeRequest(metrics);
      const length = { 'content-type': 'application/json', 'content-length': String(body?.byteLength) };
      const through = proxy !== undefined && { proxy };
      return body && { url, headers: { ...headers, ...length }, body, isGrpc: false, ...through };
    },
    close: () => poster.close(),
  };
}
