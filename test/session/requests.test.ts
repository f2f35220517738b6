/** What a session works out of requests: success, keys of the environment, the form for the list of models. */
import assert from 'node:assert/strict';
import { testBus } from '../../core/testing/test-bus.js';

const authEnv = { 'auth.env_openai_api_key_present': true, 'auth.env_codex_api_key_present': false };

/** Runs a session and gives the attributes of what arrived. */
async function attributesAfter(run: (session: ReturnType<ReturnType<typeof testBus>['bus']['session']>) => void) {
  const { bus, sink } = testBus({ switches: { log_error_text: true } });
  run(bus.session({ 'conversation.id': 'c', auth_mode: 'Chatgpt' }));
  await bus.close();
  return sink.records.map((_, at) => sink.attributes(at));
}

describe('recordWebsocketConnect', () => {
  const cases = [
    [{}, 'true'],
    [{ 'http.response.status_code': 204 }, 'true'],
    [{ 'http.response.status_code': 426 }, 'false'],
    [{ 'http.response.status_code': 101 }, 'false'],
    [{ 'error.message': 'timeout' }, 'false'],
    [{ 'http.response.status_code': 426, success: true }, 'true'],
  ] as const;

  for (const [fields, success] of cases) {
    it(`says success: ${success} of ${JSON.stringify(fields)}`, async () => {
      const [record] = await attributesAfter((session) => session.recordWebsocketConnect(fields));
      assert.equal(record?.success, success);
    });
  }
});

describe('recordWebsocketRequest', () => {
  it('succeeded where it had no error', async () => {
    const records = await attributesAfter((session) => {
      session.recordWebsocketRequest({ duration_ms: 1 });
      session.recordWebsocketRequest({ 'error.message': 'timeout' });
    });
    assert.deepEqual(
      records.map(({ success }) => success),
      ['true', 'false'],
    );
  });
});

describe('recordApiRequest', () => {
  it('says success and the login mode in the form for models, and in no other', async () => {
    const records = await attributesAfter((session) => {
      session.recordApiRequest({ endpoint: '/models', 'http.response.status_code': 200 });
      session.recordApiRequest({ endpoint: '/models', 'error.message': 'error sending request' });
      session.recordApiRequest({ endpoint: '/responses', 'http.response.status_code': 200 });
    });
    assert.deepEqual(
      records.map((record) => [record.success, record['auth.mode'], record['conversation.id']]),
      [
        [true, 'Chatgpt', undefined],
        [false, 'Chatgpt', undefined],
        [undefined, undefined, 'c'],
      ],
    );
  });
});

describe('withAuthEnv', () => {
  it('puts the keys of the environment on a conversation and its requests, and on the derived session alone', async () => {
    const records = await attributesAfter((session) => {
      const derived = session.withAuthEnv(authEnv);
      derived.conversationStarts({ provider_name: 'OpenAI', mcp_servers: ['docs', 'files'] });
      derived.recordApiRequest({ 'auth.env_codex_api_key_present': true });
      derived.recordWebsocketConnect({});
      derived.recordWebsocketRequest({});
      session.recordApiRequest({});
    });
    assert.deepEqual(
      records.map((record) => [
        record['auth.env_openai_api_key_present'],
        record['auth.env_codex_api_key_present'],
        record.mcp_servers,
      ]),
      [
        [true, false, 'docs, files'],
        [true, true, undefined],
        [true, false, undefined],
        [true, false, undefined],
        [undefined, undefined, undefined],
      ],
    );
  });
});
