/**
 * The checklist of what upstream's own tests assert (section H of the facts), each item by its name, as far as there is such a thing
 * here. Where we are stricter, the title says so behind a dash. docs/bug-reports.md lists what does not apply.
 */
import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import { previewOf } from '../core/cut.js';
import {
  codexEvents,
  type DomainEvaluation,
  laneOfTarget,
  responseDebugContext,
  type SessionTelemetry,
} from '../core/index.js';
import { testBus } from '../core/testing/index.js';
import {
  auth401,
  createModelFetch,
  errorText,
  type ManagedAuth,
  UnauthorizedRecovery,
} from '../plugins/auth-401/index.js';
import { logResourceOf, metricResourceOf, traceResourceOf } from '../plugins/otlp/resource.js';
import { cleanText } from '../plugins/redaction/index.js';
import { describeConnectivity } from '../plugins/sentry-feedback/diagnostics.js';
import { doctorTags } from '../plugins/sentry-feedback/report-tags.js';

/** The tags, in Codex's form, after a session has said something. */
async function tagsAfter(say: (session: SessionTelemetry) => void, form: 'plain' | 'codex' = 'codex') {
  const { bus } = testBus({ plugins: [auth401], config: { plugins: { 'auth-401': { form } }, quiet: true } });
  await bus.ready;
  say(bus.session({ 'conversation.id': 'c', auth_mode: 'Chatgpt' }));
  const facts = bus.facts('c');
  await bus.close();
  return facts;
}

const header = { 'auth.header_attached': true, 'auth.header_name': 'authorization' };
const refusal = {
  'http.response.status_code': 401,
  'error.message': 'http 401',
  'auth.request_id': 'req-123',
  'auth.cf_ray': 'ray-123',
  'auth.error': 'missing_authorization_header',
  'auth.error_code': 'token_expired',
};
const retried = {
  'auth.retry_after_unauthorized': true,
  'auth.recovery_mode': 'managed',
  'auth.recovery_phase': 'refresh_token',
} as const;
const env = {
  'auth.env_openai_api_key_present': true,
  'auth.env_codex_api_key_present': false,
  'auth.env_codex_api_key_enabled': true,
  'auth.env_provider_key_name': 'configured',
  'auth.env_provider_key_present': true,
  'auth.env_refresh_token_url_override_present': false,
} as const;

/** Some of the tags. */
const pick = (tags: Readonly<Record<string, unknown>>, ...names: readonly string[]) => names.map((name) => tags[name]);

describe('H: auth and feedback tags', () => {
  it('request tags carry endpoint, header facts, request id, error code, follow-up success and status, in debug-quoted form; `auth_header_attached` unquoted', async () => {
    const tags = await tagsAfter((session) =>
      session.recordApiRequest({ endpoint: '/responses', ...header, ...refusal, ...retried }),
    );
    deepEqual(
      pick(
        tags,
        'endpoint',
        'auth_header_attached',
        'auth_header_name',
        'auth_request_id',
        'auth_error_code',
        'auth_recovery_followup_success',
        'auth_recovery_followup_status',
      ),
      ['"/responses"', true, '"authorization"', '"req-123"', '"token_expired"', '"false"', '"401"'],
    );
  });

  it('recovery tags put the four 401 facts under `auth_401_*`', async () => {
    const tags = await tagsAfter((session) =>
      session.recordAuthRecovery({
        'auth.mode': 'managed',
        'auth.step': 'refresh_token',
        'auth.outcome': 'recovery_succeeded',
        'auth.request_id': 'req-401',
        'auth.cf_ray': 'ray-401',
        'auth.error': 'missing_authorization_header',
        'auth.error_code': 'token_expired',
      }),
    );
    deepEqual(
      pick(
        tags,
        'auth_401_request_id',
        'auth_401_cf_ray',
        'auth_401_error',
        'auth_401_error_code',
        'auth_recovery_mode',
        'auth_recovery_phase',
        'auth_recovery_outcome',
      ),
      [
        '"req-401"',
        '"ray-401"',
        '"missing_authorization_header"',
        '"token_expired"',
        '"managed"',
        '"refresh_token"',
        '"recovery_succeeded"',
      ],
    );
  });

  it('a request that is itself a 401 retry keeps its own latest ids and says follow-up success false', async () => {
    const tags = await tagsAfter((session) => {
      session.recordApiRequest({ endpoint: '/responses', ...header, ...refusal });
      session.recordApiRequest({
        endpoint: '/responses',
        ...header,
        ...refusal,
        ...retried,
        'auth.request_id': 'req-retry',
      });
    });
    deepEqual(pick(tags, 'auth_request_id', 'auth_recovery_followup_success'), ['"req-retry"', '"false"']);
  });

  it('a second request with absent optionals overwrites header name, mode, ids, errors and follow-up fields with the empty sentinel', async () => {
    const names = [
      'auth_header_name',
      'auth_request_id',
      'auth_cf_ray',
      'auth_error',
      'auth_error_code',
      'auth_recovery_followup_success',
      'auth_recovery_followup_status',
    ];
    const say = (session: SessionTelemetry) => {
      session.recordApiRequest({ endpoint: '/responses', ...header, ...refusal, ...retried });
      session.withAuth({}).recordApiRequest({ endpoint: '/responses', 'auth.header_attached': false });
    };
    const tags = await tagsAfter(say);
    deepEqual(
      pick(tags, ...names, 'auth_mode'),
      [...names, 'auth_mode'].map(() => '""'),
    );
    equal(tags.auth_header_attached, false);
    const plain = await tagsAfter(say, 'plain');
    deepEqual(
      pick(plain, ...names, 'auth_mode'),
      [...names, 'auth_mode'].map(() => undefined),
    );
  });

  it('`/models` 401: endpoint `/models`, mode `Chatgpt`, ids from `x-request-id`, decoded code, six env tags (plain bools unquoted, optional one quoted, name `configured`)', async () => {
    const context = responseDebugContext({
      'x-request-id': 'req-models',
      'x-error-json': Buffer.from('{"error":{"code":"token_expired"}}').toString('base64'),
    });
    const tags = await tagsAfter((session) =>
      session.withAuthEnv(env).recordApiRequest({ endpoint: '/models', 'http.response.status_code': 401, ...context }),
    );
    deepEqual(pick(tags, 'endpoint', 'auth_mode', 'auth_request_id', 'auth_error_code'), [
      '"/models"',
      '"Chatgpt"',
      '"req-models"',
      '"token_expired"',
    ]);
    deepEqual(pick(tags, ...Object.keys(env).map((name) => name.replace('.', '_'))), [
      true,
      false,
      true,
      '"configured"',
      '"true"',
      false,
    ]);
  });

  it('context after recovery: mode `Chatgpt`, header attached and named, retry true, mode/phase carried; agent identity ids carried (newer)', async () => {
    const { bus, sink } = testBus({});
    const session = bus
      .session({ 'conversation.id': 'c', auth_mode: 'Chatgpt' })
      .withAgentIdentity({ 'auth.agent_id': 'agent-1', 'auth.task_id': 'task-1' });
    const statuses = [401, 200];
    const auth: ManagedAuth = {
      mode: 'managed',
      authMode: 'chatgpt',
      reload: () => 'changed',
      refreshToken: () => undefined,
    };
    const fetch = createModelFetch(session, {
      auth,
      headers: () => ({ authorization: 'Bearer x' }),
      fetch: async () => new Response(null, { status: statuses.shift() ?? 500 }),
    });
    await fetch('http://model.test/v1/responses');
    session.recordWebsocketConnect({});
    session.recordWebsocketRequest({});
    await bus.close();
    const { duration_ms: _, ...retry } = sink.attributes(2);
    const said = Object.fromEntries(Object.entries(retry).filter(([name]) => /^auth/.test(name)));
    deepEqual(said, {
      ...header,
      'auth.retry_after_unauthorized': true,
      'auth.recovery_mode': 'managed',
      'auth.recovery_phase': 'reload',
      'auth.agent_id': 'agent-1',
      'auth.task_id': 'task-1',
      auth_mode: 'Chatgpt',
    });
    for (const at of [3, 4]) equal(sink.attributes(at)['auth.task_id'], 'task-1');
  });

  it('recovery names: managed+reload, external+external_refresh', async () => {
    const managed = new UnauthorizedRecovery({
      mode: 'managed',
      authMode: 'chatgpt',
      reload: () => 'changed',
      refreshToken: () => undefined,
    });
    const external = new UnauthorizedRecovery({ mode: 'external', refresh: () => undefined });
    deepEqual(
      [managed.mode, managed.phase, external.mode, external.phase],
      ['managed', 'reload', 'external', 'external_refresh'],
    );
  });

  it('header extraction: fallback `x-oai-request-id`, `cf-ray`, auth error, base64 code, all while a body is present and ignored', () => {
    const response = new Response('{"error":{"message":"sk-secret","code":"of_the_body"}}', {
      status: 401,
      headers: {
        'x-oai-request-id': 'req-oai',
        'cf-ray': 'ray-1',
        'x-openai-authorization-error': 'missing_authorization_header',
        'x-error-json': 'eyJlcnJvciI6eyJjb2RlIjoidG9rZW5fZXhwaXJlZCJ9fQ==',
      },
    });
    deepEqual(responseDebugContext(response.headers), {
      'auth.request_id': 'req-oai',
      'auth.cf_ray': 'ray-1',
      'auth.error': 'missing_authorization_header',
      'auth.error_code': 'token_expired',
    });
  });

  it('network, build and stream text kept — cut, and cleaned of secrets', () => {
    equal(errorText(new Error('stream disconnected: bad frame')), 'stream disconnected: bad frame');
    doesNotMatch(errorText(new Error('builder error for key sk-proj-0123456789abcdefghij')), /sk-proj/);
  });
});

describe('H: feedback', () => {
  it('facts are kept whether they are texts or booleans', async () => {
    const { bus } = testBus({
      plugins: [{ name: 'own', setup: () => ({ facts: () => ({ text: 'a', flag: true }) }) }],
    });
    await bus.ready;
    bus.session({ 'conversation.id': 'c' });
    deepEqual(pick(bus.facts(), 'text', 'flag'), ['a', true]);
    await bus.close();
  });

  it('diagnostics absent when empty; proxy env values — without credentials, path and query, which upstream tells', () => {
    equal(describeConnectivity({ HTTP_PROXY: ' ', PATH: '/bin' }), undefined);
    const text = describeConnectivity({
      ALL_PROXY: 'socks5://u:p@h.test:1080/x?y',
      HTTP_PROXY: 'h.test:3128',
      https_proxy: ':::',
    });
    match(
      String(text),
      /HTTP_PROXY = http:\/\/h\.test:3128\n {2}- https_proxy = \(no address\)\n {2}- ALL_PROXY = socks5:\/\/h\.test:1080\n$/,
    );
  });

  it('doctor tags: counts, overall status, failed and warning ids', () => {
    const ids = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`check-${at}`, 'fail' as const]));
    deepEqual(doctorTags({ checks: { a: 'ok', b: 'warning', c: 'warning' } }), {
      doctor_overall_status: 'warning',
      doctor_ok_count: 1,
      doctor_warning_count: 2,
      doctor_fail_count: 0,
      doctor_warning_checks: 'b,c',
    });
    deepEqual(doctorTags({ checks: {} }).doctor_overall_status, 'ok');
    const { doctor_failed_checks: long } = doctorTags({ checks: ids(100) });
    equal(String(long).length, 256);
    match(String(long), /\.\.\.$/);
  });
});

describe('H: OpenTelemetry, Statsig, redaction', () => {
  it('host name on logs only; blank or missing omitted', () => {
    equal(logResourceOf({}, () => ' here ')['host.name'], 'here');
    for (const read of [
      () => ' ',
      () => {
        throw new Error('none');
      },
    ])
      equal('host.name' in logResourceOf({}, read), false);
    for (const resource of [traceResourceOf({}), metricResourceOf({})]) equal('host.name' in resource, false);
  });

  it('`codex_otel.log_only` and `codex_otel.network_proxy` are log targets; `codex_otel.trace_safe` and children are trace targets, and not log targets', () => {
    const targets = [
      'codex_otel.log_only',
      'codex_otel.network_proxy',
      'codex_otel.trace_safe',
      'codex_otel.trace_safe.child',
    ];
    deepEqual(targets.map(laneOfTarget), ['log', 'log', 'trace', 'trace']);
  });

  it('preview: short text unchanged; byte truncation ends in the notice and respects the limit — by 0.169 on the wire, lines have none', () => {
    const notice = '[... telemetry preview truncated ...]';
    equal(previewOf('short\n', 2_048), 'short\n');
    for (const text of ['x'.repeat(5_000), 'é'.repeat(3_000)]) {
      const preview = previewOf(text, 2_048);
      equal(preview.endsWith(`\n${notice}`), true);
      equal(Buffer.byteLength(preview) <= 2_048 + notice.length + 1, true);
    }
    equal(previewOf('line\n'.repeat(100), 2_048), 'line\n'.repeat(100));
  });

  it('bearer redaction: base64-style symbols, padding, tabs, mixed case, embedded `sk-`/`AKIA`', () => {
    const tokens = [
      'Bearer abcDEF123+/._~-xyz09==',
      'bearer\tabcdefghijklmnop',
      'BEARER   abcdefghijklmnopq=',
      'Bearer sk-abcdefghijklmnopqrstuvwx',
      'Bearer AKIAIOSFODNN7EXAMPLE',
    ];
    for (const text of tokens) match(cleanText(text), /^bearer\s+\[REDACTED:[a-z-]+\]$/i);
  });

  it('bearer redaction, not redacted: prose, 15-char tokens, no boundary, newline or non-breaking space separator — a non-ASCII tail saves no token', () => {
    const plain = [
      'the bearer of bad news',
      'Bearer abcdefghijklmno',
      'forbearer abcdefghijklmnopq',
      'Bearer\nabcdefghijklmnopq',
      'Bearer\u00a0abcdefghijklmnopq',
    ];
    for (const text of plain) equal(cleanText(text), text);
    equal(cleanText('Bearer abcdefghijklmnopé'), 'Bearer [REDACTED:bearer-token]é');
  });
});

describe('H: network audit', () => {
  /** The attributes of what a session says. */
  async function said(say: (session: SessionTelemetry) => void) {
    const { bus, sink } = testBus({});
    say(bus.session({ 'conversation.id': 'c', auth_mode: 'Chatgpt', 'user.account_id': 'a', model: 'm', slug: 'm' }));
    await bus.close();
    equal(sink.records.length, 1);
    return sink.attributes(0);
  }
  const connection = {
    'network.transport.protocol': 'http',
    'server.address': 'host.test',
    'server.port': 80,
  } as const;
  const decisionOf = (attributes: Readonly<Record<string, unknown>>) =>
    ['scope', 'decision', 'source', 'reason', 'override'].map((name) => attributes[`network.policy.${name}`]);

  it('decider override event with all defaults (`none`, `unknown`), timestamp shape, legacy names absent — who asks the decider is the host', async () => {
    const attributes = await said((session) =>
      session.domainPolicyEvaluated({ ...connection, baseline: 'not_allowed', decider: { decision: 'allow' } }),
    );
    deepEqual(decisionOf(attributes), ['domain', 'allow', 'decider', 'not_allowed', true]);
    deepEqual(pick(attributes, 'http.request.method', 'client.address'), ['none', 'unknown']);
    match(String(attributes['event.timestamp']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    equal(attributes['event.name'], 'codex.network_proxy.policy_decision');
    for (const legacy of ['domain_policy_decision', 'block_decision'])
      equal(`codex.network_proxy.${legacy}` in codexEvents, false);
  });

  it('baseline deny; decider ask; metadata fields; non-domain block with `unix-socket`/0; local address denied without decider', async () => {
    const evaluate = (evaluation: Pick<DomainEvaluation, 'baseline' | 'decider'>) =>
      said((session) => session.domainPolicyEvaluated({ ...connection, ...evaluation }));
    const ask = { decision: 'ask', reason: 'not_allowed' } as const;
    deepEqual(decisionOf(await evaluate({ baseline: 'denied', decider: ask })), [
      'domain',
      'deny',
      'baseline_policy',
      'denied',
      false,
    ]);
    deepEqual(decisionOf(await evaluate({ baseline: 'not_allowed', decider: ask })), [
      'domain',
      'ask',
      'decider',
      'not_allowed',
      false,
    ]);
    const local = await evaluate({ baseline: 'not_allowed_local', decider: { decision: 'allow' } });
    deepEqual(decisionOf(local), ['domain', 'deny', 'baseline_policy', 'not_allowed_local', false]);
    deepEqual(pick(local, 'conversation.id', 'auth_mode', 'user.account_id', 'model', 'slug'), [
      'c',
      'Chatgpt',
      'a',
      'm',
      'm',
    ]);
    const blocked = await said((session) =>
      session.networkPolicyDecision({
        'network.policy.scope': 'non_domain',
        'network.policy.decision': 'deny',
        'network.policy.source': 'proxy_state',
        'network.policy.reason': 'unix_socket_unsupported',
        'network.transport.protocol': 'http',
        'server.address': 'unix-socket',
        'server.port': 0,
      }),
    );
    deepEqual(decisionOf(blocked), ['non_domain', 'deny', 'proxy_state', 'unix_socket_unsupported', false]);
    deepEqual(pick(blocked, 'server.address', 'server.port'), ['unix-socket', 0]);
  });
});
