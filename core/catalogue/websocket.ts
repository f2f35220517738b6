/** Events of the model's API over a WebSocket: connections, requests, and messages. */
import { agentIdentityFields, authEnvFields, recoveryMode, recoveryPhase, responseDebugFields } from './auth-fields.js';
import { declareEvent } from './define.js';
import { errorMessage } from './error-text.js';
import { asText, fact } from './field.js';

const bothLanes = { lanes: ['log', 'trace'] } as const;

/** An attempt to open a connection ended. */
export const websocketConnect = declareEvent(
  {
    duration_ms: fact.int.with({ codex: asText }),
    'http.response.status_code': fact.uint,
    success: fact.boolean.with({ codex: asText }),
    'error.message': errorMessage,
    'auth.header_attached': fact.boolean,
    'auth.header_name': fact.string,
    'auth.retry_after_unauthorized': fact.boolean,
    'auth.recovery_mode': recoveryMode,
    'auth.recovery_phase': recoveryPhase,
    endpoint: fact.string,
    ...authEnvFields,
    'auth.connection_reused': fact.boolean,
    'auth.reauth': fact.boolean,
    ...responseDebugFields,
    ...agentIdentityFields,
  },
  bothLanes,
);

/** A request was sent over an open connection. */
export const websocketRequest = declareEvent(
  {
    duration_ms: fact.int.with({ codex: asText }),
    success: fact.boolean.with({ codex: asText }),
    'error.message': errorMessage,
    ...authEnvFields,
    'auth.connection_reused': fact.boolean,
    ...agentIdentityFields,
  },
  bothLanes,
);

/** Where the server spent its time, in whole milliseconds, by the names of its message. */
export const timingFields = {
  responses_duration_excl_engine_and_client_tool_time_ms: fact.int,
  engine_service_total_ms: fact.int,
  engine_iapi_ttft_total_ms: fact.int,
  engine_service_ttft_total_ms: fact.int,
  engine_iapi_tbt_across_engine_calls_ms: fact.int,
  engine_service_tbt_across_engine_calls_ms: fact.int,
} as const;

/** A message arrived over a connection. On no lane, as in Codex, which only counts it: those who listen to the bus see it. */
export const websocketEvent = declareEvent(
  {
    'event.kind': fact.string,
    duration_ms: fact.int.with({ codex: asText }),
    success: fact.boolean.with({ codex: asText }),
    ...timingFields,
  },
  { lanes: [] },
);
