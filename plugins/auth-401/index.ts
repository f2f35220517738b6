/** `auth-401`: keeps what the latest requests of each session said of 401s and of the recovery from them, for bug reports. */
import * as v from 'valibot';
import { definePlugin, says } from '../../core/index.js';
import { writeTags } from './form.js';
import { SessionTags } from './session-tags.js';

export { type AuthEnvOptions, authEnvFacts } from './env-facts.js';
export { errorText } from './error-text.js';
export { authHeaderFacts } from './header-facts.js';
export { createModelFetch, type ModelFetchOptions } from './model-fetch.js';
export {
  type AuthManager,
  type ExternalAuth,
  type ManagedAuth,
  PermanentAuthError,
  type RecoveryStep,
  type ReloadResult,
  UnauthorizedRecovery,
} from './recovery.js';

/** Sessions whose facts are kept at a time. */
const maxSessions = 256;

const dayMs = 86_400_000;

const ageWords = says('must be a whole number of milliseconds from 1 to 2147483647', 'write 86400000, which is a day');

const options = v.strictObject({
  max_age_ms: v.optional(
    v.pipe(
      v.number(ageWords),
      v.safeInteger(ageWords),
      v.minValue(1, ageWords),
      v.maxValue(2 ** 31 - 1, ageWords),
      v.description('Milliseconds after which a 401, and what was done about it, is forgotten; default a day.'),
    ),
    dayMs,
  ),
  form: v.optional(
    v.pipe(
      v.picklist(['plain', 'codex'], says('must be "plain" or "codex"', 'write plain')),
      v.description('How tags are written: `codex` puts texts in double quotes, and absent ones are two of them.'),
    ),
    'plain',
  ),
});

/** The options of `plugins.auth-401`, complete. */
export type Auth401Options = v.InferOutput<typeof options>;

/**
 * The plugin. It reads the events of requests over HTTP and WebSockets and of recoveries, changes nothing, and answers
 * `bus.facts(id)` with Codex's tags: `endpoint` and `auth_*` of the latest request, `auth_401_*` of the last 401, and
 * `auth_recovery_*` of what was done about it. Whether these facts travel is no question of the exporters: they go only where
 * somebody puts them.
 */
export const auth401 = definePlugin<Auth401Options>({
  name: 'auth-401',
  options,
  handles: ['codex.api_request', 'codex.websocket_connect', 'codex.websocket_request', 'codex.auth_recovery'],
  setup({ options: { max_age_ms: maxAgeMs, form }, now }) {
    const tags = new SessionTags({ maxSessions, maxAgeMs, now });
    return {
      enrich: (event) => tags.note(event),
      facts: (session) => writeTags(tags.read(session), form),
      describe: () => ({ max_age_ms: maxAgeMs, form }),
    };
  },
});
