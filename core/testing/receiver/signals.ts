/** The three signals: which messages carry them, and where they are posted. */
import { decode, type Encoding } from './decode.js';
import { toLogs } from './log-records.js';
import { checkMetrics } from './metric-checks.js';
import { toMetrics } from './metric-records.js';
import type { ReceivedRecord, Signal, Transport } from './records.js';
import type { MessageName } from './schema/messages.js';
import { toSpans } from './span-records.js';

interface SignalFacts {
  /** The last part of the HTTP path. */
  readonly httpSuffix: string;
  /** The whole gRPC path. */
  readonly grpcPath: string;
  readonly response: MessageName;
  /** The field of the response's partial success that counts what was rejected. */
  readonly rejectedField: string;
  /** Decodes and checks a body. @throws Refusal */
  readonly read: (encoding: Encoding, bytes: Uint8Array, transport: Transport) => readonly ReceivedRecord[];
}

/** What the receiver knows of each signal. */
export const SIGNALS: Readonly<Record<Signal, SignalFacts>> = {
  logs: {
    httpSuffix: '/v1/logs',
    grpcPath: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
    response: 'ExportLogsServiceResponse',
    rejectedField: 'rejectedLogRecords',
    read: (encoding, bytes, transport) => toLogs(decode('ExportLogsServiceRequest', encoding, bytes), transport),
  },
  traces: {
    httpSuffix: '/v1/traces',
    grpcPath: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    response: 'ExportTraceServiceResponse',
    rejectedField: 'rejectedSpans',
    read: (encoding, bytes, transport) => toSpans(decode('ExportTraceServiceRequest', encoding, bytes), transport),
  },
  metrics: {
    httpSuffix: '/v1/metrics',
    grpcPath: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
    response: 'ExportMetricsServiceResponse',
    rejectedField: 'rejectedDataPoints',
    read: (encoding, bytes, transport) => {
      const request = decode('ExportMetricsServiceRequest', encoding, bytes);
      checkMetrics(request);
      return toMetrics(request, transport);
    },
  },
};

const ALL: readonly Signal[] = ['logs', 'traces', 'metrics'];

/** Which signal is posted to an HTTP path: one that was configured, or any that ends as OTLP's own do. */
export function signalOfPath(path: string, configured: ReadonlyMap<string, Signal>): Signal | undefined {
  return configured.get(path) ?? ALL.find((signal) => path.endsWith(SIGNALS[signal].httpSuffix));
}

/** Which signal a gRPC method exports. */
export const signalOfMethod = (path: string): Signal | undefined =>
  ALL.find((signal) => path === SIGNALS[signal].grpcPath);
