/** `sentry-feedback`: what a bug report should say of the session, on the host's own Sentry, or in an envelope without it. */
import * as v from 'valibot';
import { attributesOf, definePlugin, proxyRules, says, type TelemetryEvent } from '../../core/index.js';
import { parseDsn } from './dsn.js';
import { EventRing } from './event-ring.js';
import { createFeedbackSender } from './feedback.js';
import { createSessionNotes } from './session-notes.js';

export {
  type FactsSource,
  type SentryEvent,
  type SentryIntegration,
  type SentryIntegrationOptions,
  sentryIntegration,
} from './integration.js';
export type { TagLoss, TagReport } from './tags.js';

const keyLengthWords = says('must be 32 or 200, the most characters of a key that the server takes', 'write 200');

const options = v.strictObject({
  dsn: v.optional(
    v.pipe(
      v.string(says('must be a text', `write "\${SENTRY_DSN}"`)),
      v.check(
        (text) => parseDsn(text) !== undefined,
        says('must be a Sentry DSN', `write "\${SENTRY_DSN}", and set it to https://KEY@HOST/PROJECT`),
      ),
      v.description('Where `bus.feedback` sends reports; without it, it sends none. Sentry in the host needs none.'),
    ),
  ),
  proxy: v.optional(
    v.pipe(
      v.string(proxyRules.http.words),
      v.metadata({ pattern: proxyRules.http.pattern }),
      v.check(proxyRules.http.isFit, proxyRules.http.words),
      v.description('The URL of an http or https proxy for reports, or `none`; without it: what the environment says.'),
    ),
  ),
  max_key_length: v.optional(
    v.pipe(
      v.picklist([32, 200], keyLengthWords),
      v.description('Most characters of the key of a tag: 32 for old servers of one’s own, 200 for all others.'),
    ),
    200,
  ),
});

/** The options of `plugins.sentry-feedback`, complete. */
export type SentryFeedbackOptions = v.InferOutput<typeof options>;

/**
 * The plugin: keeps `model`, `originator`, `app_version`, `auth_mode`, `session_source` and `terminal_type` of the last 256
 * conversations, and gives them to `bus.facts()`. It changes no event. `sentryIntegration(bus)` puts the facts of all plugins on
 * the host's own reports; with a `dsn`, `bus.feedback` sends reports without any package of Sentry, and the latest events are kept
 * in memory, up to 4 MiB, for a report that asks for them.
 */
export const sentryFeedback = definePlugin<SentryFeedbackOptions>({
  name: 'sentry-feedback',
  options,
  setup({ options: { dsn: text, proxy, max_key_length: maxKeyLength }, ...context }) {
    const notes = createSessionNotes();
    const steps = {
      enrich: (event: TelemetryEvent) => notes.note(event.session),
      facts: notes.facts,
    };
    const dsn = text === undefined ? undefined : parseDsn(text);
    if (!dsn) return steps;
    const ring = new EventRing();
    return {
      ...steps,
      observe: (event) => ring.push(conversationOf(event), lineOf(event)),
      feedback: createFeedbackSender({
        dsn,
        proxy,
        maxKeyLength,
        context,
        events: (conversation) => ring.read(conversation),
      }),
      describe: () => ({ dsn: dsn.description, max_key_length: maxKeyLength }),
    };
  },
});

const conversationOf = ({ session }: TelemetryEvent): string => String(session['conversation.id'] ?? '');

/** As the log lane would carry it, but for what no listener may see. */
const lineOf = (event: TelemetryEvent): string =>
  JSON.stringify(Object.fromEntries(attributesOf(event, { lane: 'log' })));
