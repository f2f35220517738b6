/** What the spans of a request and of a tool call say of them: of what the caller and the answer said, the declared keys. */
import type { CodexFields } from './parts.js';
import type { ToolCall } from './tool-calls.js';
import type { SpanFields } from './turn.js';

type Request = CodexFields<'codex.api_request'>;

/** What is known of a request before it is sent. */
export const spanFieldsOfRequest = (facts: Request): SpanFields =>
  readOrNothing(() => ({ endpoint: facts.endpoint, attempt: facts.attempt }));

/** What its answer, or its failure, adds. A status of 400 and above is an error by its number, as the semantic conventions have it. */
export const spanFieldsOfAnswer = (read: () => Request): SpanFields =>
  readOrNothing(() => {
    const { 'http.response.status_code': status } = read();
    const isError = typeof status === 'number' && status >= 400;
    return { 'http.response.status_code': status, ...(isError && { 'error.type': String(status) }) };
  });

/** Which tool is called. */
export const spanFieldsOfCall = (call: ToolCall): SpanFields =>
  readOrNothing(() => ({ tool_name: call.tool_name, tool_namespace: call.tool_namespace, call_id: call.call_id }));

/** Nothing of what cannot be read. */
function readOrNothing(read: () => SpanFields): SpanFields {
  try {
    return read();
  } catch {
    return {};
  }
}
