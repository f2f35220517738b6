/** The books of a bus as metrics, under the names that OpenTelemetry gives to those of its own SDK. */
import type { Attributes, BatchObservableCallback, Meter, Observable } from '@opentelemetry/api';
import type { Bus, SinkReceipt } from '../../core/index.js';

/** What of a bus is needed here: any bus, whatever events it knows. */
export interface ObservedBus {
  readonly receipt: Bus['receipt'];
  on(name: 'attempted', listener: (attempt: Attempt) => void): () => void;
}

/** An attempt to deliver that has ended. */
interface Attempt {
  readonly sink: string;
  readonly outcome: string;
  readonly durationMs: number;
}

const attributesOf = (sink: string, errorType?: string): Attributes => ({
  'otel.component.name': sink,
  'otel.component.type': 'codexotel_sink',
  ...(errorType !== undefined && { 'error.type': errorType }),
});

/**
 * Observes a bus by a meter of the host: `observeBus(bus, provider.getMeter('acme'))`. Counters are read from the receipt when
 * the meter collects; only the duration of attempts is recorded as it happens. Sinks that carry metrics are left out, so that
 * nothing reports about itself. Returns the undo.
 *
 * - `otel.sdk.log.created`: events emitted
 * - `otel.sdk.processor.log.processed`: records that were delivered, or dropped with the reason as `error.type`
 * - `otel.sdk.processor.log.queue.size`: records that wait
 * - `otel.sdk.exporter.log.exported`: records delivered, or refused by the destination with `error.type` `rejected`
 * - `otel.sdk.exporter.operation.duration`: seconds of each attempt, `error.type` being its outcome unless it was acknowledged
 */
export function observeBus(bus: ObservedBus, meter: Meter): () => void {
  const unit = { unit: '{log_record}' };
  const created = meter.createObservableCounter('otel.sdk.log.created', unit);
  const processed = meter.createObservableCounter('otel.sdk.processor.log.processed', unit);
  const queued = meter.createObservableUpDownCounter('otel.sdk.processor.log.queue.size', unit);
  const exported = meter.createObservableCounter('otel.sdk.exporter.log.exported', unit);
  const duration = meter.createHistogram('otel.sdk.exporter.operation.duration', { unit: 's' });

  const observe: BatchObservableCallback = (result) => {
    const { emitted, sinks } = bus.receipt();
    result.observe(created, emitted);
    for (const [sink, { delivered, rejected, pending, dropped }] of Object.entries(sinks).filter(carriesRecords)) {
      const say = (metric: Observable, value: number, errorType?: string): void => {
        if (value > 0 || errorType === undefined) result.observe(metric, value, attributesOf(sink, errorType));
      };
      say(queued, pending);
      say(exported, delivered);
      say(exported, rejected, 'rejected');
      say(processed, delivered);
      for (const [reason, records] of Object.entries(dropped)) say(processed, records, reason);
    }
  };
  const observed = [created, processed, queued, exported];
  meter.addBatchObservableCallback(observe, observed);
  const stop = bus.on('attempted', ({ sink, outcome, durationMs }) => {
    if (bus.receipt().sinks[sink]?.unit === 'point') return;
    duration.record(durationMs / 1_000, attributesOf(sink, outcome === 'acked' ? undefined : outcome));
  });
  return () => {
    meter.removeBatchObservableCallback(observe, observed);
    stop();
  };
}

const carriesRecords = ([, { unit }]: [string, SinkReceipt]): boolean => unit !== 'point';
