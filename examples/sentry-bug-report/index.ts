/** A host that files bug reports through Sentry: the session's and the last 401's facts come along as tags. */
import * as Sentry from '@sentry/node';
import { start } from 'codexotel';
import { sentryIntegration } from 'codexotel/plugins/sentry-feedback';

const bus = start({ service: { name: 'acme', version: '2.1.0' }, config: { plugins: { 'sentry-feedback': true } } });
await bus.ready;

Sentry.init({
  dsn: process.env.SENTRY_DSN ?? '',
  integrations: [sentryIntegration(bus)],
});

const session = bus.session({
  'conversation.id': '01a1f8c8-28f0-71b3-bbb8-c0fcae8d3958',
  model: 'gpt-5.5',
  slug: 'gpt-5.5',
});
session.recordApiRequest({
  duration_ms: 12,
  'http.response.status_code': 401,
  'error.message': 'http 401',
  attempt: 0,
  endpoint: '/responses',
  'auth.header_attached': true,
  'auth.header_name': 'authorization',
  'auth.request_id': 'req_golden_401',
  'auth.error_code': 'token_expired',
});

Sentry.captureFeedback({ message: 'I was logged out in the middle of a turn' });
await Sentry.close(2_000);
session.end();
await bus.close();
