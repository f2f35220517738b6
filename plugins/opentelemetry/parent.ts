/** The parent of spans that have none of their own: the bus's active span. */
import { type Context, context, type Span, type SpanOptions, type Tracer, trace } from '@opentelemetry/api';
import { TraceState } from '@opentelemetry/core';
import { contextFromW3cTraceContext, currentSpanW3cTraceContext } from '../../core/index.js';

type Run = (span: Span) => unknown;

/** The same tracer, whose root spans begin below the bus's active span. */
export function belowActiveSpan<T extends Tracer>(tracer: T): T {
  const startSpan = (name: string, options: SpanOptions = {}, given: Context = context.active()): Span =>
    tracer.startSpan(name, options, options.root ? given : withParent(given));

  function startActiveSpan(name: string, ...rest: readonly unknown[]): unknown {
    const run = rest.at(-1) as Run;
    const [options, given = context.active()] = rest.slice(0, -1) as [SpanOptions?, Context?];
    const span = startSpan(name, options, given);
    return context.with(trace.setSpan(given, span), run, undefined, span);
  }

  return Object.assign(Object.create(tracer), { startSpan, startActiveSpan });
}

function withParent(given: Context): Context {
  if (trace.getSpanContext(given)) return given;
  const current = currentSpanW3cTraceContext();
  const parent = current && contextFromW3cTraceContext(current);
  if (!parent) return given;
  const { traceId, spanId, traceFlags } = parent;
  const traceState = new TraceState(current.tracestate);
  return trace.setSpanContext(given, { traceId, spanId, traceFlags, traceState });
}
