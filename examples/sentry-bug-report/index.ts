/** A host that files bug reports through Sentry (`SENTRY_DSN`) and asks a model (`MODEL_URL`): the last 401's facts come along as tags. */
import * as Sentry from '@sentry/node';
import { start } from 'codexotel';
import { createModelFetch } from 'codexotel/plugins/auth-401';
import { sentryIntegration } from 'codexotel/plugins/sentry-feedback';

const bus = start({ service: { name: 'acme', version: '2.1.0' }, config: { plugins: { 'sentry-feedback': true } } });
await bus.ready;

Sentry.init({
  dsn: process.env.SENTRY_DSN ?? '',
  integrations: [sentryIntegration(bus)],
});

const session = bus.session({
  'conversation.id': '01a1f8c8-28f0-71b3-bbb8-c0fcae8d3958',
  auth_mode: 'Chatgpt',
  model: 'gpt-5.5',
  slug: 'gpt-5.5',
});

// Every request to the model goes through this one; a 401 is recovered from, and told.
const login = { token: 'expired', renew: () => Promise.reject(new Error('no network')) };
const modelFetch = createModelFetch(session, {
  headers: () => ({ authorization: `Bearer ${login.token}` }),
  auth: { mode: 'managed', authMode: 'chatgpt', reload: () => 'unchanged', refreshToken: () => login.renew() },
});

const answer = await modelFetch(process.env.MODEL_URL ?? 'http://127.0.0.1:8080/v1/responses', { method: 'POST' });
if (answer.status === 401) Sentry.captureFeedback({ message: 'I was logged out in the middle of a turn' });

await Sentry.close(2_000);
session.end();
await bus.close();
