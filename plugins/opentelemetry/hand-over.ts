/** Hands a record of OpenTelemetry to the bus as the event that its name declares. */
import type { HrTime, SpanContext } from '@opentelemetry/api';
import type { Bus, EmitOptions } from '../../core/index.js';

/** What of a bus is needed here: any bus, whatever events it knows. */
export type AnyBus = Pick<Bus, 'flush' | 'handInSpan'> & {
  readonly emit: (name: never, fields: never, options?: EmitOptions) => void;
};

/** A named set of attributes with a time, a span, and the logger that said it. */
export interface NamedRecord {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly time: HrTime;
  readonly span: SpanContext | undefined;
  readonly scope: string;
}

/**
 * Emits the record under its name, so that it takes the way of every event: declaration, redaction, routes, ledger. A name
 * that the bus does not declare is refused and counted as `unknown_event`; declare it with `defineEvents`.
 */
export function handOver(bus: AnyBus, { name, attributes, time, span, scope }: NamedRecord): void {
  const emit: (name: never, fields: never, options: EmitOptions) => void = bus.emit;
  const target = targetOf(scope);
  emit(name as never, withoutName(attributes) as never, {
    time: toMilliseconds(time),
    ...(span && { trace: toReference(span) }),
    ...(target !== undefined && { target }),
  });
}

/** A logger or tracer that is called like a target says its records under it; it must be one that the host lists. */
export const targetOf = (scope: string): string | undefined => (scope.startsWith('codex_otel') ? scope : undefined);

/** The name of an event has a place of its own. */
export function withoutName(attributes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { 'event.name': _name, ...fields } = attributes;
  return fields;
}

/** Milliseconds since the epoch, with fractions. */
export const toMilliseconds = ([seconds, nanos]: HrTime): number => seconds * 1_000 + nanos / 1_000_000;

/** A span by its ids alone. */
export const toReference = ({ traceId, spanId, traceFlags }: SpanContext) => ({ traceId, spanId, traceFlags });
