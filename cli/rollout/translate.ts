/** From records to events: which line means what. It holds no lines, only what is open. */
import { createCalls } from './calls.js';
import { fieldAt, nameAt, objectAt, textAt } from './json.js';
import { isLeftAside, type TypeFamily } from './known-types.js';
import { firstToken, promptFields, promptTimeMs, usageFields } from './messages.js';
import { lineCount, type Notes, printable } from './notes.js';
import { readOutput } from './output.js';
import type { RolloutRecord } from './record.js';
import { createSession, isSubAgent } from './session.js';
import { callIdAt, readCall, readToolItem, TOOL_ITEMS } from './tool-call.js';
import { toolResultFields } from './tool-result.js';
import { resultTimeMs } from './tool-time.js';
import type { Emit, RolloutLimits } from './types.js';

interface Translator {
  /** `line` is counted from 1. Never throws. */
  read(record: RolloutRecord, line: number): void;
  /** The end of the file: what waits is told now. */
  finish(): void;
}

/** What is wrong with a line, for a note; undefined when it was read. */
type Damage = string | undefined;

export function createTranslator(emit: Emit, notes: Notes, limits: RolloutLimits): Translator {
  const session = createSession(emit, notes);
  const calls = createCalls(notes, limits, (call, success) => {
    const timeMs = resultTimeMs(call, success);
    session.tell({ name: 'codex.tool_result', timeMs, fields: toolResultFields(call, success, notes) });
  });
  let turnStartedMs: number | undefined;

  function leaveAside(family: TypeFamily, type: string): Damage {
    if (isLeftAside(family, type)) return undefined;
    const name = printable(type);
    notes.count('unknown_type', `${family} ${name}`, (number) => {
      return `${lineCount(number)} of the unknown ${family} type ${name}`;
    });
    return undefined;
  }

  function readMeta(record: RolloutRecord): Damage {
    const meaning = session.readMeta(record);
    if (meaning === 'damaged') return 'a session_meta without an id';
    if (meaning === 'started') calls.restart();
    if (meaning === 'started' && isSubAgent(record.payload)) {
      calls.stopCounting();
      notes.tellOnce('sequence_uncertain', 'a sub-agent: its results are numbered together with those of others');
    }
    return undefined;
  }

  function readUsage({ payload, timeMs }: RolloutRecord): Damage {
    if (session.isForeign(nameAt(payload, 'thread_id'))) return undefined;
    const fields = usageFields(payload);
    if (fields === undefined) return 'a token_usage_record without its counts';
    calls.responseEnded(timeMs);
    session.tell({ name: 'codex.sse_event', timeMs, fields });
    return undefined;
  }

  function readResponseItem({ payload, timeMs }: RolloutRecord, line: number): Damage {
    if (session.isForeign(undefined)) return undefined;
    const type = textAt(payload, 'type') ?? '';
    // Searches that run at the model's side are none of Codex's tools.
    if (type.startsWith('tool_search_') && textAt(payload, 'execution') !== 'client') return undefined;
    if (/^(?:function|custom_tool|local_shell|tool_search)_call$/.test(type)) {
      const head = readCall(payload);
      if (head === undefined) return `a ${type} without its parts`;
      calls.open(head, timeMs, line);
      return undefined;
    }
    if (!/^(?:function_call|custom_tool_call|tool_search)_output$/.test(type)) return leaveAside('response_item', type);
    const callId = callIdAt(payload, 'call_id');
    // What a search found is stored in another form than Codex tells it, so no output is told.
    const output = type === 'tool_search_output' ? { hasImage: false } : readOutput(fieldAt(payload, 'output'));
    if (callId === undefined || output === undefined) return `a ${type} without its parts`;
    calls.answer(callId, output, timeMs, line);
    return undefined;
  }

  function readItemCompleted({ payload, timeMs }: RolloutRecord, line: number): Damage {
    if (session.isForeign(nameAt(payload, 'thread_id'))) return undefined;
    const item = objectAt(payload, 'item');
    const type = item === undefined ? undefined : nameAt(item, 'type');
    if (item === undefined || type === undefined) return 'an item_completed without an item';
    if (type === 'CollabAgentToolCall' || type === 'SubAgentActivity') {
      notes.tellOnce(
        'sequence_uncertain',
        'other agents ran in this process: the numbers of results may have gaps',
        line,
      );
    }
    if (type === 'UserMessage') {
      const fields = promptFields(item);
      if (fields === undefined) return 'a UserMessage without its content';
      session.tell({ name: 'codex.user_prompt', timeMs: promptTimeMs(payload, timeMs), fields });
      return undefined;
    }
    if (!TOOL_ITEMS.has(type)) return leaveAside('item', type);
    const callId = callIdAt(item, 'id');
    if (callId === undefined) return `an item of the type ${type} without an id`;
    calls.complete(callId, readToolItem(item, payload, timeMs));
    return undefined;
  }

  function readTurnEnd({ payload, timeMs }: RolloutRecord): Damage {
    calls.turnEnded();
    const first = firstToken(payload, timeMs, turnStartedMs);
    turnStartedMs = undefined;
    if (first !== undefined && !session.isForeign(undefined)) session.tell({ name: 'codex.turn_ttft', ...first });
    return undefined;
  }

  function readEventMessage(record: RolloutRecord, line: number): Damage {
    const { payload, timeMs } = record;
    const type = textAt(payload, 'type') ?? '';
    if (type === 'item_completed') return readItemCompleted(record, line);
    if (type === 'task_complete' || type === 'turn_aborted') return readTurnEnd(record);
    if (type === 'task_started') {
      turnStartedMs = timeMs;
      calls.turnStarted();
    } else if (type === 'thread_settings_applied') {
      if (!session.isForeign(nameAt(payload, 'thread_id'))) session.readSettings(payload);
    } else {
      leaveAside('event_msg', type);
    }
    return undefined;
  }

  function readRecord(record: RolloutRecord, line: number): Damage {
    if (record.type === 'response_item') return readResponseItem(record, line);
    if (record.type === 'event_msg') return readEventMessage(record, line);
    if (record.type === 'token_usage_record') return readUsage(record);
    if (record.type === 'session_meta') return readMeta(record);
    if (record.type !== 'turn_context') return leaveAside('record', record.type);
    session.readTurnContext(record.payload);
    return undefined;
  }

  return {
    read(record, line) {
      const damage = readRecord(record, line);
      if (damage !== undefined) notes.tell('damaged_line', `line ${line} was skipped: it is ${damage}`, line);
    },
    finish() {
      calls.finish();
      session.finish();
    },
  };
}
