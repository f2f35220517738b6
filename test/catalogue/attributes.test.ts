/** Attributes: names, order and spelling on the wire. */
import assert from 'node:assert/strict';
import { type AttributeOptions, attributesOf, isOnLane } from '../../core/catalogue/attributes.js';
import { declareEvent } from '../../core/catalogue/define.js';
import { content, fact, identity } from '../../core/catalogue/field.js';
import { type TelemetryEvent, withChanges } from '../../core/events.js';
import { sample, sampleOf } from '../sample-event.js';

const session = {
  'conversation.id': 'c',
  model: 'gpt',
  'user.account_id': 'u',
  'user.email': 'a@b.c',
  originator: 'o',
};
const namesOf = (event: TelemetryEvent, options?: AttributeOptions) =>
  attributesOf(event, options).map(([name]) => name);
const attributeOf = (event: TelemetryEvent, name: string, options?: AttributeOptions) =>
  Object.fromEntries(attributesOf(event, options))[name];

describe('attributesOf', () => {
  it('writes the name, the fields in declared order, the time, and the session facts in theirs', () => {
    const event = sample('codex.turn_ttft', { duration_ms: 5 }, { session, time: 0 });
    assert.deepEqual(attributesOf(event), [
      ['event.name', 'codex.turn_ttft'],
      ['duration_ms', '5'],
      ['event.timestamp', '1970-01-01T00:00:00.000Z'],
      ['conversation.id', 'c'],
      ['originator', 'o'],
      ['user.account_id', 'u'],
      ['user.email', 'a@b.c'],
      ['model', 'gpt'],
    ]);
  });

  it('keeps the declared order whatever the order of the caller', () => {
    const event = sample('codex.tool_decision', {
      source: 'user',
      decision: 'approved',
      call_id: 'c1',
      tool_name: 'shell',
    });
    assert.deepEqual(namesOf(event).slice(1, 5), ['tool_name', 'call_id', 'decision', 'source']);
    assert.equal(attributeOf(event, 'source'), 'User');
  });

  it('writes the /models form of an API request in its own order and without a tail', () => {
    const fields = {
      endpoint: '/models',
      attempt: 0,
      success: true,
      duration_ms: 7,
      'auth.mode': 'Chatgpt',
      'auth.header_name': 'authorization',
      'auth.header_attached': true,
      'http.response.status_code': 200,
    };
    const event = sample('codex.api_request', fields, { session });
    assert.deepEqual(namesOf(event), [
      'event.name',
      'duration_ms',
      'http.response.status_code',
      'success',
      'attempt',
      'endpoint',
      'auth.header_attached',
      'auth.header_name',
      'auth.mode',
    ]);
    const other = sample('codex.api_request', { ...fields, endpoint: '/responses' }, { session });
    assert.deepEqual(namesOf(other).slice(1, 4), ['duration_ms', 'http.response.status_code', 'success']);
    assert.ok(namesOf(other).includes('conversation.id'));
  });

  it('writes unsigned integers as text on the trace lane, in the codex dialect alone', () => {
    const event = sample('codex.api_request', { attempt: 2 });
    assert.deepEqual(
      [
        attributeOf(event, 'attempt'),
        attributeOf(event, 'attempt', { lane: 'trace' }),
        attributeOf(event, 'attempt', { lane: 'trace', dialect: 'natural' }),
      ],
      [2, '2', 2],
    );
  });

  it('keeps an order of its own for each event, also when two share a shape', () => {
    const shapes = { short: { when: () => true, order: ['b'], tail: 'none' as const } };
    const first = declareEvent({ a: fact.string, b: fact.string }, { shapes });
    const second = declareEvent({ b: fact.string, c: fact.string }, { shapes });
    assert.deepEqual(namesOf(sampleOf('acme.first', first, { a: '1', b: '2' })), ['event.name', 'b', 'a']);
    assert.deepEqual(namesOf(sampleOf('acme.second', second, { b: '1', c: '2' })), ['event.name', 'b', 'c']);
  });

  it('writes undeclared attributes on the log lane alone, behind the declared ones, and each name once', () => {
    const event = withChanges(sample('codex.turn_ttft', { duration_ms: 5, extra: 'x' }, { session }), {
      undeclared: { extra: 'x', duration_ms: 'y', model: 'z', 'event.name': 'q' },
    });
    assert.deepEqual(namesOf(event).slice(0, 4), ['event.name', 'duration_ms', 'extra', 'event.timestamp']);
    assert.equal(namesOf(event).length, new Set(namesOf(event)).size);
    assert.equal(attributeOf(event, 'model'), 'gpt');
    assert.ok(!namesOf(event, { lane: 'trace' }).includes('extra'));
  });

  it('has no identity and no content on the trace lane, whoever made the event', () => {
    const mixed = declareEvent(
      {
        kind: fact.string,
        server: identity.string,
        text: content.string,
        error: content.string.with({ lanes: ['log', 'trace'], isFact: (value) => value === 'timeout' }),
      },
      { lanes: ['log', 'trace'] },
    );
    const event = sampleOf('acme.mixed', mixed, { kind: 'k', server: 's', text: 't', error: 'my secret' }, { session });
    assert.deepEqual(namesOf(event, { lane: 'trace' }), [
      'event.name',
      'kind',
      'event.timestamp',
      'conversation.id',
      'originator',
      'model',
    ]);
    assert.equal(
      attributeOf(sampleOf('acme.mixed', mixed, { error: 'timeout' }), 'error', { lane: 'trace' }),
      'timeout',
    );
  });

  it('writes only the conversation where the tail says so', () => {
    const event = sampleOf(
      'acme.short',
      declareEvent({ a: fact.string }, { tail: 'conversation' }),
      { a: '1' },
      { session },
    );
    assert.deepEqual(namesOf(event), ['event.name', 'a', 'conversation.id']);
  });

  it('writes facts and the time among the fields where the order says so, and each once', () => {
    const declared = declareEvent(
      { a: fact.string, b: fact.string },
      { order: ['b', 'event.timestamp', 'conversation.id'] },
    );
    const event = sampleOf('acme.led', declared, { a: '1', b: '2', odd: 3 }, { session });
    assert.deepEqual(namesOf(event), [
      'event.name',
      'b',
      'event.timestamp',
      'conversation.id',
      'a',
      'odd',
      'originator',
      'user.account_id',
      'user.email',
      'model',
    ]);
    const bare = declareEvent({ a: fact.string }, { order: ['user.email', 'model'], tail: 'none', lanes: ['trace'] });
    const safe = sampleOf('acme.bare', bare, { a: '1' }, { session });
    assert.deepEqual(namesOf(safe, { lane: 'trace' }), ['event.name', 'model', 'a']);
  });
});

describe('isOnLane', () => {
  it('follows the declaration, and the shape where that says more', () => {
    assert.deepEqual(
      [isOnLane(sample('codex.tool_decision'), 'log'), isOnLane(sample('codex.tool_decision'), 'trace')],
      [true, false],
    );
    assert.equal(isOnLane(sample('codex.tool_result'), 'trace'), true);
    const shaped = declareEvent(
      { failed: fact.boolean },
      { shapes: { failure: { when: ({ failed }) => failed === true, lanes: ['log', 'trace'] } } },
    );
    assert.deepEqual(
      [true, false].map((failed) => isOnLane(sampleOf('acme.done', shaped, { failed }), 'trace')),
      [true, false],
    );
  });
});
