/** A logs-API `LoggerProvider` whose records enter the bus. */
import { LoggerProvider, type LogRecordProcessor, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { type AnyBus, handOver } from './hand-over.js';

/**
 * Creates a logger provider of the bus: `createLoggerProvider(bus).getLogger('codex_otel.indexer').emit({ eventName, attributes })`.
 * The event's name is `eventName`, or the attribute `event.name`; bodies do not travel, since no declaration knows them. A logger
 * called `codex_otel.…` says its records under that target, which the host must list in `start({ subsystems })`.
 * `forceFlush` flushes the bus; `shutdown` leaves it open, since the bus belongs to the host.
 */
export function createLoggerProvider(bus: AnyBus): LoggerProvider {
  const processor: LogRecordProcessor = {
    onEmit: (record) =>
      handOver(bus, {
        name: nameOf(record),
        attributes: record.attributes,
        time: record.hrTime,
        span: record.spanContext,
        scope: record.instrumentationScope.name,
      }),
    forceFlush: async () => void (await bus.flush()),
    shutdown: async () => void (await bus.flush()),
  };
  return new LoggerProvider({ processors: [processor] });
}

function nameOf({ eventName, attributes }: ReadableLogRecord): string {
  const named = attributes['event.name'];
  return eventName ?? (typeof named === 'string' ? named : '');
}
