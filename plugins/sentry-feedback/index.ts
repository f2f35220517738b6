/** `sentry-feedback`: what a bug report should say of the session, for hosts that report through Sentry. */
import { definePlugin } from '../../core/index.js';
import { createSessionNotes } from './session-notes.js';

export {
  type FactsSource,
  type SentryEvent,
  type SentryIntegration,
  type SentryIntegrationOptions,
  sentryIntegration,
} from './integration.js';
export type { TagLoss, TagReport } from './tags.js';

/**
 * The plugin: keeps `model`, `originator`, `app_version`, `auth_mode` and `terminal_type` of the last 256 conversations, and gives them to `bus.facts()`. It changes no event and sends nothing; `sentryIntegration(bus)`
 * puts the facts of all plugins on the host's own reports.
 */
export const sentryFeedback = definePlugin({
  name: 'sentry-feedback',
  setup() {
    const notes = createSessionNotes();
    return {
      enrich: (event) => notes.note(event.session),
      facts: (session) => notes.facts(session),
    };
  },
});
