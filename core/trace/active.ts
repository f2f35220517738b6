/** The active span of what runs now, with its session: one AsyncLocalStorage, which follows awaits, timers and callbacks. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { hostContext } from './host-context.js';
import type { Span } from './span.js';
import { type TraceContext, toW3cTraceContext, type W3cTraceContext } from './traceparent.js';

const storage = new AsyncLocalStorage<Span>();

/** The span within which this runs, whichever bus it belongs to. */
export const activeSpan = (): Span | undefined => storage.getStore();

/** Runs something within a span. */
export const runWithin = <T>(span: Span, run: () => T): T => storage.run(span, run);

/** The place in a trace of what runs now: that of our span, else that of the host's own OpenTelemetry span. */
export function currentContext(): TraceContext | undefined {
  const span = activeSpan();
  return span?.tracing.contextOf(span) ?? hostContext();
}

/** `traceparent` and `tracestate` of what runs now, with the configured members merged in; nothing outside of every span. */
export function currentSpanW3cTraceContext(): W3cTraceContext | undefined {
  const context = currentContext();
  return context && toW3cTraceContext(context);
}

/** The trace of what runs now: 32 lower-case hex digits. */
export const currentSpanTraceId = (): string | undefined => currentContext()?.traceId;
