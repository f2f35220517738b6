/** W3C Trace Context: `traceparent` and `tracestate` read into one context, and written from it. */
import { formatTracestate, parseTracestate, type Tracestate } from './tracestate.js';

/** The two headers, by their names; what other programs hand over and take. */
export interface W3cTraceContext {
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}

/** A place in a trace: the span that what follows is a child of. */
export interface TraceContext {
  /** 32 lower-case hex digits, not all zero. */
  readonly traceId: string;
  /** 16 lower-case hex digits, not all zero. */
  readonly spanId: string;
  /** One byte; bit 0 says that the trace is sampled. */
  readonly traceFlags: number;
  /** Members in the order of the list, the most recent first. */
  readonly traceState: Tracestate;
}

/** Bit 0 of the trace flags. */
export const sampledFlag = 1;

const form = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * The parent that a carrier names: nothing when `traceparent` is missing or invalid, since `tracestate` alone is not enough. A
 * `tracestate` that cannot be read is left out. Never throws.
 */
export function contextFromW3cTraceContext(carrier: W3cTraceContext): TraceContext | undefined {
  try {
    const { traceparent, tracestate } = carrier;
    const ids = typeof traceparent === 'string' ? parseTraceparent(traceparent) : undefined;
    return ids && { ...ids, traceState: (typeof tracestate === 'string' && parseTracestate(tracestate)) || [] };
  } catch {
    return undefined;
  }
}

/** The headers of a context; `tracestate` only where there is one. */
export function toW3cTraceContext({ traceId, spanId, traceFlags, traceState }: TraceContext): W3cTraceContext {
  const traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  return traceState.length > 0 ? { traceparent, tracestate: formatTracestate(traceState) } : { traceparent };
}

/** The context, if it is one: ids, flags and members of W3C form. */
export function checkContext(context: TraceContext): TraceContext | undefined {
  try {
    return contextFromW3cTraceContext(toW3cTraceContext(context));
  } catch {
    return undefined;
  }
}

/** Later versions may append parts and define flags; of those only what version 00 knows is kept, as the recommendation says. */
function parseTraceparent(text: string): Omit<TraceContext, 'traceState'> | undefined {
  const [, version, traceId, spanId, flags, rest] = form.exec(text.trim()) ?? [];
  if (version === undefined || traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  const traceFlags = Number.parseInt(flags, 16);
  return { traceId, spanId, traceFlags: version === '00' ? traceFlags : traceFlags & sampledFlag };
}
