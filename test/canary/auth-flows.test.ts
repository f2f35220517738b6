/** A thousand 401s of a host that leaks into headers, bodies, URLs, errors and variables: not one marker in a tag, an event, a report or an error. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { responseDebugContext, type SessionTelemetry } from '../../core/index.js';
import { startReceiver } from '../../core/testing/index.js';
import { start } from '../../index.js';
import {
  authEnvFacts,
  authHeaderFacts,
  createModelFetch,
  errorText,
  type ManagedAuth,
  PermanentAuthError,
} from '../../plugins/auth-401/index.js';
import { startEnvelopeReceiver } from '../plugins/sentry-feedback/envelopes.js';
import { countMarkers, secretOf, secretWordOf } from './markers.js';
import { startTap } from './tap.js';

const flows = 1_000;
const control = 'canary-control';

/** Headers hold one line. */
const inHeader = (n: number): string => secretOf(n).replace(/[\r\n]+/g, ' ');

/** A refusal that says a secret wherever it can. */
function refusal(n: number): Response {
  const headers = {
    'x-request-id': inHeader(n),
    'x-oai-request-id': inHeader(n + 1),
    'cf-ray': inHeader(n + 2),
    'x-openai-authorization-error': inHeader(n + 3),
    'x-error-json': Buffer.from(
      JSON.stringify({ error: { code: secretOf(n + 4), message: secretOf(n + 5) } }),
    ).toString('base64'),
    'www-authenticate': inHeader(n + 6),
    'set-cookie': inHeader(n + 7),
  };
  return new Response(JSON.stringify({ error: { code: secretOf(n + 8), message: secretOf(n + 9) } }), {
    status: 401,
    headers,
  });
}

/** Answers of the model: refused once, twice, for ever, or no answer at all, in turn. */
function answersOf(n: number): () => Response {
  const refusals = n % 4;
  let asked = 0;
  return () => {
    if (n % 7 === 0 && asked > 0) throw Object.assign(new Error(secretOf(n)), { cause: new Error(secretOf(n + 1)) });
    return asked++ < refusals + 1 ? refusal(n + asked) : new Response(secretOf(n));
  };
}

const authOf = (n: number): ManagedAuth => ({
  mode: 'managed',
  authMode: n % 5 === 0 ? 'apikey' : 'chatgpt',
  reload: () => (n % 3 === 0 ? 'changed' : 'unchanged'),
  refreshToken: () => {
    if (n % 6 === 0) throw new PermanentAuthError(secretOf(n));
    if (n % 6 === 1) throw new Error(secretOf(n));
  },
});

/** What a host may do by hand, and wrongly: everything as it came. */
function sayByHand(session: SessionTelemetry, n: number): void {
  const raw = {
    'auth.request_id': secretOf(n),
    'auth.cf_ray': secretOf(n + 1),
    'auth.error': secretOf(n + 2),
    'auth.error_code': secretOf(n + 3),
  };
  session.recordWebsocketConnect({
    'http.response.status_code': 401,
    'error.message': secretOf(n),
    endpoint: secretOf(n + 4),
    ...raw,
  });
  session.recordWebsocketRequest({
    'error.message': errorText(new Error(secretOf(n))),
    'auth.connection_reused': false,
  });
  session.recordAuthRecovery({
    'auth.mode': 'external',
    'auth.step': 'external_refresh',
    'auth.outcome': 'recovery_not_run',
    ...raw,
  });
}

describe('the canary of 401s', function () {
  this.timeout(120_000);

  it(`finds nothing in ${flows} of them`, async () => {
    const receiver = await startReceiver();
    const sentry = await startEnvelopeReceiver();
    const otlpTap = await startTap(Number(new URL(receiver.httpUrl).port), control);
    const sentryTap = await startTap(Number(new URL(sentry.dsn).port), control);
    const shown: string[] = [];
    const bus = start({
      env: {},
      service: { name: control },
      config: {
        otel: {
          exporter: { 'otlp-http': { endpoint: `http://127.0.0.1:${otlpTap.port}/v1/logs`, protocol: 'json' } },
          trace_exporter: { 'otlp-http': { endpoint: `http://127.0.0.1:${otlpTap.port}/v1/traces`, protocol: 'json' } },
          log_error_text: true,
          log_tool_content: true,
        },
        plugins: { 'sentry-feedback': { dsn: `http://public@127.0.0.1:${sentryTap.port}/1` } },
        quiet: true,
      },
      programFile: '',
      workingDirectory: '',
    });
    bus.on('fault', (fault) => shown.push(JSON.stringify(fault)));
    let refused = 0;
    for (let n = 0; n < flows; n++) {
      const id = `${control}-${n}`;
      const providerKeyVariable = secretWordOf(n);
      const env = {
        OPENAI_API_KEY: secretOf(n),
        CODEX_API_KEY: secretOf(n + 1),
        [providerKeyVariable]: secretOf(n + 2),
      };
      const authEnv = authEnvFacts(env, { providerKeyVariable });
      const session = bus.session({ 'conversation.id': id, auth_mode: 'Chatgpt' }).withAuthEnv(authEnv);
      const answer = answersOf(n);
      const fetch = createModelFetch(session, {
        auth: authOf(n),
        headers: () => ({ authorization: inHeader(n) }),
        fetch: async () => answer(),
        ...(n % 9 === 0 && { refreshProvider: () => Promise.reject(new Error(secretOf(n))) }),
      });
      try {
        const url = `https://model.test/v1/responses?key=${encodeURIComponent(secretOf(n))}`;
        const { status } = await fetch(url, { method: 'POST', body: secretOf(n), headers: { 'x-own': inHeader(n) } });
        if (status === 401) refused++;
      } catch (error) {
        shown.push(errorText(error));
      }
      const response = refusal(n);
      shown.push(
        JSON.stringify([
          authEnv,
          authHeaderFacts({ authorization: secretOf(n) }),
          responseDebugContext(response.headers),
        ]),
      );
      sayByHand(session, n);
      shown.push(JSON.stringify(bus.facts(id)));
      if (n % 100 === 0) {
        const report = {
          classification: 'bug',
          reason: `it broke: ${secretOf(n)}`,
          threadId: id,
          includeLogs: true,
          tags: { note: secretOf(n) },
        };
        const result = await bus.feedback.capture(report);
        equal(result.kind, 'sent');
        await bus.flush();
      }
      session.end();
    }
    shown.push(JSON.stringify(await bus.close(30_000)), JSON.stringify(bus.describe()));
    const [otlp, envelopes] = [otlpTap.passed(), sentryTap.passed()];
    const { records, refused: bad } = receiver;
    await Promise.all([otlpTap.close(), sentryTap.close(), receiver.close(), sentry.close()]);

    deepEqual(shown.filter((text) => countMarkers(text) > 0).slice(0, 3), []);
    deepEqual([otlp.markers, envelopes.markers], [0, 0]);
    deepEqual([bad.length, sentry.requests.length], [0, flows / 100]);
    ok(refused > flows / 4 && records.length > flows * 4, `${refused} refused, ${records.length} records`);
    ok(otlp.controls > 0 && envelopes.controls > 0);
  });
});
