/** Calls of tools as a host knows them, and the fields of their results. */
import { messageOf } from '../message-of.js';

/** A tool call about to be timed. */
export interface ToolCall {
  readonly tool_name: string;
  readonly call_id: string;
  /** Text as it is, anything else as JSON. */
  readonly arguments?: unknown;
  readonly tool_namespace?: string;
  /** Name of the MCP server that offers the tool; absent: a built-in tool. */
  readonly mcp_server?: string;
  /** Where that server runs, such as `stdio`. */
  readonly mcp_server_origin?: string;
  /** Which agent calls, such as `/root`. */
  readonly agent_name?: string;
  readonly product_sku?: string;
}

/** A tool that never ran. */
export interface FailedToolCall extends Omit<ToolCall, 'call_id'> {
  readonly call_id?: string;
  /** Why; its text becomes the output. */
  readonly error: unknown;
}

/** Without an MCP server Codex writes empty names. */
export const noServer = { mcp_server: '', mcp_server_origin: '' } as const;

/** The fields of a call that ended. Throws where the call is of no usable form. */
export function fieldsOfCall(call: ToolCall, success: boolean, output: unknown, durationMs: number) {
  if (typeof call !== 'object' || call === null) throw new TypeError('a call is an object');
  return { ...noServer, ...call, success, output, duration_ms: durationMs };
}

/** The fields of a call that never ran. */
export function fieldsOfFailedCall({ error, ...call }: FailedToolCall) {
  return { ...noServer, ...call, success: false, output: messageOf(error), duration_ms: 0 };
}
