/** A 401 from its first request to the ordinary ones after it: which facts are latest, preserved and gone. */
import { deepEqual, equal } from 'node:assert/strict';
import type { TelemetryEvent } from '../../../core/index.js';
import { common, eventOf, idsOf, recovery, request, retry, sessionOf, setUp } from './events.js';

/** The facts of the session after these events. */
function factsAfter(...events: readonly TelemetryEvent[]): Readonly<Record<string, unknown>> {
  const { enrich, facts } = setUp();
  for (const event of events) equal(enrich?.(event), undefined);
  return facts?.(sessionOf('c-1')) ?? {};
}

const latest = (id: string) => ({
  auth_request_id: id,
  auth_cf_ray: `ray-${id}`,
  auth_error: 'missing_authorization_header',
  auth_error_code: 'token_expired',
});
const preserved = (id: string) => ({
  auth_401_request_id: id,
  auth_401_cf_ray: `ray-${id}`,
  auth_401_error: 'missing_authorization_header',
  auth_401_error_code: 'token_expired',
});
const reloaded = { auth_recovery_mode: 'managed', auth_recovery_phase: 'reload' };

const first401 = request(401, idsOf('one'));
const firstRecovery = recovery('reload', 'recovery_succeeded', idsOf('one'));

describe('auth-401: the steps of a 401 over HTTP', () => {
  it('1. a refused request leaves its own facts, and the snapshot of the 401', () => {
    deepEqual(factsAfter(first401), {
      ...common,
      auth_retry_after_unauthorized: false,
      ...latest('one'),
      ...preserved('one'),
    });
  });

  it('2. a recovery step adds its mode, phase and outcome', () => {
    deepEqual(factsAfter(first401, firstRecovery), {
      ...common,
      auth_retry_after_unauthorized: false,
      ...latest('one'),
      ...preserved('one'),
      ...reloaded,
      auth_recovery_outcome: 'recovery_succeeded',
    });
  });

  it('3. a retry that succeeds says so, clears the latest ids, and preserves the 401', () => {
    deepEqual(factsAfter(first401, firstRecovery, retry(200)), {
      ...common,
      auth_retry_after_unauthorized: true,
      ...preserved('one'),
      ...reloaded,
      auth_recovery_outcome: 'recovery_succeeded',
      auth_recovery_followup_success: true,
      auth_recovery_followup_status: 200,
    });
  });

  it("3'. a retry that is refused again is the new 401, and the next step says what came of it", () => {
    const second401 = retry(401, idsOf('two'));
    const refused = factsAfter(first401, firstRecovery, second401);
    deepEqual(refused, {
      ...common,
      auth_retry_after_unauthorized: true,
      ...latest('two'),
      ...preserved('two'),
      ...reloaded,
      auth_recovery_outcome: 'recovery_succeeded',
      auth_recovery_followup_success: false,
      auth_recovery_followup_status: 401,
    });
    const failed = recovery('refresh_token', 'recovery_failed_permanent', idsOf('two'));
    deepEqual(factsAfter(first401, firstRecovery, second401, failed), {
      ...refused,
      auth_recovery_phase: 'refresh_token',
      auth_recovery_outcome: 'recovery_failed_permanent',
    });
  });

  it('4. a later ordinary request clears mode, phase and follow-up, and keeps the snapshot and the outcome', () => {
    deepEqual(factsAfter(first401, firstRecovery, retry(200), request(200)), {
      ...common,
      auth_retry_after_unauthorized: false,
      ...preserved('one'),
      auth_recovery_outcome: 'recovery_succeeded',
    });
  });
});

describe('auth-401: what else is read', () => {
  it('a 401 of /models takes its login mode from the event and blanks what only the model requests say', () => {
    const models = eventOf('codex.api_request', {
      endpoint: '/models',
      'auth.mode': 'ApiKey',
      'http.response.status_code': 401,
      ...idsOf('m'),
    });
    const facts = factsAfter(firstRecovery, retry(200), models);
    deepEqual(facts, {
      endpoint: '/models',
      auth_mode: 'ApiKey',
      ...latest('m'),
      ...preserved('m'),
      auth_recovery_outcome: 'recovery_succeeded',
    });
  });

  it('a recovery from a 401 without identifiers clears those of the one before', () => {
    const facts = factsAfter(first401, recovery('done', 'recovery_not_run', {}));
    equal(
      Object.keys(facts).some((tag) => tag.startsWith('auth_401_')),
      false,
    );
    equal(facts.auth_request_id, 'one');
  });

  it('a retry that got no answer has failed, without a status', () => {
    const facts = factsAfter(
      eventOf('codex.api_request', { 'auth.retry_after_unauthorized': true, 'error.message': 'timeout' }),
    );
    equal(facts.auth_recovery_followup_success, false);
    equal('auth_recovery_followup_status' in facts, false);
  });
});
