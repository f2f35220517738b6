/** The signals that leave as OTLP: what differs between them, as a table. */
import type { Sight, Sink } from '../../core/index.js';

/** What is known of one signal. */
export interface SignalTraits {
  /** What one record of a request is. */
  readonly unit: Sink['unit'];
  /** Its lane, and the classes of fields that its collector may see. */
  readonly sight: Sight;
  /** Path of the gRPC method. */
  readonly method: string;
  /** The field of a JSON response that counts what the collector will not keep. */
  readonly rejectedKey: string;
}

/** A row of the table. */
export type SignalName = 'logs' | 'traces' | 'metrics';

/** All of them. */
export const signals: Readonly<Record<SignalName, SignalTraits>> = Object.freeze({
  logs: {
    unit: 'record',
    sight: { lane: 'log', classes: ['fact', 'identity', 'content'] },
    method: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
    rejectedKey: 'rejectedLogRecords',
  },
  traces: {
    unit: 'span',
    sight: { lane: 'trace', classes: ['fact'] },
    method: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    rejectedKey: 'rejectedSpans',
  },
  metrics: {
    unit: 'point',
    sight: { lane: 'trace', classes: ['fact'] },
    method: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
    rejectedKey: 'rejectedDataPoints',
  },
});
