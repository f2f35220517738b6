/** Calling a receiver over gRPC with the stock client, and the answer as a test reads it. */
import { Client, type ClientOptions, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';

/** The answer to a call. */
export interface Called {
  /** The gRPC status number. */
  readonly code: number;
  readonly details: string;
  readonly reply: Buffer;
  readonly trailers: Metadata;
}

const identity = (bytes: Buffer): Buffer => bytes;

/** Makes one unary call and closes the connection. */
export function call(
  url: string,
  path: string,
  body: Uint8Array,
  options: ClientOptions & { deadlineMs?: number } = {},
): Promise<Called> {
  const { deadlineMs = 5_000, ...clientOptions } = options;
  const client = new Client(new URL(url).host, credentials.createInsecure(), clientOptions);
  const metadata = new Metadata();
  metadata.set('x-note', 'kept');
  return new Promise((resolve) => {
    const deadline = Date.now() + deadlineMs;
    const finish = (error: ServiceError | null, reply: Buffer | undefined): void => {
      client.close();
      const { code = 0, details = '', metadata: trailers = new Metadata() } = error ?? {};
      resolve({ code, details, reply: reply ?? Buffer.alloc(0), trailers });
    };
    client.makeUnaryRequest(path, identity, identity, Buffer.from(body), metadata, { deadline }, finish);
  });
}

/** The gRPC paths of the three signals. */
export const PATHS = {
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
} as const;
