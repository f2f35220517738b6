/** The five steps of a 401, over HTTP and over a WebSocket: what each of the 25 tags says after each of them. */
import { deepEqual, equal } from 'node:assert/strict';
import type { TelemetryEvent } from '../../../core/index.js';
import {
  common,
  connect,
  eventOf,
  idsOf,
  message,
  noTags,
  recovery,
  request,
  retry,
  type SomeTags,
  sessionOf,
  setUp,
} from './events.js';

interface Step {
  readonly title: string;
  readonly event: TelemetryEvent;
  /** What the tags say that the step changed; the others stay. */
  readonly says: SomeTags;
}

const latest = (id: string): SomeTags => ({
  auth_request_id: id,
  auth_cf_ray: `ray-${id}`,
  auth_error: 'missing_authorization_header',
  auth_error_code: 'token_expired',
});
const noLatest: SomeTags = {
  auth_request_id: undefined,
  auth_cf_ray: undefined,
  auth_error: undefined,
  auth_error_code: undefined,
};
const preserved = (id: string): SomeTags => ({
  auth_401_request_id: id,
  auth_401_cf_ray: `ray-${id}`,
  auth_401_error: 'missing_authorization_header',
  auth_401_error_code: 'token_expired',
});
const followup = (success: boolean | undefined, status?: number): SomeTags => ({
  auth_recovery_followup_success: success,
  auth_recovery_followup_status: status,
});
const recovered = (phase: string, outcome: string): SomeTags => ({
  auth_recovery_mode: 'managed',
  auth_recovery_phase: phase,
  auth_recovery_outcome: outcome,
});
const isRetry = (is: boolean): SomeTags => ({ auth_retry_after_unauthorized: is });

const reloadOfFirst: Step = {
  title: '2. a recovery step says its mode, phase and outcome, and keeps the facts of the 401',
  event: recovery('reload', 'recovery_succeeded', idsOf('one')),
  says: { ...preserved('one'), ...recovered('reload', 'recovery_succeeded') },
};
const refreshOfSecond: Step = {
  title: '2, again. the next step says what came of the second 401',
  event: recovery('refresh_token', 'recovery_failed_permanent', idsOf('two')),
  says: recovered('refresh_token', 'recovery_failed_permanent'),
};

const http = {
  refused: {
    title: '1. a refused request leaves its own facts, and the snapshot of the 401',
    event: request(401, idsOf('one')),
    says: { ...common, ...isRetry(false), ...latest('one'), ...preserved('one') },
  },
  retried: {
    title: '3. a retry that succeeds says so, takes the latest ids back, and preserves the 401',
    event: retry(200),
    says: { ...isRetry(true), ...noLatest, ...followup(true, 200) },
  },
  refusedAgain: {
    title: "3'. a retry that is refused again is the new 401",
    event: retry(401, idsOf('two')),
    says: { ...isRetry(true), ...latest('two'), ...preserved('two'), ...followup(false, 401) },
  },
  later: {
    title:
      '4. a later request takes the follow-up back, and preserves the 401 with the mode, phase and outcome of its recovery',
    event: request(200),
    says: { ...isRetry(false), ...noLatest, ...followup(undefined) },
  },
} satisfies Readonly<Record<string, Step>>;

const retriedConnection = {
  'auth.retry_after_unauthorized': true,
  'auth.recovery_mode': 'managed',
  'auth.recovery_phase': 'reload',
};
const fresh: SomeTags = { auth_connection_reused: false };
const ws = {
  refused: {
    title: '1. a connection that is refused leaves its own facts, and the snapshot of the 401',
    event: connect(401, idsOf('one')),
    says: { ...common, ...fresh, ...isRetry(false), ...latest('one'), ...preserved('one') },
  },
  retried: {
    title: '3. a connection that is opened then says so, without a status',
    event: connect(undefined, retriedConnection),
    says: { ...isRetry(true), ...noLatest, ...followup(true) },
  },
  refusedAgain: {
    title: "3'. a connection that is refused again is the new 401",
    event: connect(401, { ...retriedConnection, ...idsOf('two') }),
    says: { ...isRetry(true), ...latest('two'), ...preserved('two'), ...followup(false, 401) },
  },
  first: {
    title: '3, the request. the first one over it is the retry, too',
    event: message(false),
    says: {},
  },
  failed: {
    title: '3, the request. it fails: the follow-up has failed',
    event: message(false, { success: false, 'error.message': 'timeout' }),
    says: followup(false),
  },
  later: {
    title:
      '4. a later request over it takes the follow-up back, and knows of the connection what it does not say itself',
    event: message(true),
    says: { ...isRetry(false), auth_connection_reused: true, ...followup(undefined) },
  },
} satisfies Readonly<Record<string, Step>>;

const flows: Readonly<Record<string, readonly Step[]>> = {
  'over HTTP': [http.refused, reloadOfFirst, http.retried, http.later],
  'over HTTP, refused twice': [http.refused, reloadOfFirst, http.refusedAgain, refreshOfSecond, http.later],
  'over a WebSocket': [ws.refused, reloadOfFirst, ws.retried, ws.first, ws.later],
  'over a WebSocket, refused twice': [ws.refused, reloadOfFirst, ws.refusedAgain, refreshOfSecond],
  'over a WebSocket whose request fails': [ws.refused, reloadOfFirst, ws.retried, ws.failed, ws.later],
};

/** What `bus.facts()` would say of the 25 tags. */
const present = (tags: SomeTags): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== undefined));

for (const [name, steps] of Object.entries(flows)) {
  describe(`auth-401: the steps of a 401 ${name}`, () => {
    const { enrich, facts } = setUp();
    let expected: SomeTags = noTags;
    for (const { title, event, says } of steps) {
      it(title, () => {
        equal(enrich?.(event), undefined);
        expected = { ...expected, ...says };
        equal(Object.keys(expected).length, 25);
        const { auth_401_at: _, ...tags } = facts?.(sessionOf('c-1')) ?? {};
        deepEqual(tags, present(expected));
      });
    }
  });
}

/** The facts of the session after these events. */
function factsAfter(...events: readonly TelemetryEvent[]): Readonly<Record<string, unknown>> {
  const { enrich, facts } = setUp();
  for (const event of events) enrich?.(event);
  return facts?.(sessionOf('c-1')) ?? {};
}

describe('auth-401: what else is read', () => {
  it('a 401 of /models takes its login mode from the event, takes the follow-up back, and keeps what was done before', () => {
    const models = eventOf('codex.api_request', {
      endpoint: '/models',
      'auth.mode': 'ApiKey',
      'http.response.status_code': 401,
      ...idsOf('m'),
    });
    const { auth_401_at: _, ...facts } = factsAfter(reloadOfFirst.event, retry(200), models);
    deepEqual(
      facts,
      present({
        endpoint: '/models',
        auth_mode: 'ApiKey',
        ...latest('m'),
        ...preserved('m'),
        ...recovered('reload', 'recovery_succeeded'),
      }),
    );
  });

  it('a recovery from a 401 without identifiers takes those of the one before back', () => {
    const facts = factsAfter(http.refused.event, recovery('done', 'recovery_not_run', {}));
    deepEqual(
      Object.keys(facts).filter((tag) => tag.startsWith('auth_401_')),
      ['auth_401_at'],
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

  it('a retry after the refresh of a provider says its mode and phase, though no event told of the step', () => {
    const facts = factsAfter(
      http.refused.event,
      retry(200, { 'auth.recovery_mode': 'provider', 'auth.recovery_phase': 'provider_refresh' }),
    );
    equal(facts.auth_recovery_mode, 'provider');
    equal(facts.auth_recovery_phase, 'provider_refresh');
    equal('auth_recovery_outcome' in facts, false);
  });

  it('a request over a connection that was opened for a retry long ago is none', () => {
    const facts = factsAfter(ws.refused.event, reloadOfFirst.event, ws.retried.event, message(true), message(false));
    equal(facts.auth_retry_after_unauthorized, false);
    equal('auth_recovery_followup_success' in facts, false);
  });
});
