/** What a stream of server-sent events brought, and what each of it means: the decision table of Codex. */
import { messageOf } from '../message-of.js';
import { partOf } from '../part-of.js';

/** One thing that a stream brought: a message, an error of the transport, its end, or nothing for too long. */
export type StreamReceived =
  | { readonly event: string; readonly data: string }
  | { readonly error: unknown }
  | 'end'
  | 'timeout';

/** An event of the stream, or a failure; `kind` is `undefined` where it is not known. */
export interface StreamOutcome {
  readonly kind: string | undefined;
  /** Absent: all is well. */
  readonly error?: unknown;
}

/** What was received means; `undefined`: nothing is to be told. */
export function outcomeOfStream(received: StreamReceived): StreamOutcome | undefined {
  if (received === 'end') return undefined;
  if (received === 'timeout') return { kind: undefined, error: 'idle timeout waiting for SSE' };
  if ('error' in received) return { kind: undefined, error: messageOf(received.error) };
  const { event: kind, data } = received;
  if (data.trim() === '[DONE]') return { kind };
  try {
    const value: unknown = JSON.parse(data);
    if (kind === 'response.failed') return { kind, error: data };
    if (kind === 'response.output_item.done' && !hasItem(value))
      return { kind, error: 'failed to parse response.output_item.done' };
    return { kind };
  } catch (error) {
    return { kind, error: messageOf(error) };
  }
}

/** Whether a message has an item of some type. */
function hasItem(value: unknown): boolean {
  return typeof partOf(partOf(value, 'item') ?? value, 'type') === 'string';
}
