/** The stock SDK: a `LoggerProvider` with its `BatchLogRecordProcessor` and exporter, all at their defaults. */
import { type AnyValue, type LogRecord, SeverityNumber } from '@opentelemetry/api-logs';
import { OTLPLogExporter as GrpcExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as JsonExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as BinaryExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { BatchLogRecordProcessor, LoggerProvider, type LogRecordExporter } from '@opentelemetry/sdk-logs';
import type { HostOrder } from '../orders.js';
import type { Sending } from './contestant.js';

function exporterOf({ transport, url, attemptMs }: HostOrder): LogRecordExporter {
  if (transport === 'grpc') return new GrpcExporter({ url, timeoutMillis: attemptMs });
  const options = { url: `${url}/v1/logs`, timeoutMillis: attemptMs };
  return transport === 'json' ? new JsonExporter(options) : new BinaryExporter(options);
}

/** A provider that is registered nowhere. */
export function startOpenTelemetry(order: HostOrder): Sending {
  const provider = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter: exporterOf(order) })] });
  const logger = provider.getLogger('faults');
  return {
    emit: (number, extra) =>
      logger.emit({
        eventName: 'codex.tool_result',
        severityNumber: SeverityNumber.INFO,
        attributes: {
          call_id: String(number),
          tool_name: 'shell',
          duration_ms: 12,
          success: true,
          ...(extra !== undefined && { extra: extra as AnyValue }),
        },
      }),
    emitRaw: (value) => {
      logger.emit(value as LogRecord);
      return 1;
    },
    settle: (ms) =>
      Promise.race([
        provider.forceFlush().catch(() => undefined),
        new Promise<void>((resolve) => setTimeout(resolve, ms)),
      ]),
    close: async () => void (await provider.shutdown().catch(() => undefined)),
    books: () => undefined,
  };
}
