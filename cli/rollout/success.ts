/**
 * What a rollout lets us know of a tool's `success`, which it does not store. `success` is that of the dispatch: a
 * command that ended with exit code 3 succeeded. Undefined means that the file does not tell; nothing is guessed.
 */
import { isExecutedOutput } from './output.js';
import { ITEM_MAKERS, type ToolCall, type ToolItem } from './tool-call.js';

/** Tools whose good answer is a head of its own (`Wall time: …`), and whose bad answer is a bare text. */
const EXECUTORS: ReadonlySet<string> = new Set(['exec_command', 'write_stdin']);

/** How an answer begins that Codex gives in the place of the tool, by tool. */
const REFUSALS: Readonly<Record<string, readonly string[]>> = {
  apply_patch: ['apply_patch verification failed: '],
  exec_command: ['exec_command failed for `'],
  write_stdin: ['write_stdin failed: '],
};

/** Decides as soon as the output is there. */
export function successOf(call: ToolCall): boolean | undefined {
  const { item, output, toolName } = call;
  if (output?.success !== undefined) return output.success;
  const isOurs = isBuiltIn(call);
  if (isOurs && EXECUTORS.has(toolName) && isExecutedOutput(output?.text)) return true;
  const isRefusal = isRefused(call);
  if (item !== undefined) return successOfItem(item, toolName, isRefusal);
  if (isRefusal) return false;
  if (!isOurs) return undefined;
  if (toolName === 'view_image' && output !== undefined) return output.hasImage;
  if (toolName === 'update_plan' && output?.text === 'Plan updated') return true;
  return undefined;
}

/**
 * Decides at the end of the file: a command or a patch without an item did not run. Only where the turn had its end: in a
 * file that was cut, the item may stand in what is missing.
 */
export function successAtEnd(call: ToolCall): boolean | undefined {
  return successOf(call) ?? (mayGetItem(call) && call.hasTurnEnded ? false : undefined);
}

/** True while an item may still come and tell more. */
export function mayGetItem(call: ToolCall): boolean {
  return call.item === undefined && isBuiltIn(call) && ITEM_MAKERS.has(call.toolName);
}

/** False for the tools of an MCP server or of agents, which may have the name of one of Codex's own. */
function isBuiltIn({ namespace }: ToolCall): boolean {
  return namespace === undefined || namespace === 'functions';
}

function successOfItem(item: ToolItem, toolName: string, isRefusal: boolean): boolean | undefined {
  if (item.success !== undefined) return item.success;
  if (item.status === 'declined') return false;
  switch (item.type) {
    case 'CommandExecution':
      if (item.status === 'completed') return true;
      // The older shell tools make an error of an exit code; nobody measured which of them do so in this version.
      if (toolName !== 'exec_command') return undefined;
      return !isRefusal;
    case 'FileChange':
    case 'McpToolCall':
      if (item.status === 'completed') return true;
      return item.status === 'failed' ? false : undefined;
    case 'ImageView':
      return true;
    default:
      // An agent that failed is not a failed dispatch: `failed` tells nothing here.
      return item.status === 'completed' ? true : undefined;
  }
}

function isRefused(call: ToolCall): boolean {
  const { toolName } = call;
  const text = call.output?.text;
  if (text === undefined) return false;
  if (isNeverDispatched(call)) return true;
  if (text.startsWith('failed to parse function arguments: ')) return true;
  const beginnings = Object.hasOwn(REFUSALS, toolName) ? REFUSALS[toolName] : undefined;
  return beginnings?.some((beginning) => text.startsWith(beginning)) ?? false;
}

/** True when Codex knows no such tool: it says so in the place of the output. */
export function isNeverDispatched({ output, toolName }: ToolCall): boolean {
  const text = output?.text;
  return text !== undefined && /^unsupported (?:custom tool )?call: /.test(text) && text.endsWith(toolName);
}
