/** The fetch for the model's API against a real server: what it sends, what it tells, and that it hands on what it got. */
import { deepEqual, doesNotMatch, equal, rejects } from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { testBus } from '../../../core/testing/index.js';
import {
  auth401,
  createModelFetch,
  type ManagedAuth,
  type ModelFetchOptions,
} from '../../../plugins/auth-401/index.js';

interface Seen {
  readonly authorization: string | undefined;
  readonly path: string | undefined;
  readonly body: string;
}

const refusal = {
  'x-request-id': 'req_golden_401',
  'cf-ray': '8c0ffee123abc-LHR',
  'x-openai-authorization-error': 'missing_authorization_header',
  'x-error-json': Buffer.from('{"error":{"code":"token_expired"}}').toString('base64'),
};

describe('createModelFetch', () => {
  let server: Server;
  let base: string;
  let seen: Seen[];
  /** Statuses of the answers to come; then 200. */
  let statuses: number[];

  beforeEach(async () => {
    seen = [];
    statuses = [];
    server = createServer((request: IncomingMessage, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { authorization } = request.headers;
        seen.push({ authorization, path: request.url, body: Buffer.concat(chunks).toString() });
        const status = statuses.shift() ?? 200;
        response.writeHead(status, status === 401 ? refusal : {}).end(`answer ${status}`);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** A host with a login that each refresh renews. */
  function host(options: Partial<ModelFetchOptions> = {}, own: Partial<ManagedAuth> = {}) {
    let token = 0;
    const auth: ManagedAuth = {
      mode: 'managed',
      authMode: 'chatgpt',
      reload: () => 'unchanged',
      refreshToken: () => ++token,
      ...own,
    };
    const { bus, sink } = testBus({ plugins: [auth401] });
    const session = bus.session({ 'conversation.id': 'c-1', auth_mode: 'Chatgpt' });
    const fetch = createModelFetch(session, {
      auth,
      headers: () => ({ authorization: `Bearer token-${token}` }),
      ...options,
    });
    /** Closes the bus and gives, of each record, what belongs to the login. */
    const told = async () => {
      await bus.close();
      return sink.records.map((record, at) => {
        const { 'http.response.status_code': status, endpoint, ...said } = sink.attributes(at);
        const auth = Object.entries(said).filter(([name]) => name.startsWith('auth.') && !name.startsWith('auth.env'));
        return [record.name.replace('codex.', ''), ...[status, endpoint].filter(Boolean), Object.fromEntries(auth)];
      });
    };
    return { bus, fetch, told };
  }

  const header = { 'auth.header_attached': true, 'auth.header_name': 'authorization' };
  const first = { ...header, 'auth.retry_after_unauthorized': false };
  const retryAfter = (phase: string) => ({
    ...header,
    'auth.retry_after_unauthorized': true,
    'auth.recovery_mode': 'managed',
    'auth.recovery_phase': phase,
  });
  const ids = {
    'auth.request_id': 'req_golden_401',
    'auth.cf_ray': '8c0ffee123abc-LHR',
    'auth.error': 'missing_authorization_header',
    'auth.error_code': 'token_expired',
  };
  const step = (phase: string, outcome: string, more = {}) => [
    'auth_recovery',
    { 'auth.mode': 'managed', 'auth.step': phase, 'auth.outcome': outcome, ...ids, ...more },
  ];

  it('reports an ordinary request, and hands on what it got', async () => {
    const { fetch, told } = host();
    const response = await fetch(`${base}/responses`, { method: 'POST', body: '{"input":1}' });
    equal(await response.text(), 'answer 200');
    deepEqual(seen, [{ authorization: 'Bearer token-0', path: '/v1/responses', body: '{"input":1}' }]);
    deepEqual(await told(), [['api_request', 200, '/responses', first]]);
  });

  it('recovers from a 401 as the captures of Codex do: reload, retry, refresh, retry', async () => {
    const { bus, fetch, told } = host();
    statuses = [401, 401];
    const response = await fetch(`${base}/responses`, { method: 'POST', body: '{"input":1}' });
    equal(response.status, 200);
    deepEqual(
      seen.map(({ authorization, body }) => `${authorization} ${body}`),
      ['Bearer token-0 {"input":1}', 'Bearer token-0 {"input":1}', 'Bearer token-1 {"input":1}'],
    );
    const tags = bus.facts('c-1');
    deepEqual(await told(), [
      ['api_request', 401, '/responses', { ...first, ...ids }],
      step('reload', 'recovery_succeeded', { 'auth.state_changed': false }),
      ['api_request', 401, '/responses', { ...retryAfter('reload'), ...ids }],
      step('refresh_token', 'recovery_succeeded', { 'auth.state_changed': true }),
      ['api_request', 200, '/responses', retryAfter('refresh_token')],
    ]);
    equal(tags.auth_recovery_followup_success, true);
    equal(tags.auth_401_request_id, 'req_golden_401');
  });

  it('returns the last 401 when nothing helps', async () => {
    const { fetch, told } = host();
    statuses = [401, 401, 401, 401];
    const response = await fetch(`${base}/responses`);
    equal(response.status, 401);
    equal(await response.text(), 'answer 401');
    equal(seen.length, 3);
    const last = (await told()).at(-1);
    deepEqual(last, step('done', 'recovery_not_run', { 'auth.recovery_reason': 'recovery_exhausted' }));
  });

  it('sends nothing again after a step that failed', async () => {
    const { fetch, told } = host({}, { reload: () => Promise.reject(new Error('disk')) });
    statuses = [401];
    equal((await fetch(`${base}/responses/compact`)).status, 401);
    deepEqual((await told()).at(-1), step('reload', 'recovery_failed_transient'));
    equal(seen.length, 1);
  });

  it('tells a 401 that nobody could do anything about', async () => {
    const { fetch, told } = host({ auth: undefined });
    statuses = [401];
    equal((await fetch(`${base}/responses`)).status, 401);
    const none = { 'auth.mode': 'none', 'auth.step': 'none' };
    deepEqual(
      (await told()).at(-1),
      step('', 'recovery_not_run', { ...none, 'auth.recovery_reason': 'auth_manager_missing' }),
    );
  });

  it('asks the provider first, whose steps are no event', async () => {
    let asked = 0;
    const { fetch, told } = host({ refreshProvider: () => ++asked > 0 });
    statuses = [401];
    equal((await fetch(`${base}/responses`)).status, 200);
    const provider = { 'auth.recovery_mode': 'provider', 'auth.recovery_phase': 'provider_refresh' };
    deepEqual(await told(), [
      ['api_request', 401, '/responses', { ...first, ...ids }],
      ['api_request', 200, '/responses', { ...retryAfter(''), ...provider }],
    ]);
  });

  it('returns the 401 when the provider fails, and tells of no recovery', async () => {
    const { fetch, told } = host({ refreshProvider: () => Promise.reject(new Error('no')) });
    statuses = [401];
    equal((await fetch(`${base}/responses`)).status, 401);
    equal((await told()).length, 1);
  });

  it('sends a Request again, body and all, and a stream once', async () => {
    const { fetch } = host();
    statuses = [401];
    const request = new Request(`${base}/responses`, {
      method: 'POST',
      body: 'of a request',
      headers: { 'x-own': '1' },
    });
    equal((await fetch(request)).status, 200);
    deepEqual(
      seen.map(({ body }) => body),
      ['of a request', 'of a request'],
    );
    seen.length = 0;
    statuses = [401];
    const body = new Blob(['of a stream']).stream();
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
    equal((await fetch(`${base}/responses`, init)).status, 401);
    equal(seen.length, 1);
    equal((await fetch(`${base}/responses`)).status, 200);
  });

  it('names endpoints it knows, and no other', async () => {
    const { fetch, told } = host();
    for (const path of ['/responses', '/responses/compact/', '/models?client=sk-secret', '/files/sk-secret'])
      await fetch(base + path);
    const records = await told();
    deepEqual(
      records.map(([, , endpoint]) => endpoint),
      ['/responses', '/responses/compact', '/models', 'unknown'],
    );
    doesNotMatch(JSON.stringify(records), /sk-secret/);
  });

  it('reports a failure by a known text, and passes it on', async () => {
    const { bus, sink } = testBus({});
    const fetch = createModelFetch(bus.session({ 'conversation.id': 'c-1' }));
    await rejects(fetch('http://127.0.0.1:1/responses'), TypeError);
    await bus.close();
    equal(sink.attributes(0)['error.message'], 'error sending request');
    equal(sink.attributes(0)['auth.header_attached'], false);
  });
});
