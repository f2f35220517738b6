/** What an answer, or a failure, of the model's API says of itself: its status and a few headers, never its body. */
import { closedErrorText, statusOf } from '../auth/closed-error-text.js';
import { responseDebugContext } from '../auth/response-debug.js';
import { partOf } from '../part-of.js';
import type { CodexFields } from './parts.js';
import { isSuccessStatus } from './requests.js';

type Facts = Pick<
  CodexFields<'codex.api_request'>,
  'http.response.status_code' | 'error.message' | 'auth.request_id' | 'auth.cf_ray' | 'auth.error' | 'auth.error_code'
>;

/** Of an answer with a `status`, such as a `Response`; of anything else nothing is known. */
export function factsOfAnswer(answer: unknown): Facts {
  const status = statusOf(answer);
  if (status === undefined || isSuccessStatus(status)) return { 'http.response.status_code': status };
  const context = responseDebugContext(partOf(answer, 'headers'));
  return { 'http.response.status_code': status, 'error.message': `http ${status}`, ...context };
}

/** Of what was thrown: the status and headers that an SDK's error bears, else the known text of its kind, else that no answer came. */
export function factsOfFailure(error: unknown): Facts {
  const source = statusOf(error) === undefined ? partOf(error, 'response') : error;
  if (statusOf(source) !== undefined) return factsOfAnswer(source);
  return { 'error.message': closedErrorText(error) ?? 'error sending request' };
}
