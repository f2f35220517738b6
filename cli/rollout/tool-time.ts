/**
 * When Codex told a tool's result. The lines of the file are written a little later than the event: the item 0 to 7 ms
 * before it, the output line 0 to 6 ms behind it, and the output waits for the end of the model's response and for the
 * outputs before it. So the truth lies between two lines, and their middle is at most 10 ms off.
 */
import type { ToolCall } from './tool-call.js';

const MAX_OFF_MS = 10;

/** Tools that answer at once, item or not. */
const INSTANT: ReadonlySet<string> = new Set(['update_plan', 'view_image']);

/** Unix milliseconds; the call has been answered. */
export function resultTimeMs(call: ToolCall, success: boolean | undefined): number {
  const answeredMs = call.answeredMs ?? call.calledMs;
  if (call.item !== undefined && call.item.timeMs <= answeredMs) return between(call.item.timeMs, answeredMs);
  const isInstant = success === false || INSTANT.has(call.toolName);
  return isInstant && waitedForResponse(call, answeredMs) ? between(call.calledMs, answeredMs) : answeredMs;
}

/** The output came right behind the end of the response: it had been there before. */
function waitedForResponse({ calledMs, responseEndedMs }: ToolCall, answeredMs: number): boolean {
  if (responseEndedMs === undefined || responseEndedMs < calledMs) return false;
  return answeredMs - responseEndedMs <= MAX_OFF_MS;
}

function between(fromMs: number, toMs: number): number {
  return fromMs + Math.min(MAX_OFF_MS, Math.max(0, Math.floor((toMs - fromMs) / 2)));
}
