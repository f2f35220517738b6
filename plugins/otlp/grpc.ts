/** OTLP over gRPC; what speaks gRPC is loaded when the first batch leaves. */
import type { Sink } from '../../core/index.js';
import { toReadyRequest } from './grpc-request.js';
import { openHeaderSource } from './header-source.js';
import { grpcHeaders } from './headers.js';
import type { GrpcExporter } from './options.js';
import { findProxy, throughProxy } from './proxy.js';
import { createSignalSink, type SinkCommons, type Transport } from './signal-sink.js';
import { toTexts } from './tls.js';
import { openTlsSource } from './tls-source.js';

/** What a gRPC server takes unless it was told otherwise. */
const maxBodyBytes = 4 * 2 ** 20;

/**
 * Prepares the sink of one signal; nothing is loaded or connected before the first attempt.
 *
 * @throws CodexotelError `ERR_CONFIG` when certificates, headers or the proxy cannot be used
 */
export function createGrpcSink(exporter: GrpcExporter, commons: SinkCommons): Sink {
  let loading: Promise<Omit<Transport, 'toRequest'>> | undefined;
  const { context, signal } = commons;
  const source = openHeaderSource(exporter, grpcHeaders, context);
  const certificates = openTlsSource(exporter.tls, context);
  const proxy = findProxy(exporter, context.env, /^http:/i);
  const load = async (): Promise<Omit<Transport, 'toRequest'>> => {
    const { createGrpcTransport } = await import('./grpc-transport.js');
    return createGrpcTransport(signal, exporter, { source, certificates, proxy });
  };
  return createSignalSink({
    ...commons,
    description: `OTLP/gRPC to ${new URL(exporter.endpoint).origin}${throughProxy(proxy)}`,
    encoding: 'binary',
    transport: {
      async send(body, records, deadline) {
        loading ??= load();
        const transport = await loading;
        return transport.send(body, records, deadline);
      },
      toRequest: (message) => ({
        ...toReadyRequest(signal, exporter.endpoint, source.latest(), message),
        tls: toTexts(certificates.latest()),
        ...(proxy !== undefined && { proxy }),
      }),
      close: () => void loading?.then((transport) => transport.close()),
    },
    timeoutMs: exporter.timeoutMs,
    maxBodyBytes,
  });
}
