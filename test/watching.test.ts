/** Those who watch, and those who wait: listeners as spies, and time as it is told. */
import assert from 'node:assert/strict';
import sinon from 'sinon';
import { memorySink } from '../core/testing/memory-sink.js';
import { testBus } from '../core/testing/test-bus.js';

describe('a listener', () => {
  it('hears each event of its name once, after redaction, until its undo', async () => {
    const { bus } = testBus();
    const listener = sinon.spy();
    const undo = bus.on('codex.user_prompt', listener);
    await bus.ready;
    bus.emit('codex.user_prompt', { prompt: 'a secret plan' });
    bus.emit('codex.turn_ttft', { duration_ms: 1 });
    undo();
    bus.emit('codex.user_prompt', { prompt: 'another one' });
    sinon.assert.calledOnce(listener);
    assert.equal(listener.firstCall.args[0].fields.prompt, '[REDACTED]');
    assert.equal(listener.firstCall.args[0].fields.prompt_length, 13);
    await bus.close();
  });

  it('hears of delivery with the name of the sink', async () => {
    const { bus } = testBus();
    const delivered = sinon.fake();
    bus.on('delivered', delivered);
    bus.emit('codex.turn_ttft', { duration_ms: 1 });
    await bus.close();
    sinon.assert.calledOnceWithExactly(delivered, { sink: 'memory.records', records: 1 });
  });
});

describe('a record', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => clock.restore());

  it('waits a second for company, and then leaves without being asked', async () => {
    const { bus, sink } = testBus();
    await bus.ready;
    bus.emit('codex.turn_ttft', { duration_ms: 1 });
    await clock.tickAsync(999);
    assert.equal(sink.records.length, 0);
    await clock.tickAsync(1);
    assert.equal(sink.records.length, 1);
  });

  it('is tried again after the pause that the destination asked for, and not before', async () => {
    const own = memorySink({ name: 'own' });
    const { bus } = testBus({ plugins: [own.plugin] });
    await bus.ready;
    own.answer(() => ({ kind: 'retry', reason: 'http_429', afterMs: 30_000 }));
    bus.emit('codex.turn_ttft', { duration_ms: 1 });
    await clock.tickAsync(1_000);
    own.answer(() => ({ kind: 'acked' }));
    await clock.tickAsync(29_999);
    assert.deepEqual(own.attempts, [1]);
    await clock.tickAsync(2);
    assert.deepEqual([own.attempts, own.records.length], [[1, 1], 1]);
  });
});
