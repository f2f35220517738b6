/** Hooks: the order of taps, and what a failing tap means in each step. */
import assert from 'node:assert/strict';
import { type TelemetryEvent, withChanges } from '../core/events.js';
import { type Fault, Guard } from '../core/guard.js';
import { createHooks, type EventHook, type RouteHook, tapNames } from '../core/hooks.js';
import { sample } from './sample-event.js';

const name = 'codex.tool_result';
const event = sample(name, { call_id: 'c1' });
const marked = (current: TelemetryEvent, mark: string) =>
  withChanges(current, { fields: { ...current.fields, tool_name: `${current.fields.tool_name ?? ''}${mark}` } });
const thrower = (): never => {
  throw new Error('sk-secret');
};

function setUp() {
  const faults: Fault[] = [];
  const hooks = createHooks(new Guard((fault) => faults.push(fault)));
  return {
    hooks,
    faults,
    enrich: hooks.enrich.for(name),
    redact: hooks.redact.for(name),
    route: hooks.route.for(name),
  };
}

/** Taps a plugin that answers what its type forbids. */
function tapAnswer(hook: EventHook | RouteHook, answer: () => unknown): void {
  hook.tap('mine', answer as () => undefined);
}

const rubbish: Readonly<Record<string, () => unknown>> = {
  'a number': () => 5,
  'a text': () => 'codex.tool_result',
  'a promise': () => Promise.resolve(event),
  'a promise that is rejected': () => Promise.reject(new Error('later')),
  'another event': () => sample('codex.turn_ttft'),
  'an event without fields': () => ({ ...event, fields: undefined }),
  'an event without a session': () => ({ ...event, session: null }),
  'an event with no time': () => withChanges(event, { time: Number.NaN }),
  'an event of no size': () => withChanges(event, { bytes: Number.NaN }),
  'an event with a trace that is none': () => withChanges(event, { trace: { traceId: 'x', spanId: 'y' } }),
  'an event with another number': () => ({ ...event, sequence: 99 }),
  'a proxy that throws': () => new Proxy({}, { get: thrower }),
  'nothing, by throwing': thrower,
};

describe('hooks', () => {
  it('are frozen', () => {
    const { hooks } = setUp();
    assert.ok(Object.isFrozen(hooks));
    assert.throws(() => Object.assign(hooks, { enrich: undefined }), TypeError);
  });

  it('pass the event from tap to tap in the order of tapping, and name the taps', () => {
    const { enrich } = setUp();
    for (const mark of ['a', 'b', 'c']) enrich.tap(mark, (current) => marked(current, mark));
    assert.equal(enrich.call(event)?.fields.tool_name, 'abc');
    assert.deepEqual(tapNames(enrich), ['a', 'b', 'c']);
    assert.equal(event.fields.tool_name, undefined);
  });

  it('leave the event to the next tap when one returns nothing', () => {
    const { redact } = setUp();
    redact.tap('silent', () => undefined);
    tapAnswer(redact, () => null);
    redact.tap('last', (current) => marked(current, 'x'));
    assert.equal(redact.call(event)?.fields.tool_name, 'x');
  });

  it('take a tap that comes later into account', () => {
    const { enrich } = setUp();
    enrich.call(event);
    enrich.tap('late', (current) => marked(current, 'late'));
    assert.equal(enrich.call(event)?.fields.tool_name, 'late');
  });

  it('are one per event name', () => {
    const { hooks, enrich } = setUp();
    hooks.enrich.for('codex.turn_ttft').tap('other', thrower);
    assert.equal(enrich.call(event), event);
  });
});

for (const [what, answer] of Object.entries(rubbish)) {
  describe(`a tap that returns ${what}`, () => {
    it('is a fault, and keeps the event as it was in enrich', () => {
      const { enrich, faults } = setUp();
      tapAnswer(enrich, answer);
      enrich.tap('next', (current) => marked(current, 'next'));
      assert.equal(enrich.call(event)?.fields.tool_name, 'next');
      assert.deepEqual(
        faults.map(({ source, place }) => [source, place]),
        [['mine', 'enrich']],
      );
      assert.ok(!JSON.stringify(faults.map(({ message }) => message)).includes('sk-secret'));
    });

    it('refuses the event in redact, and asks no tap behind it', () => {
      const { redact, faults } = setUp();
      tapAnswer(redact, answer);
      redact.tap('next', () => assert.fail('must not be asked'));
      assert.equal(redact.call(event), undefined);
      assert.equal(faults.length, 1);
    });

    it('has no say in route, where the next tap is asked', () => {
      const { route, faults } = setUp();
      tapAnswer(route, answer);
      route.tap('next', () => ['otlp.logs']);
      assert.deepEqual(route.call(event), ['otlp.logs']);
      assert.deepEqual(
        faults.map(({ place }) => place),
        ['route'],
      );
    });
  });
}

describe('the route hook', () => {
  it('stops at the first opinion, an empty list included', () => {
    const { route } = setUp();
    route.tap('none', () => undefined);
    route.tap('nowhere', () => []);
    route.tap('late', () => assert.fail('must not be asked'));
    assert.deepEqual(route.call(event), []);
  });

  it('has no opinion when no tap has one', () => {
    const { route } = setUp();
    route.tap('none', () => undefined);
    assert.equal(route.call(event), undefined);
  });
});

describe('a tap that keeps failing', () => {
  it('is no longer called in enrich after ten faults in a row', () => {
    const { enrich, faults } = setUp();
    let calls = 0;
    enrich.tap('bad', () => {
      calls++;
      return thrower();
    });
    for (let at = 0; at < 30; at++) assert.equal(enrich.call(event), event);
    assert.equal(calls, 10);
    assert.deepEqual(
      faults.map(({ isQuarantined }) => isQuarantined),
      [...Array<boolean>(9).fill(false), true],
    );
  });

  it('refuses every event once it is quarantined in redact', () => {
    const { redact } = setUp();
    let isBad = true;
    redact.tap('bad', () => (isBad ? thrower() : undefined));
    for (let at = 0; at < 10; at++) redact.call(event);
    isBad = false;
    assert.equal(redact.call(event), undefined);
  });

  it('begins to count anew after a success', () => {
    const { enrich } = setUp();
    let calls = 0;
    enrich.tap('moody', () => (++calls % 10 === 0 ? undefined : thrower()));
    for (let at = 0; at < 50; at++) enrich.call(event);
    assert.equal(calls, 50);
  });

  it('is counted as a whole: a plugin quarantined in one step is not called in another', () => {
    const { enrich, redact } = setUp();
    enrich.tap('mine', thrower);
    redact.tap('mine', () => assert.fail('must not be called'));
    for (let at = 0; at < 10; at++) enrich.call(event);
    assert.equal(redact.call(event), undefined);
  });
});
