/** OTLP over gRPC: one unary call a request, on a connection that lasts as long as somebody answers. */
import { Metadata } from '@grpc/grpc-js';
import { callOnce } from './grpc-call.js';
import { type Connection, openConnection } from './grpc-connection.js';
import { isAnswered, outcomeOfCall } from './grpc-outcome.js';
import { logsMethod } from './grpc-request.js';
import type { Transport } from './logs-sink.js';
import type { GrpcExporter } from './options.js';
import type { TlsFiles } from './tls.js';

/** Prepares the calls; connects at the first one. */
export function createGrpcTransport({ endpoint, headers }: GrpcExporter, tls: TlsFiles): Omit<Transport, 'toRequest'> {
  let connection: Connection | undefined;
  let isClosed = false;
  return {
    async send(message, records, { signal }) {
      if (isClosed) return { kind: 'retry', reason: 'closed' };
      if (signal.aborted) return { kind: 'retry', reason: 'timeout' };
      connection ??= openConnection(endpoint, tls);
      const { client, watch, close } = connection;
      const result = await watch(() =>
        callOnce({ client, method: logsMethod, metadata: toMetadata(headers), message, signal }),
      );
      if (!isAnswered(result)) {
        connection = undefined;
        close();
      }
      return outcomeOfCall(result, records);
    },
    close() {
      isClosed = true;
      connection?.close();
    },
  };
}

function toMetadata(headers: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return metadata;
}
