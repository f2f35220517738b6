/** Who speaks in the file: the session's facts, its start, and the lines that belong to another session. */
import { type JsonObject, nameAt, objectAt, textAt } from './json.js';
import { lineCount, type Notes, printable } from './notes.js';
import { parseTimeMs, type RolloutRecord } from './record.js';
import type { Emit, RolloutEvent, RolloutFacts } from './types.js';

interface Session {
  /** Returns what the line means: the start of a process, facts alone, another session's history, or damage. */
  readMeta(record: RolloutRecord): 'started' | 'known' | 'inherited' | 'damaged';
  /** A turn begins: its model holds from here, and the start can be told in full. */
  readTurnContext(payload: JsonObject): void;
  readSettings(payload: JsonObject): void;
  /** True for a line of another session, which is counted and not told; `threadId` is what the line itself says, if it does. */
  isForeign(threadId: string | undefined): boolean;
  /** Sends the event, behind the facts that hold for it. */
  tell(event: Omit<RolloutEvent, 'kind' | 'conversationId'>): void;
  /** The end of the file. */
  finish(): void;
}

const MEASURED_VERSION = '0.169.';
const SANDBOX_POLICIES: ReadonlySet<string> = new Set(['read-only', 'workspace-write', 'danger-full-access']);
const APPROVAL_POLICIES: ReadonlySet<string> = new Set(['untrusted', 'on-failure', 'on-request', 'never']);

export function createSession(emit: Emit, notes: Notes): Session {
  const facts: RolloutFacts = {};
  let sentFacts = '';
  let start: Omit<RolloutEvent, 'kind' | 'conversationId'> | undefined;
  let startedAt: string | undefined;
  let isInherited = false;
  let hasOwnLine = false;

  const sendFacts = (): string => {
    const conversationId = facts['conversation.id'];
    if (conversationId === undefined) {
      notes.tellOnce(
        'no_session',
        'the file does not name its session (its beginning is missing?); the id stays empty',
      );
    }
    const now = JSON.stringify(facts);
    if (now !== sentFacts && now !== '{}') emit({ kind: 'session', facts: { ...facts } });
    sentFacts = now;
    return conversationId ?? '';
  };
  const send = (event: Omit<RolloutEvent, 'kind' | 'conversationId'>): void => {
    emit({ kind: 'event', ...event, conversationId: sendFacts() });
  };
  const sendStart = (): void => {
    if (start !== undefined) send(start);
    start = undefined;
  };
  const setModel = (model: string): void => {
    facts.model = model;
    facts.slug = model;
  };

  return {
    readMeta({ payload, timeMs }) {
      const id = nameAt(payload, 'id');
      if (id === undefined) return 'damaged';
      const own = facts['conversation.id'];
      if (own !== undefined && own !== id) {
        isInherited = true;
        notes.count('inherited_history', '', describeInherited);
        return 'inherited';
      }
      isInherited = false;
      facts['conversation.id'] = id;
      const version = nameAt(payload, 'cli_version');
      const originator = nameAt(payload, 'originator');
      if (version !== undefined) facts['app.version'] = version;
      if (originator !== undefined) facts.originator = originator;
      if (version !== undefined && !version.startsWith(MEASURED_VERSION)) {
        notes.tellOnce(
          'other_version',
          `written by Codex ${printable(version)}; the rules were measured on ${MEASURED_VERSION}x`,
        );
      }
      // The same start again only renews facts; another start is another process on the same file.
      const startText = textAt(payload, 'timestamp') ?? '';
      if (startText === startedAt) return 'known';
      startedAt = startText;
      sendStart();
      start = { name: 'codex.conversation_starts', timeMs: parseTimeMs(startText) ?? timeMs, fields: {} };
      return 'started';
    },
    readTurnContext(payload) {
      const model = nameAt(payload, 'model');
      if (model !== undefined) setModel(model);
      if (start === undefined || isInherited) return;
      const approval = textAt(payload, 'approval_policy') ?? '';
      const sandbox = textAt(objectAt(payload, 'sandbox_policy') ?? {}, 'type') ?? '';
      if (APPROVAL_POLICIES.has(approval)) start.fields.approval_policy = approval;
      if (SANDBOX_POLICIES.has(sandbox)) start.fields.sandbox_policy = sandbox;
      sendStart();
    },
    readSettings(payload) {
      // Settings may be those of the next turn; the model of this one stands in its turn_context.
      const model = nameAt(objectAt(payload, 'thread_settings') ?? {}, 'model');
      if (model !== undefined && facts.model === undefined) setModel(model);
    },
    isForeign(threadId) {
      if (threadId !== undefined) {
        facts['conversation.id'] ??= threadId;
        const isOwn = facts['conversation.id'] === threadId;
        hasOwnLine ||= isOwn;
        if (isOwn) isInherited = false;
        else if (!hasOwnLine) isInherited = true;
        if (!isOwn) notes.count('inherited_history', '', describeInherited);
        return !isOwn;
      }
      if (isInherited) notes.count('inherited_history', '', describeInherited);
      return isInherited;
    },
    tell(event) {
      sendStart();
      send(event);
    },
    finish: sendStart,
  };
}

/** A rollout of a sub-agent: its process counted the results of other sessions, too. */
export function isSubAgent(metaPayload: JsonObject): boolean {
  return objectAt(metaPayload, 'source') !== undefined;
}

function describeInherited(number: number): string {
  return `${lineCount(number)} of another session's history (this one was forked from it); no events`;
}
