/** The fields of `codex.tool_result`, out of a call that has been answered. A field that the file does not tell is absent. */
import { type Notes, printable } from './notes.js';
import { restoreCutOutput } from './output.js';
import { isNeverDispatched } from './success.js';
import type { ToolCall } from './tool-call.js';
import type { RolloutFields } from './types.js';

export function toolResultFields(call: ToolCall, success: boolean | undefined, notes: Notes): RolloutFields {
  const { item, output } = call;
  const fields: RolloutFields = {};
  if (call.sequence !== undefined) fields.tool_result_seq = call.sequence;
  fields.tool_name = call.toolName;
  if (call.namespace !== undefined) fields.tool_namespace = call.namespace;
  fields.call_id = call.callId;
  // For a patch the item's own time is the tool's; for a command it is that of the process, which is another.
  if (item?.type === 'FileChange' && item.durationMs !== undefined) fields.duration_ms = item.durationMs;
  if (success !== undefined) fields.success = success;
  else notes.tell('success_unknown', `the file does not tell whether call ${printable(call.callId)} succeeded`);
  fields.arguments = call.arguments;
  if (output?.text !== undefined) {
    fields.output = call.toolName === 'exec_command' ? restoreCutOutput(output.text, item?.printed) : output.text;
  }
  const server = mcpServerOf(call);
  if (server !== undefined) fields.mcp_server = server;
  else notes.tell('server_unknown', `call ${printable(call.callId)} looks like an MCP server's, but no item names it`);
  return fields;
}

/** Empty for a tool of Codex's own; undefined when it may be a server's and nothing names that server. */
function mcpServerOf(call: ToolCall): string | undefined {
  if (call.item?.type === 'McpToolCall') return call.item.server;
  const isNamedLikeMcp = (call.namespace ?? call.toolName).startsWith('mcp__');
  return isNamedLikeMcp && call.item === undefined && !isNeverDispatched(call) ? undefined : '';
}
