/** Events of requests to the model and of what streams back. */
import type { Fields } from '../events.js';
import { agentIdentityFields, authEnvFields, recoveryMode, recoveryPhase, responseDebugFields } from './auth-fields.js';
import { declareEvent } from './define.js';
import { errorMessage } from './error-text.js';
import { asText, fact } from './field.js';

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
    ...agentIdentityFields,
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

/** Whether a kind of event brings a piece of a text that is still growing. */
const isDelta = (kind: unknown): boolean => typeof kind === 'string' && kind.endsWith('.delta');

/**
 * Something streamed back: an event, a failure, the end of a response with its token counts, or an end that could not be read. Log
 * lane only: Codex has no span there.
 */
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
  {
    shapes: { delta: { when: (fields) => isDelta(fields['event.kind']), logSwitch: 'log_sse_deltas' } },
    isKeptLonger: hasFailed,
  },
);

/** A request, or the stream that it opened, is tried again; it bears no facts of the session. */
export const retry = declareEvent(
  {
    /** From 1. */
    'retry.attempt': fact.uint,
    'retry.delay_ms': fact.uint,
    /** `http` or `stream`. */
    'retry.layer': fact.string,
    /** `request` or `sampling`. */
    'retry.operation': fact.string,
  },
  { lanes: ['trace'], tail: 'none', level: 'TRACE' },
);
