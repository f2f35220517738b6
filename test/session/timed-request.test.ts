/** timeRequest: the answer and the error pass as they are, and what they say of themselves is reported; no body is read. */
import assert from 'node:assert/strict';
import { testBus } from '../../core/testing/test-bus.js';

type Facts = Parameters<ReturnType<ReturnType<typeof testBus>['bus']['session']>['timeRequest']>[0];

/** Times one request; gives what came of it, and the attributes that were reported. */
async function timed<T>(facts: Facts, send: () => Promise<T> | T) {
  const { bus, sink } = testBus();
  const outcome = await bus
    .session({ auth_mode: 'ApiKey' })
    .timeRequest(facts, send)
    .then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error }),
    );
  await bus.close();
  assert.equal(sink.records.length, 1);
  const { 'event.name': _, 'event.timestamp': __, auth_mode: ___, duration_ms, ...told } = sink.attributes(0);
  assert.match(String(duration_ms), /^\d+$/);
  return { outcome, told };
}

const unsaid = {
  attempt: 0,
  'auth.header_attached': false,
  'auth.retry_after_unauthorized': false,
  endpoint: 'unknown',
};
const code = Buffer.from(JSON.stringify({ error: { code: 'token_expired' } })).toString('base64');
const headers = {
  'x-request-id': 'req_1',
  'cf-ray': 'ray-LHR',
  'x-openai-authorization-error': 'missing_authorization_header',
  'x-error-json': code,
};
const named = {
  'auth.request_id': 'req_1',
  'auth.cf_ray': 'ray-LHR',
  'auth.error': 'missing_authorization_header',
  'auth.error_code': 'token_expired',
};
const refusal = { 'http.response.status_code': 401, 'error.message': 'http 401', ...named };

describe('timeRequest', () => {
  it('passes a good answer on, and reports its status alone', async () => {
    const response = new Response('secret', { status: 200, headers });
    const { outcome, told } = await timed({}, async () => response);
    assert.deepEqual([outcome, told], [{ answer: response }, { ...unsaid, 'http.response.status_code': 200 }]);
    assert.equal(response.bodyUsed, false);
  });

  it('reports a refusal with the headers that name it', async () => {
    const response = new Response('secret', { status: 401, headers });
    const { told } = await timed({ endpoint: '/responses', attempt: 1 }, () => response);
    assert.deepEqual(told, { ...unsaid, endpoint: '/responses', attempt: 1, ...refusal });
  });

  it('reads the headers of an object and of a map, and the other name of the request id', async () => {
    for (const given of [headers, new Map(Object.entries(headers))])
      assert.deepEqual((await timed({}, () => ({ status: 401, headers: given }))).told, { ...unsaid, ...refusal });
    const { told } = await timed({}, () => ({ status: 500, headers: { 'x-oai-request-id': 'req_2' } }));
    assert.equal(told['auth.request_id'], 'req_2');
  });

  it('reports the status that an error bears, itself or in its response, and passes the error on', async () => {
    const bare = Object.assign(new Error('the key is wrong'), { status: 401, headers });
    const wrapped = Object.assign(new Error('the key is wrong'), { response: { status: 401, headers } });
    for (const error of [bare, wrapped]) {
      const { outcome, told } = await timed({}, () => Promise.reject(error));
      assert.deepEqual([outcome, told], [{ error }, { ...unsaid, ...refusal }]);
    }
  });

  it('reports a request without an answer in words of the closed set', async () => {
    const late = new DOMException('took too long', 'TimeoutError');
    for (const [error, text] of [
      [new TypeError('fetch failed'), 'error sending request'],
      [late, 'timeout'],
      ['odd', 'error sending request'],
    ] as const) {
      const { outcome, told } = await timed({}, () => {
        throw error;
      });
      assert.deepEqual([outcome, told], [{ error }, { ...unsaid, 'error.message': text }]);
    }
  });

  it('says success and the login mode of a list of models, and not whether it was a retry', async () => {
    const { told } = await timed({ endpoint: '/models' }, () => ({ status: 200 }));
    assert.deepEqual(told, {
      'http.response.status_code': 200,
      success: true,
      attempt: 0,
      endpoint: '/models',
      'auth.header_attached': false,
      'auth.mode': 'ApiKey',
    });
  });

  it('lets what the caller says win', async () => {
    const { told } = await timed({ 'http.response.status_code': 429, 'auth.request_id': 'mine' }, () => undefined);
    assert.deepEqual(told, { ...unsaid, 'http.response.status_code': 429, 'auth.request_id': 'mine' });
  });

  it('survives headers that are none, too long, or fight back', async () => {
    const hostile = {
      get: () => {
        throw new Error('x');
      },
    };
    const { bus, sink } = testBus();
    const answers = [5, undefined, { 'x-request-id': 'x'.repeat(9_999), 'x-error-json': '%%%' }, hostile].map(
      (given) => ({ status: 401, headers: given }),
    );
    for (const answer of answers) assert.equal(await bus.session().timeRequest({}, () => answer), answer);
    assert.equal(await bus.session().timeRequest(undefined as never, () => 5), 5);
    const { refused } = await bus.close();
    assert.deepEqual([refused, sink.records.length], [{ invalid_event: 1 }, 4]);
    assert.equal(sink.attributes(2)['auth.request_id'], undefined);
    assert.equal(sink.attributes(2)['auth.error_code'], undefined);
  });
});
