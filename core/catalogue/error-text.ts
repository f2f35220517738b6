/** The closed set of error texts: these are facts and always travel; every other error text is content. */
import type { FieldValue } from '../events.js';
import { content } from './field.js';

/** The texts; beside them there is `http` and `api error` with a status. */
export const closedErrorTexts: ReadonlySet<string> = new Set([
  'retry limit reached',
  'response body too large',
  'timeout',
  'error sending request',
  'context window exceeded',
  'quota exceeded',
  'usage not included',
  'retryable error',
  'rate limit exceeded',
  'rate limit',
  'invalid request',
  'cyber policy',
  'bio policy',
  'misalignment policy violation',
  'server overloaded',
  'idle timeout waiting for SSE',
  'failed to parse response.output_item.done',
  'stream disconnected before completion: stream closed before response.completed',
  'stream disconnected before completion: idle timeout waiting for SSE',
]);

const statusText = /^(?:http|api error) [1-5]\d\d$/;

/** Whether an error text is of the closed set that Codex's own error mapping produces. */
export function isClosedErrorText(value: FieldValue): boolean {
  return typeof value === 'string' && (closedErrorTexts.has(value) || statusText.test(value));
}

/** The field of an error's text: the closed set travels everywhere, free text on the log lane only and by its switch. */
export const errorMessage = content.string.with({
  switch: 'log_error_text',
  whenOff: 'mask',
  isFact: isClosedErrorText,
  lanes: ['log', 'trace'],
});
