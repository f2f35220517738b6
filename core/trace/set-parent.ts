/** A session that goes on with a trace of elsewhere. */
import type { EventMap } from '../catalogue/define.js';
import type { SessionTelemetry } from '../session/telemetry.js';
import { contextFromW3cTraceContext, type W3cTraceContext } from './traceparent.js';

/**
 * Makes a session a child of the span that the carrier names, over the environment's and the host's own. `false` when the carrier
 * names none, and once the session's span has begun, with its first event at the latest.
 */
export function setParentFromW3cTraceContext<Events extends EventMap>(
  session: SessionTelemetry<Events>,
  carrier: W3cTraceContext,
): boolean {
  return session.setParent(contextFromW3cTraceContext(carrier));
}
