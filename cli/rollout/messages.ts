/** The fields of the events that stand in one line each: prompts, token counts, the time to the first token. */
import { arrayAt, countAt, isObject, type JsonObject, objectAt, textAt } from './json.js';
import type { RolloutFields } from './types.js';

/** `codex.user_prompt` of a `UserMessage`: all its texts without anything between them, as Codex joins them. */
export function promptFields(item: JsonObject): RolloutFields | undefined {
  const content = arrayAt(item, 'content');
  if (content === undefined) return undefined;
  let prompt = '';
  const counts = { text: 0, image: 0, local_image: 0 };
  for (const part of content) {
    const type = isObject(part) ? textAt(part, 'type') : undefined;
    if (!isObject(part) || type === undefined) return undefined;
    if (type === 'text') {
      const text = textAt(part, 'text');
      if (text === undefined) return undefined;
      prompt += text;
    }
    if (type === 'text' || type === 'image' || type === 'local_image') counts[type] += 1;
  }
  return {
    prompt,
    text_input_count: counts.text,
    image_input_count: counts.image,
    local_image_input_count: counts.local_image,
  };
}

/** A message starts when its event is told; its line is written when it is complete. */
export function promptTimeMs(envelope: JsonObject, lineMs: number): number {
  const startedMs = countAt(envelope, 'started_at_ms');
  const isNear = startedMs !== undefined && startedMs <= lineMs && lineMs - startedMs <= 1_000;
  return isNear ? startedMs : lineMs;
}

const TOKEN_COUNTS = [
  ['input_tokens', 'input_token_count'],
  ['output_tokens', 'output_token_count'],
  ['cached_input_tokens', 'cached_token_count'],
  ['cache_write_input_tokens', 'cache_write_token_count'],
  ['reasoning_output_tokens', 'reasoning_token_count'],
  ['total_tokens', 'tool_token_count'],
] as const;

/** `codex.sse_event` of a `token_usage_record`; undefined if a count is there and is no count. */
export function usageFields(payload: JsonObject): RolloutFields | undefined {
  const usage = objectAt(payload, 'usage');
  if (usage === undefined) return undefined;
  const fields: RolloutFields = { 'event.kind': 'response.completed' };
  for (const [stored, wire] of TOKEN_COUNTS) {
    const count = countAt(usage, stored);
    if (count !== undefined) fields[wire] = count;
    else if ((usage[stored] ?? null) !== null) return undefined;
  }
  return fields.input_token_count === undefined || fields.output_token_count === undefined ? undefined : fields;
}

interface FirstToken {
  timeMs: number;
  fields: RolloutFields;
}

/**
 * `codex.turn_ttft` of a `task_complete`. The turn began `duration_ms` before its end, which is nearer to the truth than
 * the line of its start (1 ms off in all captures, against 5). Undefined when nothing ever came.
 */
export function firstToken(
  payload: JsonObject,
  lineMs: number,
  turnStartedMs: number | undefined,
): FirstToken | undefined {
  const waitedMs = countAt(payload, 'time_to_first_token_ms');
  if (waitedMs === undefined) return undefined;
  const durationMs = countAt(payload, 'duration_ms');
  const beganMs = durationMs === undefined ? turnStartedMs : lineMs - durationMs;
  const timeMs = beganMs === undefined ? lineMs : Math.min(lineMs, Math.max(0, beganMs) + waitedMs);
  return { timeMs, fields: { duration_ms: waitedMs } };
}
