/**
 * A host program that reports through the real Sentry SDK: an error, a message and a user's feedback. `SCENARIO` chooses
 * what the bus says and how the integration is set up; what became of the facts is printed.
 */
import * as Sentry from '@sentry/node';
import {
  type FactsSource,
  type SentryIntegrationOptions,
  sentryIntegration,
} from '../../../plugins/sentry-feedback/index.js';

interface Scenario {
  readonly facts: FactsSource['facts'];
  readonly options?: SentryIntegrationOptions;
  readonly ownTags?: Readonly<Record<string, string>>;
}

const usual = {
  conversation_id: 'c-1',
  model: 'gpt-5.5',
  auth_request_id: 'req-1',
  auth_401_count: 2,
  is_refreshed: true,
};

const scenarios: Readonly<Record<string, Scenario>> = {
  usual: { facts: () => usual },
  'feedback-only': { facts: () => usual, options: { errors: false } },
  'own-tags': { facts: () => usual, ownTags: { model: 'the host says', team: 'a' } },
  hostile: { facts: () => hostile(), options: { maxKeyLength: 32 } },
  throwing: {
    facts: () => {
      throw new Error('the bus is broken');
    },
  },
};

/** More than the types allow: what a stranger's plugin may give. */
function hostile(): ReturnType<FactsSource['facts']> {
  const { facts } = JSON.parse(`{ "facts": {
    "long": "${'x'.repeat(300)}", "lines": "one\\ntwo\\r\\nthree", "emoji": "${'😀'.repeat(150)}", "object": { "a": 1 },
    "release": "1.0", "environment": "prod", "empty": "", "null": null, "a key with spaces and ümlauts": "v",
    "${'k'.repeat(60)}": "v", "lone": "a\\ud800b", "nul": "a\\u0000b", "": "no key", "__proto__": "p"
  } }`);
  return facts;
}

const { facts, options, ownTags } = scenarios[process.env.SCENARIO ?? ''] ?? scenarios.usual ?? { facts: () => usual };
const integration = sentryIntegration({ facts }, options);
const { DSN: dsn = '' } = process.env;
Sentry.init({ dsn, integrations: [integration] });
if (ownTags) Sentry.setTags(ownTags);
Sentry.captureException(new Error('an error'));
Sentry.captureMessage('a message');
Sentry.captureFeedback({ message: 'a feedback' });
await Sentry.flush(5_000);
process.stdout.write(JSON.stringify(integration.lastReport ?? null), () => process.exit());
