/** `auth-401`: keeps what the latest requests of each session said of 401s and of the recovery from them, for bug reports. */
import { definePlugin } from '../../core/index.js';
import { SessionTags } from './session-tags.js';

/** Sessions whose facts are kept at a time. */
const maxSessions = 256;

/**
 * The plugin. It reads `codex.api_request` and `codex.auth_recovery`, changes nothing, and answers `bus.facts(id)` with Codex's
 * tags: `endpoint` and `auth_*` of the latest request, `auth_401_*` of the last 401, and `auth_recovery_*` of what was done
 * about it. Whether these facts travel is no question of the exporters: they go only where somebody puts them.
 */
export const auth401 = definePlugin({
  name: 'auth-401',
  handles: ['codex.api_request', 'codex.auth_recovery'],
  setup() {
    const tags = new SessionTags(maxSessions);
    return {
      enrich: (event) => tags.note(event),
      facts: (session) => tags.read(session),
    };
  },
});
