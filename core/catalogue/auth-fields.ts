/** Fields that several events share: what the environment says of keys, and what a refused response says of itself. */
import { fact, identity } from './field.js';

/** Whether keys stand in the environment; never a name or a value. */
export const authEnvFields = {
  'auth.env_openai_api_key_present': fact.boolean,
  'auth.env_codex_api_key_present': fact.boolean,
  'auth.env_codex_api_key_enabled': fact.boolean,
  /** Only ever the placeholder `configured`. */
  'auth.env_provider_key_name': fact.oneOf('configured'),
  'auth.env_provider_key_present': fact.boolean,
  'auth.env_refresh_token_url_override_present': fact.boolean,
} as const;

/** Identifiers and codes out of the headers of an error response. */
export const responseDebugFields = {
  'auth.request_id': fact.string,
  'auth.cf_ray': fact.string,
  'auth.error': fact.string,
  'auth.error_code': fact.string,
} as const;

/** Who signs for an agent that has an identity of its own. */
export const agentIdentityFields = {
  'auth.agent_id': identity.string,
  'auth.task_id': identity.string,
} as const;

/** Who leads the recovery from a 401. */
export const recoveryMode = fact.oneOf('managed', 'external', 'provider', 'none');

/** The step that a recovery took. */
export const recoveryPhase = fact.oneOf(
  'reload',
  'refresh_token',
  'external_refresh',
  'provider_refresh',
  'done',
  'none',
);
