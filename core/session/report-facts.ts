/** Which session a bug report is about, and what is known of it. */
import type { SessionFacts } from '../events.js';
import type { ReportFacts } from '../feedback-report.js';
import type { Tracing } from '../trace/tracing.js';
import type { OpenSessions } from './open-sessions.js';
import type { SessionState } from './state.js';

interface Sources {
  readonly sessions: OpenSessions;
  readonly tracing: Tracing;
  /** Adds what plugins know, and cleans it all. */
  readonly complete: (known: ReportFacts, session: SessionFacts) => ReportFacts;
}

/** The facts of a conversation; of none by name, those of the present session, or how many are open. */
export function reportFacts(conversationId: string | undefined, sources: Sources): ReportFacts {
  const { sessions, complete } = sources;
  const session = conversationId === undefined ? presentSession(sources) : sessions.latest(conversationId);
  if (!session && conversationId === undefined) return { open_sessions: sessions.size };
  const facts = session?.facts ?? { 'conversation.id': conversationId };
  const { 'conversation.id': conversation_id } = facts;
  const traceId = session && traceIdOf(session, sources.tracing);
  const known = {
    ...(typeof conversation_id === 'string' && { conversation_id }),
    ...(traceId !== undefined && { trace_id: traceId }),
  };
  return complete(known, facts);
}

/** The one that a turn, a request or a tool runs for now; else the only open one. */
function presentSession({ sessions, tracing }: Sources): SessionState | undefined {
  const { active } = tracing;
  const running = active && sessions.owning(active.start.session);
  return running ?? (sessions.size === 1 ? sessions.latest(undefined) : undefined);
}

/** The trace that its events belong to; where nobody takes spans, the one that they would belong to. */
function traceIdOf(session: SessionState, tracing: Tracing): string | undefined {
  const span = tracing.spanFor(session);
  return tracing.currentReference(span)?.traceId ?? span?.start.trace.id;
}
