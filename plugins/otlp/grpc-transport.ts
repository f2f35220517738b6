/** OTLP over gRPC: one unary call a request, on a connection that lasts as long as somebody answers. */
import { Metadata } from '@grpc/grpc-js';
import { callOnce } from './grpc-call.js';
import { type Connection, openConnection } from './grpc-connection.js';
import { isAnswered, outcomeOfCall } from './grpc-outcome.js';
import { type HeaderSource, sendWithFresh } from './header-source.js';
import type { GrpcExporter } from './options.js';
import type { Transport } from './signal-sink.js';
import { type SignalName, signals } from './signals.js';
import type { TlsFiles } from './tls.js';

/** Prepares the calls of one signal; connects at the first one. */
export function createGrpcTransport(
  signalName: SignalName,
  { endpoint, compression }: GrpcExporter,
  tls: TlsFiles,
  source: HeaderSource,
): Omit<Transport, 'toRequest'> {
  const { method } = signals[signalName];
  let connection: Connection | undefined;
  let isClosed = false;
  return {
    send: (message, records, deadline) =>
      sendWithFresh(source, deadline, async (headers) => {
        const { signal } = deadline;
        if (isClosed) return { kind: 'retry', reason: 'closed' };
        if (signal.aborted) return { kind: 'retry', reason: 'timeout' };
        connection ??= openConnection(endpoint, tls, compression);
        const { client, watch, close } = connection;
        const result = await watch(() => callOnce({ client, method, metadata: toMetadata(headers), message, signal }));
        if (!isAnswered(result)) {
          connection = undefined;
          close();
        }
        return outcomeOfCall(result, records, signalName);
      }),
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
