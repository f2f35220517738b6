/** The snapshot of a 401 has its time, and does not last for ever; in Codex's own form every tag stands in quotes. */
import { deepEqual, equal } from 'node:assert/strict';
import { testBus } from '../../../core/testing/index.js';
import { auth401 } from '../../../plugins/auth-401/index.js';
import { eventOf, idsOf, recovery, request, sessionOf, setUp } from './events.js';

const at = (time: number, event: ReturnType<typeof request>) => ({ ...event, time });

describe('auth-401: the time of a 401', () => {
  it('is that of the request, and a step of its recovery leaves it', () => {
    const { enrich, facts } = setUp();
    enrich?.(at(1_000, request(401, idsOf('one'))));
    enrich?.(at(2_000, recovery('reload', 'recovery_succeeded', idsOf('one'))));
    equal(facts?.(sessionOf('c-1')).auth_401_at, '1970-01-01T00:00:01.000Z');
    enrich?.(at(3_000, request(200)));
    equal(facts?.(sessionOf('c-1')).auth_401_at, '1970-01-01T00:00:01.000Z');
    enrich?.(at(4_000, request(401, idsOf('two'))));
    equal(facts?.(sessionOf('c-1')).auth_401_at, '1970-01-01T00:00:04.000Z');
  });

  it('is that of the recovery where no event told of the 401', () => {
    const { enrich, facts } = setUp();
    enrich?.(at(2_000, recovery('reload', 'recovery_succeeded', idsOf('one'))));
    enrich?.(at(5_000, recovery('reload', 'recovery_succeeded', idsOf('two'))));
    equal(facts?.(sessionOf('c-1')).auth_401_at, '1970-01-01T00:00:05.000Z');
  });

  it('passes: after max_age_ms the 401 and its recovery are forgotten, the latest request is not', () => {
    let now = 0;
    const { enrich, facts } = setUp({ max_age_ms: 1_000 }, () => now);
    enrich?.(request(401, idsOf('one')));
    enrich?.(recovery('reload', 'recovery_succeeded', idsOf('one')));
    now = 1_000;
    equal(facts?.(sessionOf('c-1')).auth_401_request_id, 'one');
    now = 1_001;
    const left = facts?.(sessionOf('c-1')) ?? {};
    deepEqual(
      Object.keys(left).filter((tag) => /^auth_(401|recovery)_/.test(tag)),
      [],
    );
    equal(left.auth_request_id, 'one');
    enrich?.(request(401, idsOf('two')));
    equal(facts?.(sessionOf('c-1')).auth_401_request_id, 'two');
  });
});

describe('auth-401: the form of Codex', () => {
  it('puts texts in quotes, absent ones as two of them, and leaves the booleans bare that Codex leaves bare', () => {
    const { enrich, facts } = setUp({ form: 'codex' });
    enrich?.(request(401, { ...idsOf('one'), 'auth.cf_ray': undefined, 'auth.env_provider_key_present': undefined }));
    enrich?.(eventOf('codex.auth_recovery', { 'auth.mode': 'managed', 'auth.step': 'reload' }));
    deepEqual(facts?.(sessionOf('c-1')), {
      auth_401_at: '"1970-01-01T00:00:00.000Z"',
      endpoint: '"/responses"',
      auth_header_attached: true,
      auth_header_name: '"authorization"',
      auth_mode: '"Chatgpt"',
      auth_retry_after_unauthorized: '"false"',
      auth_connection_reused: '""',
      auth_request_id: '"one"',
      auth_cf_ray: '""',
      auth_error: '"missing_authorization_header"',
      auth_error_code: '"token_expired"',
      auth_recovery_followup_success: '""',
      auth_recovery_followup_status: '""',
      auth_env_openai_api_key_present: false,
      auth_env_codex_api_key_present: false,
      auth_env_codex_api_key_enabled: true,
      auth_env_provider_key_name: '"configured"',
      auth_env_provider_key_present: '""',
      auth_env_refresh_token_url_override_present: true,
      auth_recovery_mode: '"managed"',
      auth_recovery_phase: '"reload"',
      auth_recovery_outcome: '""',
      auth_401_request_id: '""',
      auth_401_cf_ray: '""',
      auth_401_error: '""',
      auth_401_error_code: '""',
    });
  });

  it('is chosen by the configuration, whose mistakes name the cure', async () => {
    const { bus } = testBus({
      plugins: [auth401],
      config: { plugins: { 'auth-401': { form: 'quoted', max_age_ms: 0 } } },
    });
    const { mistakes } = await bus.ready;
    deepEqual(
      mistakes.map(({ path, cure }) => `${path}: ${cure}`),
      ['plugins.auth-401.max_age_ms: write 86400000, which is a day', 'plugins.auth-401.form: write plain'],
    );
    await bus.close();
  });
});
