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
import type { TlsSource } from './tls-source.js';

/** What changes, and the way. */
export interface GrpcSurroundings {
  readonly source: HeaderSource;
  readonly certificates: TlsSource;
  /** The URL of an http proxy. */
  readonly proxy: string | undefined;
}

/** Prepares the calls of one signal; connects at the first one. */
export function createGrpcTransport(
  signalName: SignalName,
  { endpoint, compression }: GrpcExporter,
  { source, certificates, proxy }: GrpcSurroundings,
): Omit<Transport, 'toRequest'> {
  const { method } = signals[signalName];
  let connection: Connection | undefined;
  let used: TlsFiles | undefined;
  let isClosed = false;
  /** An attempt that is late may find that a later one has a connection of its own. */
  const drop = (one: Connection | undefined): void => {
    one?.close();
    if (connection === one) connection = undefined;
  };
  return {
    send: (message, records, deadline) =>
      sendWithFresh(source, deadline, async (headers) => {
        const { signal } = deadline;
        const tls = await certificates.current(deadline);
        // Other certificates need another connection.
        if (tls !== used) drop(connection);
        used = tls;
        if (isClosed) return { kind: 'retry', reason: 'closed' };
        if (signal.aborted) return { kind: 'retry', reason: 'timeout' };
        connection ??= openConnection(endpoint, { tls, proxy, compression });
        const mine = connection;
        const { client, watch, noTunnel } = mine;
        const result = await watch(() => callOnce({ client, method, metadata: toMetadata(headers), message, signal }));
        const isLost = !isAnswered(result);
        if (isLost) drop(mine);
        return (isLost && noTunnel()) || outcomeOfCall(result, records, signalName);
      }),
    close() {
      isClosed = true;
      drop(connection);
    },
  };
}

function toMetadata(headers: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return metadata;
}
