/** Sessions: facts follow each event, and numbers count per session. */
import assert from 'node:assert/strict';
import { testBus } from '../core/testing/test-bus.js';

const facts = {
  'conversation.id': 'c-1',
  model: 'gpt-5.5',
  slug: 'gpt-5.5',
  originator: 'acme',
  auth_mode: 'ApiKey',
} as const;

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
    const hostile = {
      model: 5,
      auth_mode: 'Password',
      unknown: 'x',
      slug: null,
      originator: { deep: 1 },
      get 'app.version'() {
        throw new Error('x');
      },
    };
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
    for (const odd of [
      undefined,
      null,
      'x',
      5,
      [],
      proxy,
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('x');
          },
        },
      ),
    ]) {
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
    const of = (id: string) =>
      sink.records.flatMap((record, at) =>
        record.session['conversation.id'] === id ? [[record.sequence, sink.attributes(at).tool_result_seq]] : [],
      );
    assert.deepEqual(
      [of('one'), of('two')],
      [
        [
          [1, undefined],
          [2, 1],
          [3, undefined],
          [4, 2],
        ],
        [
          [1, undefined],
          [2, 1],
        ],
      ],
    );
  });

  it('lets a given number win, and counts on from it', async () => {
    const { bus, sink } = testBus();
    const session = bus.session(facts);
    for (const given of [undefined, 7, undefined, 3, undefined])
      session.toolResult(given === undefined ? {} : { tool_result_seq: given });
    await bus.close();
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((at) => sink.attributes(at).tool_result_seq),
      [1, 7, 8, 3, 9],
    );
  });

  it('counts on with changed facts', async () => {
    const { bus, sink } = testBus();
    const session = bus.session(facts);
    session.toolResult({});
    session.with({ model: 'gpt-6' }).toolResult({});
    await bus.close();
    assert.deepEqual(
      [sink.attributes(1).model, sink.attributes(1).slug, sink.attributes(1).tool_result_seq],
      ['gpt-6', 'gpt-5.5', 2],
    );
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
    const names = [
      'conversation_starts',
      'user_prompt',
      'api_request',
      'sse_event',
      'turn_ttft',
      'tool_decision',
      'tool_result',
      'auth_recovery',
      'turn_ttft',
    ];
    assert.deepEqual(
      sink.records.map(({ name }) => name),
      names.map((name) => `codex.${name}`),
    );
    assert.equal(sink.records.at(-1)?.time, 5);
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
    assert.deepEqual(
      sink.records.map(({ session }) => session['conversation.id']),
      Array.from({ length: 1_000 }, (_, at) => String(at)),
    );
  });
});
