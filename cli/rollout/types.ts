/** What the reader of rollout files hands out: facts, events and notes, and the limits that keep it small. */

/** Facts of the session; they hold for every event after them. A fact that the file does not hold is absent. */
export interface RolloutFacts {
  'conversation.id'?: string;
  'app.version'?: string;
  originator?: string;
  model?: string;
  slug?: string;
}

/** Sent before the first event, and again, complete, when a fact changed (a turn with another model). */
export interface RolloutSession {
  kind: 'session';
  facts: RolloutFacts;
}

export type RolloutEventName =
  | 'codex.conversation_starts'
  | 'codex.user_prompt'
  | 'codex.turn_ttft'
  | 'codex.sse_event'
  | 'codex.tool_result';

/** Wire names, natural types: durations and counts are numbers, `success` is a boolean. */
export type RolloutFields = Record<string, string | number | boolean>;

export interface RolloutEvent {
  kind: 'event';
  name: RolloutEventName;
  /** When Codex told this event, in Unix milliseconds; agrees with its own stamp within about 10 ms. */
  timeMs: number;
  /** The session's id; empty only when the file never names it (its beginning is missing). */
  conversationId: string;
  fields: RolloutFields;
}

/**
 * - `damaged_line`: not a record of a rollout file; skipped.
 * - `unknown_type`: records of a kind that this reader has never met; skipped, told once per kind with their number.
 * - `success_unknown`: a tool result whose `success` cannot be known; it is left out.
 * - `server_unknown`: a tool result that may be an MCP server's; `mcp_server` is left out.
 * - `sequence_uncertain`: `tool_result_seq` is a guess, or left out, since other sessions of the same process count too.
 * - `aborted_call`: a tool that the user interrupted; Codex tells no result, so neither do we.
 * - `unanswered_call`: a tool call without an output in this file; no event.
 * - `duplicate_call`, `duplicate_output`: the first one counts.
 * - `output_without_call`, `item_without_call`: the call stands in no line of this file; no event.
 * - `too_many_open_calls`: the limits were reached and the oldest open call was given up.
 * - `inherited_history`: lines copied from the session that this one was forked from; no events.
 * - `no_session`: events came, but the file never named its session.
 * - `other_version`: written by another version of Codex than those the rules were measured on.
 * - `compressed_file`: the file must be unpacked first.
 */
export type RolloutNoteCode =
  | 'damaged_line'
  | 'unknown_type'
  | 'success_unknown'
  | 'server_unknown'
  | 'sequence_uncertain'
  | 'aborted_call'
  | 'unanswered_call'
  | 'duplicate_call'
  | 'duplicate_output'
  | 'output_without_call'
  | 'item_without_call'
  | 'too_many_open_calls'
  | 'inherited_history'
  | 'no_session'
  | 'other_version'
  | 'compressed_file';

/** For a person, on stderr. Holds line numbers, type names and call ids, never a value that could be content. */
export interface RolloutNote {
  kind: 'note';
  code: RolloutNoteCode;
  message: string;
  /** Counted from 1. */
  line?: number;
}

/** One thing the reader found, in order of emission. */
export type RolloutItem = RolloutSession | RolloutEvent | RolloutNote;

/** Where translated things go. */
export type Emit = (item: RolloutItem) => void;

export interface RolloutLimits {
  /** A longer line is damaged; counted in UTF-16 units. */
  maxLineLength: number;
  /** Calls waiting for their output, or for what tells their success. */
  maxOpenCalls: number;
  /** Text (arguments and outputs) held for those calls; counted in UTF-16 units. */
  maxHeldLength: number;
  /** Call ids remembered after their result, to know a second output when it comes. */
  maxRememberedCalls: number;
  /** Notes of one code that are told one by one; the rest is told as a number at the end. */
  maxNotesPerCode: number;
}

export const DEFAULT_LIMITS: RolloutLimits = {
  maxLineLength: 64 * 1024 * 1024,
  maxOpenCalls: 1_000,
  maxHeldLength: 64 * 1024 * 1024,
  maxRememberedCalls: 100_000,
  maxNotesPerCode: 100,
};
