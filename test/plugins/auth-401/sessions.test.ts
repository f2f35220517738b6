/** Facts are kept per session, for a bounded number of them, and never hold anything that looks like a token. */
import { deepEqual, doesNotMatch, equal } from 'node:assert/strict';
import { checkPlugin, testBus } from '../../../core/testing/index.js';
import { auth401 } from '../../../plugins/auth-401/index.js';
import { idsOf, request, sessionOf, setUp } from './events.js';

const secrets = [
  'sk-proj-0123456789abcdefghij',
  'Bearer abcdefghijklmnop1234',
  'AKIAIOSFODNN7EXAMPLE',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
  'ghp_0123456789abcdefghij0123456789abcdef',
  'token: abcdefgh',
  'https://host.test/?code=abcdefgh',
  'aB3'.repeat(15),
  'f'.repeat(65),
  'line\nbreak',
  'someone@host.test',
];

describe('auth-401: sessions', () => {
  it('do not mix', () => {
    const { enrich, facts } = setUp();
    enrich?.(request(401, idsOf('one'), sessionOf('c-1')));
    enrich?.(request(200, {}, sessionOf('c-2')));
    equal(facts?.(sessionOf('c-1')).auth_401_request_id, 'one');
    equal('auth_401_request_id' in (facts?.(sessionOf('c-2')) ?? {}), false);
    deepEqual(facts?.(sessionOf('c-3')), {});
  });

  it('do not mix between buses', () => {
    setUp().enrich?.(request(401, idsOf('one')));
    deepEqual(setUp().facts?.(sessionOf('c-1')), {});
  });

  it('are at most 256; the one that was silent longest goes first', () => {
    const { enrich, facts } = setUp();
    const isKept = (id: string) => Object.keys(facts?.(sessionOf(id)) ?? {}).length > 0;
    for (let count = 0; count < 256; count++) enrich?.(request(401, {}, sessionOf(`c-${count}`)));
    enrich?.(request(200, {}, sessionOf('c-0')));
    enrich?.(request(200, {}, sessionOf('c-256')));
    deepEqual(['c-0', 'c-1', 'c-2', 'c-255', 'c-256'].map(isKept), [true, false, true, true, true]);
  });

  it('give out copies', () => {
    const { enrich, facts } = setUp();
    enrich?.(request(200));
    Object.assign(facts?.(sessionOf('c-1')) ?? {}, { endpoint: 'changed' });
    equal(facts?.(sessionOf('c-1')).endpoint, '/responses');
  });
});

describe('auth-401: values', () => {
  for (const secret of secrets) {
    it(`leave out ${JSON.stringify(secret.slice(0, 12))} …`, () => {
      const { enrich, facts } = setUp();
      enrich?.(request(401, { 'auth.error': secret, 'auth.request_id': secret, endpoint: secret }));
      const kept = facts?.(sessionOf('c-1')) ?? {};
      deepEqual(
        ['auth_error', 'auth_401_error', 'auth_request_id', 'endpoint'].filter((tag) => tag in kept),
        [],
      );
      doesNotMatch(JSON.stringify(kept), new RegExp(secret.slice(0, 8).replace(/[^\w-]/g, '.')));
    });
  }

  it('keep identifiers of requests', () => {
    for (const id of [
      'req_golden_401',
      '01a1f8ca-57f4-7b22-8601-d96c244f81ce',
      'req_01a1f8ca57f47b228601d96c244f81ce',
      '8c0ffee123abc-LHR',
    ]) {
      const { enrich, facts } = setUp();
      enrich?.(request(401, { 'auth.request_id': id }));
      equal(facts?.(sessionOf('c-1')).auth_401_request_id, id);
    }
  });

  it('are cut to 200 characters', () => {
    const { enrich, facts } = setUp();
    enrich?.(request(401, { 'auth.error': 'invalid word '.repeat(40) }));
    equal(String(facts?.(sessionOf('c-1')).auth_error).length, 200);
  });
});

describe('auth-401: on a bus', () => {
  it('answers bus.facts and changes no event', async () => {
    const { bus, sink } = testBus({ plugins: [auth401] });
    const session = bus.session({ 'conversation.id': 'c-1' });
    session.emit('codex.api_request', {
      'http.response.status_code': 401,
      'auth.request_id': 'req_1',
      endpoint: '/responses',
    });
    await bus.close();
    const { trace_id: _, ...facts } = bus.facts('c-1');
    deepEqual(facts, {
      conversation_id: 'c-1',
      auth_401_at: '2026-01-01T00:00:00.000Z',
      endpoint: '/responses',
      auth_request_id: 'req_1',
      auth_401_request_id: 'req_1',
    });
    equal(sink.attributes(0)['auth.request_id'], 'req_1');
  });

  it('keeps the contract of plugins', async () => {
    deepEqual(await checkPlugin(auth401), []);
  });
});
