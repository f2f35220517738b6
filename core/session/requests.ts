/** The fields of requests to the model: what a caller says, what its session knows, and what follows from both. */
import type { SessionFacts } from '../events.js';
import type { CodexFields, RequestContext } from './parts.js';

/** Whether a status says success. */
export const isSuccessStatus = (status: unknown): boolean =>
  typeof status === 'number' && status >= 200 && status < 300;

/** Of `codex.api_request`. The `/models` form bears its success and the login mode, since no facts of the session follow it. */
export function fieldsOfApiRequest(
  fields: CodexFields<'codex.api_request'>,
  { authEnv, agent }: RequestContext,
  { auth_mode }: SessionFacts,
): CodexFields<'codex.api_request'> {
  if (fields.endpoint !== '/models') return { ...authEnv, ...agent, ...fields };
  const success = fields['error.message'] === undefined && isSuccessStatus(fields['http.response.status_code']);
  const mode = auth_mode === 'ApiKey' || auth_mode === 'Chatgpt' ? auth_mode : undefined;
  return { ...authEnv, success, 'auth.mode': mode, ...fields };
}

/** Of `codex.websocket_connect`: it succeeded with no error and a status of 2xx, or none. */
export function fieldsOfConnect(
  fields: CodexFields<'codex.websocket_connect'>,
  { authEnv, agent }: RequestContext,
): CodexFields<'codex.websocket_connect'> {
  const status = fields['http.response.status_code'];
  const success = fields['error.message'] === undefined && (status === undefined || isSuccessStatus(status));
  return { ...authEnv, ...agent, success, ...fields };
}

/** Of `codex.websocket_request`: it succeeded where it had no error. */
export function fieldsOfWebsocketRequest(
  fields: CodexFields<'codex.websocket_request'>,
  { authEnv, agent }: RequestContext,
): CodexFields<'codex.websocket_request'> {
  return { ...authEnv, ...agent, success: fields['error.message'] === undefined, ...fields };
}

/** What a request is where its caller says nothing; the `/models` form never says that it is a retry. */
export function unsaidOf(endpoint: string | undefined): CodexFields<'codex.api_request'> {
  const unsaid = { attempt: 0, 'auth.header_attached': false, endpoint: 'unknown' };
  return endpoint === '/models' ? unsaid : { ...unsaid, 'auth.retry_after_unauthorized': false };
}
