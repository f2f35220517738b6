/** What a span of a model request says of the events that streamed back: which item came, and how many tokens it took. */
import type { OpenSpan, SpanFields } from './turn.js';

/**
 * Records an event of the Responses API on a span, as it was parsed: the kind of a finished or added item and the name of its function,
 * and the token counts of a completed response. Of other events, and of those of no usable form, it records nothing.
 */
export function recordResponses(span: OpenSpan, event: unknown): void {
  const fields = fieldsOf(event);
  if (fields) span.set(fields);
}

const origins: Readonly<Record<string, string>> = {
  'response.output_item.done': 'output_item_done',
  'response.output_item.added': 'output_item_added',
};

function fieldsOf(event: unknown): SpanFields | undefined {
  const type = textAt(event, 'type') ?? '';
  if (type === 'response.completed') return usageOf(at(event, 'response', 'usage'));
  const from = Object.hasOwn(origins, type) ? origins[type] : undefined;
  if (from === undefined) return undefined;
  const item = at(event, 'item');
  const tool_name = textAt(item, 'type') === 'function_call' ? textAt(item, 'name') : undefined;
  return { from, ...(tool_name !== undefined && { tool_name }) };
}

const usageOf = (usage: unknown): SpanFields => ({
  'gen_ai.usage.input_tokens': countAt(usage, 'input_tokens'),
  'gen_ai.usage.cache_read.input_tokens': countAt(usage, 'input_tokens_details', 'cached_tokens'),
  'gen_ai.usage.output_tokens': countAt(usage, 'output_tokens'),
  'codex.usage.reasoning_output_tokens': countAt(usage, 'output_tokens_details', 'reasoning_tokens'),
  'codex.usage.total_tokens': countAt(usage, 'total_tokens'),
});

/** What stands there; nothing where the way ends, or where something throws. */
function at(value: unknown, ...path: readonly string[]): unknown {
  try {
    return path.reduce<unknown>(
      (found, key) => (typeof found === 'object' && found !== null ? Reflect.get(found, key) : undefined),
      value,
    );
  } catch {
    return undefined;
  }
}

function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

function countAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : undefined;
}
