/** The tags of the latest 401, as one table: which event writes a tag, what it says, and how long it lasts. The names are those of Codex's bug reports. */
import type { FieldValue, TelemetryEvent } from '../../core/index.js';

/** What an event is for the table. One event may be two: a refusal is a request as well. */
export type Occasion =
  /** A request over HTTP, or an attempt to open a WebSocket; its facts replace those of the request before. */
  | 'request'
  /** A request over a WebSocket that is open: what it does not say is as it was when the connection was opened. */
  | 'message'
  /** A request that was answered with 401. */
  | 'refusal'
  /** A step that tried to recover from a 401. */
  | 'recovery';

/** What a tag is read from: the event, and whether it is a request that follows a recovery step. */
export interface Reading {
  readonly event: TelemetryEvent;
  readonly isRetry: boolean;
}

/** A field of the event, or how the value follows; where that says nothing the tag goes. `keep`: the tag stays as it was. */
export type Source = string | WorkedOut;

/** How a value follows, and that in words. */
export interface WorkedOut {
  readonly says: string;
  readonly read: (reading: Reading) => FieldValue | typeof keep | undefined;
}

/** What a source says that leaves the tag as it was. */
export const keep: unique symbol = Symbol('keep');

/** One line of the table. An occasion that it does not name leaves the tag alone. */
export interface TagRule {
  readonly tag: string;
  /** Codex writes it bare in its own form: `true`. Every other value stands in double quotes there: `"true"`. */
  readonly isBare?: boolean;
  readonly request?: Source;
  readonly message?: Source;
  readonly refusal?: Source;
  readonly recovery?: Source;
}

const status = 'http.response.status_code';

const nothing: Source = { says: 'goes', read: () => undefined };

function isSuccess({ fields }: TelemetryEvent): boolean {
  const code = fields[status];
  const isGoodStatus = typeof code !== 'number' || (code >= 200 && code <= 299);
  return isGoodStatus && fields['error.message'] === undefined && fields.success !== false;
}

const loginMode: Source = {
  says: '`auth.mode`, else the session’s `auth_mode`',
  read: ({ event: { fields, session } }) => fields['auth.mode'] ?? session.auth_mode,
};
const followupSuccess: Source = {
  says: 'of a retry whether it succeeded; else goes',
  read: ({ event, isRetry }) => (isRetry ? isSuccess(event) : undefined),
};
const followupStatus: Source = {
  says: 'of a retry its status; else goes',
  read: ({ event, isRetry }) => (isRetry ? event.fields[status] : undefined),
};

/** Only the retry itself speaks of a recovery: any other request leaves what the last 401 said of it. */
const ofRetry = (field: string): Source => ({
  says: `of a retry \`${field}\`; else stays`,
  read: ({ event, isRetry }) => (isRetry ? (event.fields[field] ?? keep) : keep),
});

/** An attribute that every request says over HTTP, and over a WebSocket as well. */
const environment = (name: string, isBare: boolean): TagRule => {
  const field = `auth.env_${name}`;
  return { tag: `auth_env_${name}`, isBare, request: field, message: field };
};

/** What a refused response says of itself; the request after it says it of its own, or takes it back. */
const latest = (name: string): TagRule => ({ tag: `auth_${name}`, request: `auth.${name}`, message: nothing });

/** The same, preserved until the next 401. */
const preserved = (name: string): TagRule => ({
  tag: `auth_401_${name}`,
  refusal: `auth.${name}`,
  recovery: `auth.${name}`,
});

/** When the 401 was answered; a step of its recovery leaves that as it is. Not among Codex's. */
export const snapshotTime = 'auth_401_at';

/** Every tag. Those with `refusal` or `recovery` outlive later requests, until they expire. */
export const tagRules: readonly TagRule[] = [
  { tag: 'endpoint', request: 'endpoint' },
  { tag: 'auth_header_attached', isBare: true, request: 'auth.header_attached' },
  { tag: 'auth_header_name', request: 'auth.header_name' },
  { tag: 'auth_mode', request: loginMode, message: loginMode },
  {
    tag: 'auth_retry_after_unauthorized',
    request: 'auth.retry_after_unauthorized',
    message: {
      says: 'stays for the first request over a connection that was opened as a retry; else `false`',
      read: ({ isRetry }) => (isRetry ? keep : false),
    },
  },
  { tag: 'auth_connection_reused', request: 'auth.connection_reused', message: 'auth.connection_reused' },
  latest('request_id'),
  latest('cf_ray'),
  latest('error'),
  latest('error_code'),
  { tag: 'auth_recovery_followup_success', request: followupSuccess, message: followupSuccess },
  { tag: 'auth_recovery_followup_status', request: followupStatus, message: nothing },
  environment('openai_api_key_present', true),
  environment('codex_api_key_present', true),
  environment('codex_api_key_enabled', true),
  environment('provider_key_name', false),
  environment('provider_key_present', false),
  environment('refresh_token_url_override_present', true),
  { tag: 'auth_recovery_mode', request: ofRetry('auth.recovery_mode'), recovery: 'auth.mode' },
  { tag: 'auth_recovery_phase', request: ofRetry('auth.recovery_phase'), recovery: 'auth.step' },
  { tag: 'auth_recovery_outcome', recovery: 'auth.outcome' },
  preserved('request_id'),
  preserved('cf_ray'),
  preserved('error'),
  preserved('error_code'),
];

/** What an event is. */
export function occasionsOf({ name, fields }: TelemetryEvent): readonly Occasion[] {
  if (name === 'codex.auth_recovery') return ['recovery'];
  const kind = name === 'codex.websocket_request' ? 'message' : 'request';
  return fields[status] === 401 ? [kind, 'refusal'] : [kind];
}

/**
 * Whether an event is a request that follows a recovery step. One over a WebSocket does not say it: it is, when it is the first on a
 * connection that was opened for it, so that it goes by the last say of the tag.
 */
export function isRetry({ name, fields }: TelemetryEvent, lastSay: unknown): boolean {
  if (name !== 'codex.websocket_request') return fields['auth.retry_after_unauthorized'] === true;
  return lastSay === true && fields['auth.connection_reused'] === false;
}
