/** Sessions are immutable: another model, another login or other keys make another session, and the first stays as it was. */
import assert from 'node:assert/strict';
import { testBus } from '../../core/testing/test-bus.js';

const facts = {
  'conversation.id': 'c',
  model: 'gpt-5.5',
  slug: 'gpt-5.5',
  auth_mode: 'Chatgpt',
  'user.account_id': 'u1',
  'user.email': 'a@b.c',
} as const;

describe('a derived session', () => {
  it('has another model, and its slug is the name where none is given', () => {
    const session = testBus().bus.session(facts);
    assert.deepEqual(session.withModel('gpt-6').facts, { ...facts, model: 'gpt-6', slug: 'gpt-6' });
    assert.deepEqual(session.withModel('gpt-6', 'g6').facts, { ...facts, model: 'gpt-6', slug: 'g6' });
    assert.deepEqual(session.facts, facts);
    assert.ok(Object.isFrozen(session.facts));
  });

  it('of another login has forgotten the user of the last one', () => {
    const session = testBus().bus.session(facts);
    const { 'user.account_id': _, 'user.email': __, ...others } = facts;
    assert.deepEqual(session.withAuth({ auth_mode: 'ApiKey' }).facts, { ...others, auth_mode: 'ApiKey' });
    assert.deepEqual(session.withAuth({}).facts.auth_mode, undefined);
  });

  it('keeps what it knows of requests, and counts on', async () => {
    const { bus, sink } = testBus();
    const session = bus
      .session(facts)
      .withAuthEnv({ 'auth.env_codex_api_key_present': true })
      .withInferenceRequest({ model_reasoning_effort: 'low' });
    session.toolResult({});
    const derived = session.withModel('gpt-6').with({ originator: 'o' }).withAuth({ auth_mode: 'ApiKey' });
    derived.toolResult({});
    derived.recordApiRequest({});
    derived.sseEventCompleted({});
    await bus.close();
    assert.deepEqual(
      [
        sink.attributes(1).tool_result_seq,
        sink.attributes(2)['auth.env_codex_api_key_present'],
        sink.attributes(3).model_reasoning_effort,
      ],
      [2, true, 'low'],
    );
    assert.deepEqual(
      sink.records.map(({ sequence }) => sequence),
      [1, 2, 3, 4],
    );
  });

  it('is what a bug report is about', async () => {
    const { bus } = testBus();
    await bus.ready;
    bus.session(facts).withModel('gpt-6');
    assert.equal(bus.facts().open_sessions, undefined);
    await bus.close();
  });

  it('is made without a throw of what cannot be read', async () => {
    const { bus } = testBus();
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const session = bus.session(facts).withAuthEnv(proxy).withInferenceRequest(proxy).withAuth(proxy);
    session.recordApiRequest({});
    assert.deepEqual((await bus.close()).refused, {});
  });
});

describe('what a session fills in', () => {
  it('empty names where no MCP server offers the tool', async () => {
    const { bus, sink } = testBus();
    bus.session().toolResult({ call_id: 'c1' });
    bus.session().toolResult({ mcp_server: 'docs', mcp_server_origin: 'stdio' });
    await bus.close();
    const servers = [0, 1].map((at) => [sink.attributes(at).mcp_server, sink.attributes(at).mcp_server_origin]);
    assert.deepEqual(servers, [
      ['', ''],
      ['docs', 'stdio'],
    ]);
  });

  it('the result of a tool that never ran', async () => {
    const { bus, sink } = testBus({ switches: { log_tool_content: true } });
    bus.session().logToolFailed({ tool_name: 'fly', call_id: 'c1', arguments: '{}', error: new Error('unsupported') });
    await bus.close();
    const { tool_name, call_id, arguments: args, output, success, duration_ms } = sink.attributes(0);
    assert.deepEqual(
      [tool_name, call_id, args, output, success, duration_ms],
      ['fly', 'c1', '{}', 'unsupported', 'false', '0'],
    );
  });

  it('what the network proxy does not know', async () => {
    const { bus, sink } = testBus();
    bus.session().networkPolicyDecision({ 'network.policy.decision': 'deny', 'network.policy.reason': 'denied' });
    await bus.close();
    const told = sink.attributes(0);
    assert.deepEqual(
      ['http.request.method', 'client.address', 'network.policy.override', 'network.policy.reason'].map(
        (name) => told[name],
      ),
      ['none', 'unknown', false, 'denied'],
    );
  });
});
