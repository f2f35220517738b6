/** OTLP over gRPC; what speaks gRPC is loaded when the first batch leaves. */
import type { Sink } from '../../core/index.js';
import { toReadyRequest } from './grpc-request.js';
import { openHeaderSource } from './header-source.js';
import { grpcHeaders } from './headers.js';
import type { GrpcExporter } from './options.js';
import { createSignalSink, type SinkCommons, type Transport } from './signal-sink.js';
import type { TlsFiles } from './tls.js';

/** What a gRPC server takes unless it was told otherwise. */
const maxBodyBytes = 4 * 2 ** 20;

/** Prepares the sink of one signal; nothing is loaded or connected before the first attempt. */
export function createGrpcSink(exporter: GrpcExporter, tls: TlsFiles, commons: SinkCommons): Sink {
  let loading: Promise<Omit<Transport, 'toRequest'>> | undefined;
  const source = openHeaderSource(exporter, grpcHeaders, commons.context);
  const load = async (): Promise<Omit<Transport, 'toRequest'>> => {
    const { createGrpcTransport } = await import('./grpc-transport.js');
    return createGrpcTransport(commons.signal, exporter, tls, source);
  };
  return createSignalSink({
    ...commons,
    description: `OTLP/gRPC to ${new URL(exporter.endpoint).origin}`,
    encoding: 'binary',
    transport: {
      async send(body, records, deadline) {
        loading ??= load();
        const transport = await loading;
        return transport.send(body, records, deadline);
      },
      toRequest: (message) => toReadyRequest(commons.signal, exporter.endpoint, source.latest(), tls, message),
      close: () => void loading?.then((transport) => transport.close()),
    },
    timeoutMs: exporter.timeoutMs,
    maxBodyBytes,
  });
}
