/** Observation: listeners are called by name, cannot hurt each other or the host, and can leave. */
import assert from 'node:assert/strict';
import { type Fault, Guard } from '../core/guard.js';
import { Watch } from '../core/signals.js';
import { sample } from './sample-event.js';

const event = sample('codex.turn_ttft', { duration_ms: 5 });

function setUp() {
  const faults: Fault[] = [];
  const guard = new Guard((fault) => faults.push(fault));
  return { watch: new Watch(guard), faults, guard };
}

const thrower = (): never => {
  throw new Error('mine');
};

describe('Watch', () => {
  it('calls listeners of a name with the payload, and those of * with the name first', () => {
    const { watch } = setUp();
    const heard: unknown[][] = [];
    watch.on('codex.turn_ttft', (...args) => heard.push(args));
    watch.on('*', (...args) => heard.push(args));
    watch.show(event);
    watch.tell('ready', { sinks: [] });
    assert.deepEqual(heard, [[event], ['codex.turn_ttft', event], ['ready', { sinks: [] }]]);
  });

  it('gives an undo, which may be called twice and hits nobody else', () => {
    const { watch } = setUp();
    const heard: string[] = [];
    const undo = watch.on('ready', () => heard.push('first'));
    watch.on('ready', () => heard.push('second'));
    undo();
    undo();
    watch.tell('ready', { sinks: [] });
    assert.deepEqual(heard, ['second']);
  });

  it('knows whether anybody listens', () => {
    const { watch } = setUp();
    assert.deepEqual([watch.hasListeners, watch.isHeard('x')], [false, false]);
    const undo = watch.on('*', () => undefined);
    assert.deepEqual([watch.hasListeners, watch.isHeard('x')], [true, true]);
    undo();
    assert.deepEqual([watch.hasListeners, watch.isHeard('x')], [false, false]);
  });

  it('does not let a listener that throws stop the others or reach the caller', () => {
    const { watch, faults } = setUp();
    let calls = 0;
    watch.on('codex.turn_ttft', thrower);
    watch.on('codex.turn_ttft', () => calls++);
    watch.on('*', () => calls++);
    watch.show(event);
    assert.equal(calls, 2);
    assert.deepEqual(
      faults.map(({ source, place }) => [source, place]),
      [['listener:codex.turn_ttft', 'observe']],
    );
  });

  it('no longer calls a listener that keeps throwing, and still calls the others of the name', () => {
    const { watch } = setUp();
    const calls = { bad: 0, good: 0, late: 0 };
    for (let at = 0; at < 12; at++) {
      watch.on('codex.turn_ttft', () => {
        calls.bad++;
        thrower();
      });
    }
    watch.on('codex.turn_ttft', () => calls.good++);
    for (let at = 0; at < 20; at++) watch.show(event);
    watch.on('codex.turn_ttft', () => calls.late++);
    watch.show(event);
    assert.deepEqual(calls, { bad: 120, good: 21, late: 1 });
  });

  it('does not let an async listener that fails end the process', async () => {
    const { watch, faults } = setUp();
    watch.on('codex.turn_ttft', async () => thrower());
    watch.show(event);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(faults.length, 1);
  });

  it('survives a listener of faults that throws itself', () => {
    let watch: Watch | undefined;
    const guard = new Guard((fault) => watch?.tell('fault', fault));
    watch = new Watch(guard);
    watch.on('fault', thrower);
    watch.on('codex.turn_ttft', thrower);
    watch.show(event);
    assert.ok((guard.faults()['listener:fault'] ?? 0) >= 1);
  });
});
