/** Flush, close and room: they settle in time, always, with the books. */
import assert from 'node:assert/strict';
import { definePlugin, type Outcome, type Plugin, type Sink } from '../core/plugin.js';
import { startWith } from '../core/start.js';
import { testBus } from '../core/testing/test-bus.js';
import { checked } from './receipts.js';

const slowPlugin = (ms: number): Plugin =>
  definePlugin({ name: 'slow', setup: () => ({ flush: () => new Promise((resolve) => setTimeout(resolve, ms)) }) });

describe('flush and close', () => {
  it('settle before ready, twice, and at the same time, with the same books', async () => {
    const { bus, sink } = testBus();
    bus.emit('codex.turn_ttft', {});
    const [first, second, closed, again] = await Promise.all([
      bus.flush(1_000),
      bus.flush(1_000),
      bus.close(1_000),
      bus.close(5),
    ]);
    for (const receipt of [first, second, closed, again])
      assert.equal(checked(receipt).sinks['memory.records']?.delivered, 1);
    assert.equal(closed, again);
    assert.equal(sink.records.length, 1);
  });

  it('settle in time against a sink that hangs, with a receipt of what did not arrive', async () => {
    const { bus, sink } = testBus();
    sink.answer(() => new Promise<Outcome>(() => undefined));
    for (let at = 0; at < 5; at++) bus.emit('codex.turn_ttft', {});
    const startedAt = performance.now();
    const flushed = checked(await bus.flush(100));
    const closed = checked(await bus.close(100));
    assert.ok(performance.now() - startedAt < 450);
    assert.deepEqual(
      [flushed.sinks['memory.records']?.pending, closed.sinks['memory.records']?.dropped],
      [5, { close_deadline: 5 }],
    );
  });

  it('settle in time against a plugin that hangs in flush or shutdown', async () => {
    const hang = () => new Promise<void>(() => undefined);
    const { bus } = testBus({
      plugins: [definePlugin({ name: 'hanging', setup: () => ({ flush: hang, shutdown: hang }) })],
    });
    const startedAt = performance.now();
    await bus.flush(50);
    checked(await bus.close(50));
    assert.ok(performance.now() - startedAt < 350);
  });

  it('do not let a plugin that hangs in flush cost the sinks their records', async () => {
    const { bus, sink } = testBus({ plugins: [slowPlugin(60_000)] });
    bus.emit('codex.turn_ttft', {});
    const closed = checked(await bus.close(200));
    assert.deepEqual([sink.records.length, closed.sinks['memory.records']?.dropped], [1, {}]);
  });

  it('settle in time when a plugin is never loaded', async () => {
    const { bus } = testBus();
    const never = startWith([{ name: 'never', load: () => new Promise(() => undefined), isOn: () => true }], {
      env: {},
      config: {},
    });
    never.emit('codex.turn_ttft', {});
    const startedAt = performance.now();
    const [receipt] = await Promise.all([never.close(50), bus.close(50)]);
    assert.ok(performance.now() - startedAt < 300);
    assert.deepEqual([receipt.emitted, receipt.refused], [1, { closed: 1 }]);
  });

  it('frees what is only set up after the close', async () => {
    let closes = 0;
    let finish: (plugin: Plugin) => void = () => undefined;
    const load = () => new Promise<Plugin>((resolve) => (finish = resolve));
    const bus = startWith([{ name: 'late', load, isOn: () => true }], { env: {}, config: {} });
    await new Promise((resolve) => setTimeout(resolve, 5));
    await bus.close(10);
    const sink: Sink = {
      classes: ['fact'],
      unit: 'record',
      attempt: () => ({ kind: 'acked' }),
      close: () => void closes++,
    };
    finish(definePlugin({ name: 'late', setup: () => ({ sinks: { records: sink }, shutdown: () => void closes++ }) }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(closes === 2 || bus.describe().plugins.length === 0, 'closed, or never set up');
  });

  it('survive plugins that throw there', async () => {
    const fail = () => {
      throw new Error('x');
    };
    const { bus, sink } = testBus({
      plugins: [definePlugin({ name: 'bad', setup: () => ({ flush: fail, shutdown: fail }) })],
    });
    const places: string[] = [];
    bus.on('fault', ({ place }) => places.push(place));
    bus.emit('codex.turn_ttft', {});
    await bus.close();
    assert.deepEqual([sink.records.length, places], [1, ['flush', 'shutdown']]);
  });

  it('close a bus that is used with await using', async () => {
    const { bus, sink } = testBus();
    bus.emit('codex.turn_ttft', {});
    await bus[Symbol.asyncDispose]();
    assert.deepEqual([sink.records.length, bus.describe().state], [1, 'closed']);
  });
});

describe('room', () => {
  it('waits until the queues are less than half full', async () => {
    const { bus, sink } = testBus({ config: { queue: { max_records: 100 } } });
    await bus.ready;
    for (let at = 0; at < 80; at++) bus.emit('codex.turn_ttft', {});
    assert.equal(await bus.room(), true);
    assert.equal(sink.records.length, 80);
    await bus.close();
  });

  it('says in time that there is none', async () => {
    const { bus, sink } = testBus({ config: { queue: { max_records: 10 } } });
    sink.answer(() => ({ kind: 'retry', reason: 'http_503', afterMs: 60_000 }));
    await bus.ready;
    for (let at = 0; at < 30; at++) bus.emit('codex.turn_ttft', {});
    await bus.flush(20);
    for (let at = 0; at < 30; at++) bus.emit('codex.turn_ttft', {});
    const startedAt = performance.now();
    assert.equal(await bus.room(50), false);
    assert.ok(performance.now() - startedAt < 300);
    checked(await bus.close(10));
  });

  it('lets everything through for those who ask for it, where it would be lost otherwise', async () => {
    const { bus, sink } = testBus({ config: { queue: { max_records: 1_000 } } });
    for (let at = 0; at < 20_000; at++) {
      bus.emit('codex.turn_ttft', { duration_ms: at });
      if (at % 100 === 0) await bus.room();
    }
    const receipt = checked(await bus.close());
    assert.deepEqual(
      [sink.records.length, receipt.sinks['memory.records']?.dropped, receipt.refused],
      [20_000, {}, {}],
    );
  });
});
