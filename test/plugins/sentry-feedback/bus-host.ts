/** A host program with a real bus and the real Sentry SDK: a 401 and its recovery, then an error, a message, and feedback with an attachment. */
import * as Sentry from '@sentry/node';
import { start } from '../../../index.js';
import { sentryIntegration } from '../../../plugins/sentry-feedback/index.js';

const bus = start({
  env: {},
  config: { plugins: { 'sentry-feedback': true }, quiet: true },
  programFile: '',
  workingDirectory: '',
});
await bus.ready;
const { DSN: dsn = '' } = process.env;
Sentry.init({ dsn, integrations: [sentryIntegration(bus)] });

const refusal = {
  'auth.request_id': 'req_golden_401',
  'auth.cf_ray': '8c0ffee123abc-LHR',
  'auth.error': 'missing_authorization_header',
  'auth.error_code': 'token_expired',
} as const;
const session = bus.session({ 'conversation.id': 'c-1', auth_mode: 'Chatgpt' });
session.recordApiRequest({
  endpoint: '/responses',
  'http.response.status_code': 401,
  'error.message': 'http 401',
  'auth.header_attached': true,
  'auth.header_name': 'authorization',
  'auth.retry_after_unauthorized': false,
  ...refusal,
});
session.recordAuthRecovery({
  'auth.mode': 'managed',
  'auth.step': 'reload',
  'auth.outcome': 'recovery_succeeded',
  'auth.state_changed': false,
  ...refusal,
});
session.recordApiRequest({
  endpoint: '/responses',
  'http.response.status_code': 200,
  'auth.header_attached': true,
  'auth.header_name': 'authorization',
  'auth.retry_after_unauthorized': true,
  'auth.recovery_mode': 'managed',
  'auth.recovery_phase': 'reload',
});
session.recordApiRequest({ endpoint: '/responses', 'http.response.status_code': 200 });

bus.session({ 'conversation.id': 'another' });
await session.turn({}, async () => {
  Sentry.captureException(new Error('an error'));
  Sentry.captureMessage('a message');
  Sentry.captureFeedback({ message: 'a feedback' }, { attachments: [{ filename: 'note.txt', data: 'attached' }] });
});
Sentry.captureMessage('between sessions');
await Sentry.flush(5_000);
await bus.close();
process.exit();
