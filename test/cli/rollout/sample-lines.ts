/** Lines of a small, made-up session, and the two ways to look at what the reader says about them. */
import {
  type RolloutEvent,
  type RolloutItem,
  type RolloutLimits,
  type RolloutNote,
  readRollout,
} from '../../../cli/rollout/index.js';

export const SESSION = '0190aaaa-0000-7000-8000-000000000001';
export const START_MS = Date.parse('2026-11-20T10:00:00.000Z');

/** A line, `atMs` after the start of the session. */
export function line(atMs: number, type: string, payload: unknown): string {
  return JSON.stringify({ timestamp: new Date(START_MS + atMs).toISOString(), ordinal: atMs, type, payload });
}

export function meta(atMs = 0, more: Record<string, unknown> = {}): string {
  const timestamp = new Date(START_MS + atMs).toISOString();
  const base = { id: SESSION, timestamp, originator: 'codex_exec', cli_version: '0.169.0', source: 'exec' };
  return line(atMs, 'session_meta', { ...base, ...more });
}

export function turnContext(atMs: number, model = 'gpt-5.5'): string {
  const policies = { approval_policy: 'never', sandbox_policy: { type: 'read-only' } };
  return line(atMs, 'turn_context', { turn_id: 't', model, summary: 'none', ...policies });
}

export function turnStarted(atMs: number): string {
  return line(atMs, 'event_msg', { type: 'task_started', turn_id: 't', started_at: 1 });
}

export function turnComplete(atMs: number, more: Record<string, unknown> = {}): string {
  return line(atMs, 'event_msg', { type: 'task_complete', turn_id: 't', last_agent_message: 'done', ...more });
}

export function call(atMs: number, callId: string, name: string, more: Record<string, unknown> = {}): string {
  const args = { arguments: '{"a":1}', ...more };
  return line(atMs, 'response_item', { type: 'function_call', call_id: callId, name, ...args });
}

export function output(atMs: number, callId: string, value: unknown): string {
  return line(atMs, 'response_item', { type: 'function_call_output', call_id: callId, output: value });
}

export function item(atMs: number, type: string, id: string, more: Record<string, unknown> = {}): string {
  const times = { started_at_ms: START_MS + atMs - 5, completed_at_ms: START_MS + atMs };
  return line(atMs, 'event_msg', { type: 'item_completed', thread_id: SESSION, item: { type, id, ...more }, ...times });
}

export function prompt(atMs: number, ...content: unknown[]): string {
  const parts = content.map((part) => (typeof part === 'string' ? { type: 'text', text: part } : part));
  return item(atMs, 'UserMessage', 'u', { content: parts });
}

export function usage(atMs: number, counts: Record<string, unknown> = {}, threadId = SESSION): string {
  const all = { input_tokens: 10, cached_input_tokens: 4, cache_write_input_tokens: 0, output_tokens: 3 };
  const rest = { reasoning_output_tokens: 1, total_tokens: 13 };
  return line(atMs, 'token_usage_record', { thread_id: threadId, usage: { ...all, ...rest, ...counts } });
}

/** The answer of a command that ran. */
export function executed(exitCode: number, text = ''): string {
  return `Chunk ID: ab12cd\nWall time: 0.0100 seconds\nProcess exited with code ${exitCode}\nOutput:\n${text}`;
}

export interface Found {
  all: RolloutItem[];
  events: RolloutEvent[];
  tools: RolloutEvent[];
  notes: RolloutNote[];
  codes: string[];
}

export async function read(
  lines: AsyncIterable<string> | Iterable<string>,
  limits: Partial<RolloutLimits> = {},
): Promise<Found> {
  const all: RolloutItem[] = [];
  for await (const found of readRollout(lines, limits)) all.push(found);
  const events = all.filter((found) => found.kind === 'event');
  const notes = all.filter((found) => found.kind === 'note');
  const tools = events.filter((event) => event.name === 'codex.tool_result');
  return { all, events, tools, notes, codes: notes.map((note) => note.code) };
}
