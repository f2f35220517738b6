/** The parent of spans that have none of their own: the innermost active span, of the provider or of the bus. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, context, type Span, type SpanOptions, type Tracer, trace } from '@opentelemetry/api';
import { TraceState } from '@opentelemetry/core';
import { contextFromW3cTraceContext, currentSpanW3cTraceContext } from '../../core/index.js';

type Run = (span: Span) => unknown;

/** A span made active by `startActiveSpan`, and the active span of the bus then. */
interface Active {
  readonly span: Span;
  readonly outside: string | undefined;
}

/** OpenTelemetry remembers the active span only where a host has registered a context manager; this one needs none. */
const storage = new AsyncLocalStorage<Active>();

/** The same tracer, whose root spans begin below the innermost active span. */
export function belowActiveSpan<T extends Tracer>(tracer: T): T {
  const startSpan = (name: string, options: SpanOptions = {}, given: Context = context.active()): Span =>
    tracer.startSpan(name, options, options.root ? given : withParent(given));

  function startActiveSpan(name: string, ...rest: readonly unknown[]): unknown {
    const run = rest.at(-1) as Run;
    const [options, given = context.active()] = rest.slice(0, -1) as [SpanOptions?, Context?];
    const span = startSpan(name, options, given);
    const active: Active = { span, outside: currentSpanW3cTraceContext()?.traceparent };
    return storage.run(active, () => context.with(trace.setSpan(given, span), run, undefined, span));
  }

  return Object.assign(Object.create(tracer), { startSpan, startActiveSpan });
}

function withParent(given: Context): Context {
  if (trace.getSpanContext(given)) return given;
  const current = currentSpanW3cTraceContext();
  const active = storage.getStore();
  // The bus's active span is the same as it was: the provider's lies within it.
  if (active && active.outside === current?.traceparent) return trace.setSpan(given, active.span);
  const parent = current && contextFromW3cTraceContext(current);
  if (!parent) return given;
  const { traceId, spanId, traceFlags } = parent;
  const traceState = new TraceState(current.tracestate);
  return trace.setSpanContext(given, { traceId, spanId, traceFlags, traceState });
}
