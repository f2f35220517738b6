/** The span of a host's own OpenTelemetry, read where every copy of its API 1.x leaves it; nothing is imported for it. */

import type { TraceContext } from './traceparent.js';
import { parseTracestate } from './tracestate.js';

/** By these symbols copies of the API and of the SDK find each other, so they stay for as long as their major version. */
const apiKey: unique symbol = Symbol.for('opentelemetry.js.api.1');
const spanKey = Symbol.for('OpenTelemetry Context Key SPAN');
const suppressKey = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

const ids = /^(?!0+-)[0-9a-f]{32}-(?!0+$)[0-9a-f]{16}$/;

const globals: object = globalThis;

/** Whether the host has an OpenTelemetry that may have active spans. */
export const hasHostApi = (): boolean => apiKey in globals;

/** The place of the host's active span in its trace; nothing when it has none. Never throws. Without an API it is one look. */
export function hostContext(): TraceContext | undefined {
  if (!(apiKey in globals)) return undefined;
  try {
    const active = call(Reflect.get(Object(globals[apiKey]), 'context'), 'active');
    const span = active && call(active, 'getValue', spanKey);
    return span ? toContext(call(span, 'spanContext')) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Runs work, and what it starts, so that the host's OpenTelemetry makes no spans of it and adds no headers: whatever copy and version of
 * the API the host has, a newer or an older one than ours. Throws what the work throws.
 */
export function withoutHostTracing<T>(work: () => T): T {
  const manager = apiKey in globals ? Reflect.get(Object(globals[apiKey]), 'context') : undefined;
  let suppressed: unknown;
  try {
    suppressed = call(call(manager, 'active'), 'setValue', suppressKey, true);
  } catch {
    // A context of the host's own making that cannot be asked.
  }
  return suppressed ? (call(manager, 'with', suppressed, work) as T) : work();
}

function call(target: unknown, method: string, ...given: readonly unknown[]): unknown {
  if (typeof target !== 'object' || target === null) return undefined;
  const found: unknown = Reflect.get(target, method);
  return typeof found === 'function' ? Reflect.apply(found, target, given) : undefined;
}

function toContext(spanContext: unknown): TraceContext | undefined {
  const { traceId, spanId, traceFlags, traceState } = Object(spanContext) as Readonly<Record<string, unknown>>;
  if (typeof traceId !== 'string' || typeof spanId !== 'string' || !ids.test(`${traceId}-${spanId}`)) return undefined;
  const written = call(traceState, 'serialize');
  return {
    traceId,
    spanId,
    traceFlags: typeof traceFlags === 'number' ? traceFlags & 0xff : 0,
    traceState: (typeof written === 'string' && parseTracestate(written)) || [],
  };
}
