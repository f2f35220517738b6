/** A Sentry integration, as a plain object: facts of the session and of its last 401 become tags of what the host reports. */
import { type TagReport, toLegalTags } from './tags.js';

/** The part of a bus that the integration asks. */
export interface FactsSource {
  /** Facts of a conversation; without an id, what can be said for sure: those of the only open session, say. */
  facts(conversationId?: string): Readonly<Record<string, string | number | boolean>>;
}

/** What may be chosen. */
export interface SentryIntegrationOptions {
  /** `false`: tags on user feedback only, not on errors and messages. Default true. */
  readonly errors?: boolean;
  /** Most characters of a key: 200, the default, as Sentry takes today; 32 for old self-hosted servers. */
  readonly maxKeyLength?: number;
}

/** The part of a Sentry event that the integration reads; its `type` is absent for errors and messages. */
export interface SentryEvent {
  readonly type?: string | undefined;
  readonly tags?: Readonly<Record<string, unknown>> | undefined;
}

/** What `Sentry.init({ integrations: [...] })` takes, from @sentry/* version 8 on. */
export interface SentryIntegration {
  readonly name: string;
  /** Called by Sentry for each event, after the scopes' tags were applied. Returns the event with tags added, or as it was. */
  processEvent<E extends SentryEvent>(event: E): E;
  /** What became of the facts at the latest event that was tagged; absent before, and when the facts could not be had. */
  readonly lastReport: TagReport | undefined;
}

const defaultMaxKeyLength = 200;

/**
 * Makes the integration: `Sentry.init({ dsn, integrations: [sentryIntegration(bus)] })`.
 *
 * Tags come from `bus.facts()`; an event that the host tagged with `conversation_id` gets the facts of that conversation,
 * any other what the bus says when none is named. A tag that the host has set is never overwritten. It never throws, since
 * a throw would cost the host its event: an event that cannot be tagged leaves as it came.
 */
export function sentryIntegration(bus: FactsSource, options: SentryIntegrationOptions = {}): SentryIntegration {
  const { errors: tagsErrors = true, maxKeyLength = defaultMaxKeyLength } = options;
  let lastReport: TagReport | undefined;

  return {
    name: 'Codexotel',
    get lastReport() {
      return lastReport;
    },
    processEvent(event) {
      try {
        const isTagged = event.type === 'feedback' || (event.type === undefined && tagsErrors);
        if (!isTagged) return event;
        lastReport = undefined;
        const host = event.tags ?? {};
        const { tags, changed, lost } = toLegalTags(bus.facts(conversationOf(host)), maxKeyLength);
        const added = Object.keys(tags).filter((key) => !Object.hasOwn(host, key));
        const tagged = { ...event, tags: { ...tags, ...host } };
        lastReport = { added, changed, lost };
        return tagged;
      } catch {
        return event;
      }
    },
  };
}

/** The conversation that the host itself says the event is about. */
function conversationOf(tags: Readonly<Record<string, unknown>>): string | undefined {
  const id = tags.conversation_id;
  return typeof id === 'string' && id !== '' ? id : undefined;
}
