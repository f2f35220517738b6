/** The tags of the latest 401, as one table: which event writes a tag, and what it says. The names are those of Codex's bug reports. */
import type { FieldValue, TelemetryEvent } from '../../core/index.js';

/** What an event is for the table. One event may be two: a refusal is a request as well. */
export type Occasion =
  /** Any request; its facts replace those of the request before. */
  | 'request'
  /** A request that was answered with 401. */
  | 'refusal'
  /** A step that tried to recover from a 401. */
  | 'recovery';

/** One line of the table. */
export interface TagRule {
  readonly tag: string;
  readonly on: Occasion;
  /** The field that it is read from, or how it follows from the event; where that says nothing the tag goes. */
  readonly from: string | ((event: TelemetryEvent) => FieldValue | undefined);
}

const status = 'http.response.status_code';

const isRetry = ({ fields }: TelemetryEvent): boolean => fields['auth.retry_after_unauthorized'] === true;

function isSuccess({ fields }: TelemetryEvent): boolean {
  const code = fields[status];
  const isGoodStatus = typeof code !== 'number' || (code >= 200 && code <= 299);
  return isGoodStatus && fields['error.message'] === undefined && fields.success !== false;
}

/** Every tag. Within one occasion each stands once; the snapshot `auth_401_*` and the outcome outlive later requests. */
export const tagRules: readonly TagRule[] = [
  { tag: 'endpoint', on: 'request', from: 'endpoint' },
  { tag: 'auth_header_attached', on: 'request', from: 'auth.header_attached' },
  { tag: 'auth_header_name', on: 'request', from: 'auth.header_name' },
  { tag: 'auth_mode', on: 'request', from: ({ fields, session }) => fields['auth.mode'] ?? session.auth_mode },
  { tag: 'auth_retry_after_unauthorized', on: 'request', from: 'auth.retry_after_unauthorized' },
  { tag: 'auth_recovery_mode', on: 'request', from: 'auth.recovery_mode' },
  { tag: 'auth_recovery_phase', on: 'request', from: 'auth.recovery_phase' },
  { tag: 'auth_request_id', on: 'request', from: 'auth.request_id' },
  { tag: 'auth_cf_ray', on: 'request', from: 'auth.cf_ray' },
  { tag: 'auth_error', on: 'request', from: 'auth.error' },
  { tag: 'auth_error_code', on: 'request', from: 'auth.error_code' },
  {
    tag: 'auth_recovery_followup_success',
    on: 'request',
    from: (event) => (isRetry(event) ? isSuccess(event) : undefined),
  },
  {
    tag: 'auth_recovery_followup_status',
    on: 'request',
    from: (event) => (isRetry(event) ? event.fields[status] : undefined),
  },
  { tag: 'auth_env_openai_api_key_present', on: 'request', from: 'auth.env_openai_api_key_present' },
  { tag: 'auth_env_codex_api_key_present', on: 'request', from: 'auth.env_codex_api_key_present' },
  { tag: 'auth_env_codex_api_key_enabled', on: 'request', from: 'auth.env_codex_api_key_enabled' },
  { tag: 'auth_env_provider_key_name', on: 'request', from: 'auth.env_provider_key_name' },
  { tag: 'auth_env_provider_key_present', on: 'request', from: 'auth.env_provider_key_present' },
  {
    tag: 'auth_env_refresh_token_url_override_present',
    on: 'request',
    from: 'auth.env_refresh_token_url_override_present',
  },
  { tag: 'auth_401_request_id', on: 'refusal', from: 'auth.request_id' },
  { tag: 'auth_401_cf_ray', on: 'refusal', from: 'auth.cf_ray' },
  { tag: 'auth_401_error', on: 'refusal', from: 'auth.error' },
  { tag: 'auth_401_error_code', on: 'refusal', from: 'auth.error_code' },
  { tag: 'auth_401_request_id', on: 'recovery', from: 'auth.request_id' },
  { tag: 'auth_401_cf_ray', on: 'recovery', from: 'auth.cf_ray' },
  { tag: 'auth_401_error', on: 'recovery', from: 'auth.error' },
  { tag: 'auth_401_error_code', on: 'recovery', from: 'auth.error_code' },
  { tag: 'auth_recovery_mode', on: 'recovery', from: 'auth.mode' },
  { tag: 'auth_recovery_phase', on: 'recovery', from: 'auth.step' },
  { tag: 'auth_recovery_outcome', on: 'recovery', from: 'auth.outcome' },
];

/** What an event is. */
export function occasionsOf({ name, fields }: TelemetryEvent): readonly Occasion[] {
  if (name === 'codex.auth_recovery') return ['recovery'];
  return fields[status] === 401 ? ['request', 'refusal'] : ['request'];
}
