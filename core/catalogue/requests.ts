/** Events of requests to the model and of what streams back. */
import type { Fields } from '../events.js';
import { authEnvFields, recoveryMode, recoveryPhase, responseDebugFields } from './auth-fields.js';
import { declareEvent } from './define.js';
import { isClosedErrorText } from './error-text.js';
import { asText, content, fact } from './field.js';

const errorMessage = content.string.with({
  switch: 'log_error_text',
  whenOff: 'mask',
  isFact: isClosedErrorText,
  lanes: ['log', 'trace'],
});

const hasFailed = (fields: Fields): boolean =>
  fields['error.message'] !== undefined ||
  fields.success === false ||
  Number(fields['http.response.status_code'] ?? 0) >= 400;

/** One HTTP attempt at the model's API; the form for `/models` has its own order and no session facts. */
export const apiRequest = declareEvent(
  {
    duration_ms: fact.int.with({ codex: asText }),
    'http.response.status_code': fact.uint,
    /** Only in the `/models` form. */
    success: fact.boolean,
    'error.message': errorMessage,
    attempt: fact.uint,
    'auth.header_attached': fact.boolean,
    'auth.header_name': fact.string,
    'auth.retry_after_unauthorized': fact.boolean,
    'auth.recovery_mode': recoveryMode,
    'auth.recovery_phase': recoveryPhase,
    endpoint: fact.string,
    ...authEnvFields,
    ...responseDebugFields,
    /** The login mode; only in the `/models` form. */
    'auth.mode': fact.oneOf('ApiKey', 'Chatgpt'),
  },
  {
    lanes: ['log', 'trace'],
    shapes: {
      models: {
        when: (fields) => fields.endpoint === '/models',
        order: [
          'duration_ms',
          'http.response.status_code',
          'success',
          'error.message',
          'attempt',
          'endpoint',
          'auth.header_attached',
          'auth.header_name',
        ],
        tail: 'none',
      },
    },
    isKeptLonger: hasFailed,
  },
);

/** Something streamed back: an event, a failure, or the end of a response with its token counts. */
export const sseEvent = declareEvent(
  {
    'event.kind': fact.string,
    duration_ms: fact.int.with({ codex: asText }),
    'error.message': errorMessage.with({ lanes: 'log' }),
    input_token_count: fact.int.with({ codex: asText }),
    output_token_count: fact.int.with({ codex: asText }),
    cached_token_count: fact.int,
    cache_write_token_count: fact.int,
    reasoning_token_count: fact.int,
    /** The total of the response. */
    tool_token_count: fact.int.with({ codex: asText }),
    ttft_ms: fact.int,
    service_tier: fact.string,
    model_reasoning_effort: fact.string,
  },
  { isKeptLonger: hasFailed },
);
