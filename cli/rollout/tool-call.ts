/** A tool call as the lines of the file tell it, bit by bit: the call, its item, its output. */
import { arrayAt, booleanAt, countAt, type JsonObject, nameAt, objectAt, textAt } from './json.js';
import type { ToolOutput } from './output.js';

export interface ToolCall {
  callId: string;
  toolName: string;
  /** Only when the line names one: it is the namespace that Codex tells. */
  namespace?: string;
  arguments: string;
  calledMs: number;
  /** The turn in which it was called had its end in this file. */
  hasTurnEnded: boolean;
  item?: ToolItem;
  output?: ToolOutput;
  answeredMs?: number;
  /** When the last response of the model had ended, as the output came. */
  responseEndedMs?: number;
  sequence?: number;
}

/** The parts of an `item_completed` that belong to a tool call. */
export interface ToolItem {
  type: string;
  /** When its line was written. */
  timeMs: number;
  status: string;
  success?: boolean;
  /** The MCP server. */
  server?: string;
  /** What a command printed. */
  printed?: string;
  /** From its start to its end, as Codex measured it. */
  durationMs?: number;
}

/** The item types whose `id` is a call id. */
export const TOOL_ITEMS: ReadonlySet<string> = new Set([
  'CollabAgentToolCall',
  'CommandExecution',
  'DynamicToolCall',
  'FileChange',
  'ImageView',
  'McpToolCall',
]);

/** Tools for which a `CommandExecution` or `FileChange` tells that they ran, and may tell it after the output. */
export const ITEM_MAKERS: ReadonlySet<string> = new Set([
  'apply_patch',
  'exec_command',
  'local_shell',
  'shell',
  'shell_command',
]);

export type CallHead = Pick<ToolCall, 'callId' | 'toolName' | 'arguments'> & { namespace?: string };

/** The call in a `function_call`, `custom_tool_call`, `local_shell_call` or `tool_search_call`; undefined if it is damaged. */
export function readCall(payload: JsonObject): CallHead | undefined {
  const type = textAt(payload, 'type');
  const callId = callIdAt(payload, 'call_id') ?? (type === 'local_shell_call' ? callIdAt(payload, 'id') : undefined);
  const namespace = nameAt(payload, 'namespace');
  const toolName = toolNameOf(type, payload);
  const args = argumentsOf(type, payload);
  if (callId === undefined || toolName === undefined || args === undefined) return undefined;
  const head = { callId, toolName, arguments: args };
  return namespace === undefined ? head : { ...head, namespace };
}

/** A longer one is none of Codex's: ids are remembered, so they have to be small. */
const MAX_CALL_ID_LENGTH = 256;

export function callIdAt(object: JsonObject, key: string): string | undefined {
  const callId = nameAt(object, key);
  return callId === undefined || callId.length > MAX_CALL_ID_LENGTH ? undefined : callId;
}

function toolNameOf(type: string | undefined, payload: JsonObject): string | undefined {
  if (type === 'local_shell_call') return 'local_shell';
  if (type === 'tool_search_call') return 'tool_search';
  return nameAt(payload, 'name');
}

function argumentsOf(type: string | undefined, payload: JsonObject): string | undefined {
  if (type === 'custom_tool_call') return textAt(payload, 'input');
  if (type === 'tool_search_call') return textAt(objectAt(payload, 'arguments') ?? {}, 'query');
  if (type !== 'local_shell_call') return textAt(payload, 'arguments');
  const words = arrayAt(objectAt(payload, 'action') ?? {}, 'command');
  return words?.every((word) => typeof word === 'string') ? words.join(' ') : undefined;
}

/** The item in an `item_completed`, for the types of {@link TOOL_ITEMS}. */
export function readToolItem(item: JsonObject, envelope: JsonObject, timeMs: number): ToolItem {
  const startedMs = countAt(envelope, 'started_at_ms');
  const completedMs = countAt(envelope, 'completed_at_ms');
  const read: ToolItem = { type: nameAt(item, 'type') ?? '', timeMs, status: textAt(item, 'status') ?? '' };
  const success = booleanAt(item, 'success');
  const server = textAt(item, 'server');
  const printed = textAt(item, 'aggregated_output');
  if (success !== undefined) read.success = success;
  if (server !== undefined) read.server = server;
  if (printed !== undefined) read.printed = printed;
  if (startedMs !== undefined && completedMs !== undefined && completedMs >= startedMs) {
    read.durationMs = completedMs - startedMs;
  }
  return read;
}
