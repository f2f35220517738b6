/** What is remembered of each conversation for a bug report: a few facts, for the conversations heard of last. */
import type { SessionFacts } from '../../core/index.js';

/** Facts under the names that a report gives them. */
export type ReportFacts = Readonly<Record<string, string>>;

/**
 * What a report says of a session, by the wire name of the fact. All are of class `fact`; `user.account_id` and
 * `user.email` are identity and never among them.
 */
const reportNames = {
  model: 'model',
  originator: 'originator',
  'app.version': 'app_version',
  auth_mode: 'auth_mode',
  session_source: 'session_source',
  'terminal.type': 'terminal_type',
} as const;

const maxConversations = 256;

interface Note {
  readonly session: SessionFacts;
  readonly facts: ReportFacts;
}

/** Notes by conversation. */
export interface SessionNotes {
  /** Remembers what the session says; later facts replace earlier ones, and those it no longer names stay. */
  note(session: SessionFacts): void;
  /** What is known of the session's conversation, and of the session itself. */
  facts(session: SessionFacts): ReportFacts;
}

/** Makes notes of at most 256 conversations; the one heard of longest ago is forgotten first. */
export function createSessionNotes(): SessionNotes {
  const notes = new Map<string, Note>();
  let latest: SessionFacts | undefined;

  return {
    note(session) {
      if (session === latest) return;
      latest = session;
      const conversation = conversationOf(session);
      const known = notes.get(conversation);
      notes.delete(conversation);
      notes.set(
        conversation,
        known?.session === session ? known : { session, facts: { ...known?.facts, ...reportFactsOf(session) } },
      );
      if (notes.size > maxConversations) forgetOldest(notes);
    },
    facts: (session) => ({ ...notes.get(conversationOf(session))?.facts, ...reportFactsOf(session) }),
  };
}

function forgetOldest(notes: Map<string, Note>): void {
  const [oldest] = notes.keys();
  if (oldest !== undefined) notes.delete(oldest);
}

/** Sessions without an id share one note. */
function conversationOf(session: SessionFacts): string {
  const id = session['conversation.id'];
  return typeof id === 'string' ? id : '';
}

function reportFactsOf(session: SessionFacts): Record<string, string> {
  const facts: Record<string, string> = {};
  for (const [wireName, name] of Object.entries(reportNames)) {
    const value = session[wireName];
    if (typeof value === 'string' && value !== '') facts[name] = value;
  }
  return facts;
}
