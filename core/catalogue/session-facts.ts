/** The facts of a session that follow the fields of its events, in wire order. */
import type { Tail } from '../events.js';
import { fact, identity } from './field.js';

/** How the user is logged in, as telemetry says it. */
const authModes = ['ApiKey', 'Chatgpt'] as const;

/** The tail that follows `event.timestamp`. Facts that a session does not have are left out. */
export const sessionFacts = {
  'conversation.id': fact.string,
  'app.version': fact.string,
  auth_mode: fact.oneOf(...authModes),
  originator: fact.string,
  'user.account_id': identity.string,
  'user.email': identity.string.with({ switch: 'log_user_email', whenOff: 'omit' }),
  'terminal.type': fact.string,
  model: fact.string,
  slug: fact.string,
  /** Not Codex's: a keyed hash of the user (see `userHash`), where the host gives one; a tag of metrics, too. */
  'user.hash': fact.string,
  /** Such as `exec`, `cli` or `vscode`: a tag of metrics, on no event. */
  session_source: fact.string.with({ lanes: [] }),
  /** A tag of metrics, where it is not the name of the service; on no event. */
  service_name: fact.string.with({ lanes: [] }),
} as const;

/** Names that stand in every event of this tail besides its fields. */
export function tailNames(tail: Tail): readonly string[] {
  if (tail === 'full') return ['event.name', 'event.timestamp', ...Object.keys(sessionFacts)];
  return tail === 'conversation' ? ['event.name', 'conversation.id'] : ['event.name'];
}

const factNames: ReadonlySet<string> = new Set(['event.timestamp', ...Object.keys(sessionFacts)]);

/** Whether a name is that of a fact of the session, or of the time. */
export const isFactName = (name: string): boolean => factNames.has(name);
