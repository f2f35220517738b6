/** `otlp.logs` over gRPC; what speaks gRPC is loaded when the first batch leaves. */
import type { PluginContext, Sink } from '../../core/index.js';
import { toReadyRequest } from './grpc-request.js';
import { createLogsSink, type Transport } from './logs-sink.js';
import type { GrpcExporter } from './options.js';
import type { TlsFiles } from './tls.js';

/** What a gRPC server takes unless it was told otherwise. */
const maxBodyBytes = 4 * 2 ** 20;

/** Prepares the sink; nothing is loaded or connected before the first attempt. */
export function createGrpcLogsSink(
  exporter: GrpcExporter,
  tls: TlsFiles,
  context: Pick<PluginContext<unknown>, 'resource'>,
): Sink {
  let loading: Promise<Omit<Transport, 'toRequest'>> | undefined;
  const load = async (): Promise<Omit<Transport, 'toRequest'>> => {
    const { createGrpcTransport } = await import('./grpc-transport.js');
    return createGrpcTransport(exporter, tls);
  };
  return createLogsSink({
    description: `OTLP/gRPC to ${new URL(exporter.endpoint).origin}`,
    encoding: 'binary',
    transport: {
      async send(body, records, deadline) {
        loading ??= load();
        const transport = await loading;
        return transport.send(body, records, deadline);
      },
      toRequest: (message) => toReadyRequest(exporter, tls, message),
      close: () => void loading?.then((transport) => transport.close()),
    },
    timeoutMs: exporter.timeoutMs,
    context,
    maxBodyBytes,
  });
}
