/** Sessions: facts follow each event, numbers count per session, and timing a tool never changes what the tool does. */
import assert from 'node:assert/strict';
import { testBus } from '../core/testing/test-bus.js';

const facts = { 'conversation.id': 'c-1', model: 'gpt-5.5', slug: 'gpt-5.5', originator: 'acme', auth_mode: 'ApiKey' } as const;
const full = { log_tool_content: true, log_user_prompt: true, log_user_email: true };

describe('a session', () => {
  it('adds its facts to each of its events, and to no other', async () => {
    const { bus, sink } = testBus();
    bus.session(facts).recordTurnTtft({ duration_ms: 5 });
    bus.emit('codex.turn_ttft', {});
    await bus.close();
    assert.deepEqual([sink.records[0]?.session, sink.records[1]?.session], [facts, {}]);
    assert.equal(sink.attributes(0)['conversation.id'], 'c-1');
  });

  it('does not change with the object that it was made from', async () => {
    const { bus, sink } = testBus();
    const given = { model: 'm' };
    const session = bus.session(given);
    given.model = 'changed';
    session.recordTurnTtft({});
    await bus.close();
    assert.equal(sink.attributes(0).model, 'm');
    assert.ok(Object.isFrozen(session.facts));
  });

  it('leaves out facts that are unknown or of the wrong type, and counts them', async () => {
    const hostile = { model: 5, auth_mode: 'Password', unknown: 'x', slug: null, originator: { deep: 1 }, get 'app.version'() { throw new Error('x'); } };
    const { bus } = testBus();
    const session = bus.session(hostile as never);
    const { withheld } = bus.receipt().altered;
    assert.deepEqual([session.facts, withheld], [{ model: '5', originator: '{"deep":1}' }, 3]);
    await bus.close();
  });

  it('can be made of anything', async () => {
    const { bus, sink } = testBus();
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const odd of [undefined, null, 'x', 5, [], proxy, new Proxy({}, { get: () => { throw new Error('x'); } })]) {
      bus.session(odd as never).recordTurnTtft({});
    }
    await bus.close();
    assert.equal(sink.records.length, 7);
    assert.ok(sink.records.every(({ session }) => Object.keys(session).length === 0));
  });

  it('numbers its events, and its tool results, by itself', async () => {
    const { bus, sink } = testBus();
    const [one, two] = [bus.session({ 'conversation.id': 'one' }), bus.session({ 'conversation.id': 'two' })];
    for (const session of [one, two, one]) {
      session.recordTurnTtft({});
      session.toolResult({ call_id: 'x' });
    }
    await bus.close();
    const of = (id: string) => sink.records.flatMap((record, at) => (record.session['conversation.id'] === id ? [[record.sequence, sink.attributes(at).tool_result_seq]] : []));
    assert.deepEqual([of('one'), of('two')], [[[1, undefined], [2, 1], [3, undefined], [4, 2]], [[1, undefined], [2, 1]]]);
  });

  it('lets a given number win, and counts on from it', async () => {
    const { bus, sink } = testBus();
    const session = bus.session(facts);
    for (const given of [undefined, 7, undefined, 3, undefined]) session.toolResult(given === undefined ? {} : { tool_result_seq: given });
    await bus.close();
    assert.deepEqual([0, 1, 2, 3, 4].map((at) => sink.attributes(at).tool_result_seq), [1, 7, 8, 3, 9]);
  });

  it('counts on with changed facts', async () => {
    const { bus, sink } = testBus();
    const session = bus.session(facts);
    session.toolResult({});
    session.with({ model: 'gpt-6' }).toolResult({});
    await bus.close();
    assert.deepEqual([sink.attributes(1).model, sink.attributes(1).slug, sink.attributes(1).tool_result_seq], ['gpt-6', 'gpt-5.5', 2]);
  });

  it('has one method for each event', async () => {
    const { bus, sink } = testBus();
    const session = bus.session(facts);
    session.conversationStarts({ provider_name: 'OpenAI' });
    session.userPrompt({ text: 'x' });
    session.recordApiRequest({ attempt: 0 });
    session.sseEvent({ 'event.kind': 'response.created' });
    session.recordTurnTtft({ duration_ms: 5 });
    session.toolDecision({ decision: 'approved', source: 'config' });
    session.toolResult({ call_id: 'c1' });
    session.recordAuthRecovery({ 'auth.step': 'reload' });
    session.emit('codex.turn_ttft', {}, { time: 5 });
    await bus.close();
    const names = ['conversation_starts', 'user_prompt', 'api_request', 'sse_event', 'turn_ttft', 'tool_decision', 'tool_result', 'auth_recovery', 'turn_ttft'];
    assert.deepEqual(sink.records.map(({ name }) => name), names.map((name) => `codex.${name}`));
    assert.equal(sink.records.at(-1)?.time, 5);
  });
});

describe('userPrompt', () => {
  it('joins texts without a separator, and counts what else there is', async () => {
    const { bus, sink } = testBus({ switches: full });
    bus.session().userPrompt({ items: [{ type: 'text', text: 'fix ' }, { type: 'image' }, { type: 'text', text: 'the 😀' }, { type: 'local_image' }, { type: 'skill' }] });
    await bus.close();
    const { prompt, prompt_length } = sink.attributes(0);
    const { text_input_count, image_input_count, local_image_input_count } = sink.records[0]?.fields ?? {};
    assert.deepEqual([prompt, prompt_length, text_input_count, image_input_count, local_image_input_count], ['fix the 😀', '9', 2, 1, 1]);
  });

  it('refuses what is no prompt, and does not throw', async () => {
    const { bus, sink } = testBus();
    const hostile = [undefined, null, 5, 'text', { items: 5 }, { items: [null] }, new Proxy({}, { has: () => { throw new Error('x'); } })];
    for (const prompt of hostile) bus.session().userPrompt(prompt as never);
    const receipt = await bus.close();
    assert.deepEqual([receipt.refused, sink.records.length], [{ invalid_event: hostile.length }, 0]);
  });
});

describe('timeTool', () => {
  const call = { tool_name: 'shell', call_id: 'c1', arguments: { command: ['ls'] } };

  it('passes the result on, and reports it with its duration', async () => {
    const { bus, sink } = testBus({ switches: full });
    const result = await bus.session(facts).timeTool(call, async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return 'a\nb';
    });
    await bus.close();
    const { arguments: args, output, success, duration_ms, mcp_server, mcp_server_origin } = sink.attributes(0);
    assert.deepEqual([result, args, output, success, mcp_server, mcp_server_origin], ['a\nb', '{"command":["ls"]}', 'a\nb', 'true', '', '']);
    assert.ok(Number(duration_ms) >= 18 && Number(duration_ms) < 300 && /^\d+$/.test(String(duration_ms)));
  });

  it('passes the error on as it is, and reports a failure', async () => {
    const { bus, sink } = testBus({ switches: full });
    const error = new Error('no such file');
    await assert.rejects(bus.session().timeTool(call, () => { throw error; }), (thrown) => thrown === error);
    await bus.close();
    assert.deepEqual([sink.attributes(0).success, sink.attributes(0).output], ['false', 'no such file']);
  });

  it('reports the lengths of a result that is no text', async () => {
    const { bus, sink } = testBus();
    await bus.session().timeTool(call, () => ({ files: ['a'] }));
    await bus.close();
    assert.deepEqual([sink.attributes(0).output, sink.attributes(0).output_length, sink.attributes(0).arguments_length], ['[REDACTED]', 15, 18]);
  });

  it('does not let a hostile call, result or error get between the host and its tool', async () => {
    const { bus } = testBus();
    const hostile = Object.defineProperty({ tool_name: 'x' }, 'arguments', { enumerable: true, get: () => { throw new Error('getter'); } });
    const session = bus.session();
    for (const odd of [undefined, null, 5, hostile]) assert.equal(await session.timeTool(odd as never, () => 'result'), 'result');
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    assert.equal(await session.timeTool(call, () => proxy).catch(() => 'thenable'), 'thenable');
    await assert.rejects(session.timeTool(call, () => Promise.reject(Object.defineProperty(new Error(), 'message', { get: () => { throw new Error('getter'); } }))));
    await bus.close();
  });

  it('works on a bus that is closed', async () => {
    const { bus } = testBus();
    const session = bus.session();
    await bus.close();
    assert.equal(await session.timeTool(call, () => 5), 5);
  });
});

describe('many sessions', () => {
  it('can be opened without an end, and the bus forgets the oldest', async () => {
    const { bus } = testBus();
    await bus.ready;
    for (let at = 0; at < 2_000; at++) bus.session({ 'conversation.id': String(at) });
    assert.ok(Number(bus.facts().open_sessions) <= 1_024);
    await bus.close();
  });

  it('share the same value without mixing their facts', async () => {
    const { bus, sink } = testBus();
    for (let at = 0; at < 1_000; at++) bus.session({ 'conversation.id': String(at) }).toolResult({ call_id: 'same' });
    await bus.close();
    assert.deepEqual(sink.records.map(({ session }) => session['conversation.id']), Array.from({ length: 1_000 }, (_, at) => String(at)));
  });
});
