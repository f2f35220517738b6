/** Hands a record of OpenTelemetry to the bus as the event that its name declares. */
import type { HrTime, SpanContext } from '@opentelemetry/api';
import type { Bus, EmitOptions } from '../../core/index.js';

/** What of a bus is needed here: any bus, whatever events it knows. */
export type AnyBus = Pick<Bus, 'flush'> & {
  readonly emit: (name: never, fields: never, options?: EmitOptions) => void;
};

/** A named set of attributes with a time and a span. */
export interface NamedRecord {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly time: HrTime;
  readonly span: SpanContext | undefined;
}

/**
 * Emits the record under its name, so that it takes the way of every event: declaration, redaction, routes, ledger. A name
 * that the bus does not declare is refused and counted as `unknown_event`; declare it with `defineEvents`.
 */
export function handOver(bus: AnyBus, { name, attributes, time: [seconds, nanos], span }: NamedRecord): void {
  const emit: (name: never, fields: never, options: EmitOptions) => void = bus.emit;
  const { 'event.name': _name, ...fields } = attributes;
  emit(name as never, fields as never, {
    time: seconds * 1_000 + nanos / 1_000_000,
    ...(span && { trace: { traceId: span.traceId, spanId: span.spanId, traceFlags: span.traceFlags } }),
  });
}
