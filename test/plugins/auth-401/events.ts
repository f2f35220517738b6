/** Requests and recoveries for the tests of the auth-401 plugin. */
import {
  codexEvents,
  type Fields,
  type PluginSteps,
  type SessionFacts,
  type TelemetryEvent,
} from '../../../core/index.js';
import { type Auth401Options, auth401 } from '../../../plugins/auth-401/index.js';

/** The steps of the plugin. */
export const setUp = (options: Partial<Auth401Options> = {}, now: () => number = () => 0): PluginSteps =>
  auth401.setup({
    options: { max_age_ms: 86_400_000, form: 'plain', ...options },
    env: {},
    now,
    report: () => {},
    bus: {},
    cleanAttributes: (attributes) => attributes,
    cleanText: (text) => text,
    resource: () => ({}),
    alter: () => undefined,
    mistake: () => undefined,
  });

/** The facts of a session. */
export const sessionOf = (id: string): SessionFacts => ({ 'conversation.id': id, auth_mode: 'Chatgpt' });

/** An event of a session as it reaches `enrich`. */
export function eventOf(
  name: 'codex.api_request' | 'codex.websocket_connect' | 'codex.websocket_request' | 'codex.auth_recovery',
  fields: Fields,
  session = sessionOf('c-1'),
): TelemetryEvent {
  const declaration = codexEvents[name];
  return {
    name,
    declaration,
    time: 0,
    observedTime: 0,
    stream: '0123456789abcdef',
    sequence: 1,
    session,
    fields,
    undeclared: undefined,
    trace: undefined,
    bytes: 500,
  };
}

const env = {
  'auth.env_openai_api_key_present': false,
  'auth.env_codex_api_key_present': false,
  'auth.env_codex_api_key_enabled': true,
  'auth.env_provider_key_name': 'configured',
  'auth.env_provider_key_present': false,
  'auth.env_refresh_token_url_override_present': true,
};
const header = { 'auth.header_attached': true, 'auth.header_name': 'authorization' };

/** The identifiers of a refused response. */
export const idsOf = (id: string): Fields => ({
  'auth.request_id': id,
  'auth.cf_ray': `ray-${id}`,
  'auth.error': 'missing_authorization_header',
  'auth.error_code': 'token_expired',
});

/** An ordinary request to the model that was answered with `status`. */
export const request = (status: number, more: Fields = {}, session = sessionOf('c-1')): TelemetryEvent =>
  eventOf(
    'codex.api_request',
    {
      'http.response.status_code': status,
      ...(status > 299 && { 'error.message': `http ${status}` }),
      endpoint: '/responses',
      'auth.retry_after_unauthorized': false,
      ...header,
      ...env,
      ...more,
    },
    session,
  );

/** An attempt to open a WebSocket; without a status it was opened. */
export const connect = (status: number | undefined, more: Fields = {}): TelemetryEvent =>
  eventOf('codex.websocket_connect', {
    ...request(status ?? 200, more).fields,
    'http.response.status_code': status,
    success: status === undefined,
    'auth.connection_reused': false,
    ...more,
  });

/** A request over the WebSocket. */
export const message = (isReused: boolean, more: Fields = {}): TelemetryEvent =>
  eventOf('codex.websocket_request', { success: true, ...env, 'auth.connection_reused': isReused, ...more });

/** The request that follows a recovery step. */
export const retry = (status: number, more: Fields = {}): TelemetryEvent =>
  request(status, {
    'auth.retry_after_unauthorized': true,
    'auth.recovery_mode': 'managed',
    'auth.recovery_phase': 'reload',
    ...more,
  });

/** A recovery step. */
export const recovery = (step: string, outcome: string, ids: Fields): TelemetryEvent =>
  eventOf('codex.auth_recovery', { 'auth.mode': 'managed', 'auth.step': step, 'auth.outcome': outcome, ...ids });

/** All 25 tags, as they are before the first event. */
export const noTags = {
  endpoint: undefined,
  auth_header_attached: undefined,
  auth_header_name: undefined,
  auth_mode: undefined,
  auth_retry_after_unauthorized: undefined,
  auth_recovery_mode: undefined,
  auth_recovery_phase: undefined,
  auth_connection_reused: undefined,
  auth_request_id: undefined,
  auth_cf_ray: undefined,
  auth_error: undefined,
  auth_error_code: undefined,
  auth_recovery_followup_success: undefined,
  auth_recovery_followup_status: undefined,
  auth_env_openai_api_key_present: undefined,
  auth_env_codex_api_key_present: undefined,
  auth_env_codex_api_key_enabled: undefined,
  auth_env_provider_key_name: undefined,
  auth_env_provider_key_present: undefined,
  auth_env_refresh_token_url_override_present: undefined,
  auth_recovery_outcome: undefined,
  auth_401_request_id: undefined,
  auth_401_cf_ray: undefined,
  auth_401_error: undefined,
  auth_401_error_code: undefined,
} as const;

/** What some of the 25 tags say. */
export type SomeTags = { readonly [Tag in keyof typeof noTags]?: string | number | boolean | undefined };

/** The tags that every request of these tests leaves. */
export const common: SomeTags = {
  endpoint: '/responses',
  auth_header_attached: true,
  auth_header_name: 'authorization',
  auth_mode: 'Chatgpt',
  auth_env_openai_api_key_present: false,
  auth_env_codex_api_key_present: false,
  auth_env_codex_api_key_enabled: true,
  auth_env_provider_key_name: 'configured',
  auth_env_provider_key_present: false,
  auth_env_refresh_token_url_override_present: true,
};
