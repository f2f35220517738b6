/** The bus: events flow from emit to the sinks, at any time of its life, and the host is never hurt. */
import assert from 'node:assert/strict';
import { Bus } from '../core/bus.js';
import { declareEvent, defineEvents } from '../core/catalogue/define.js';
import { fact } from '../core/catalogue/field.js';
import { testBus } from '../core/testing/test-bus.js';
import { checked } from './receipts.js';

const ids = (records: readonly { fields: { readonly [name: string]: unknown } }[]) =>
  records.map(({ fields }) => fields.call_id);

describe('emit', () => {
  it('takes events before the bus is ready, and delivers them in order', async () => {
    const { bus, sink } = testBus();
    for (const call_id of ['c1', 'c2', 'c3']) bus.emit('codex.tool_result', { call_id });
    await bus.ready;
    bus.emit('codex.tool_result', { call_id: 'c4' });
    const receipt = checked(await bus.close());
    assert.deepEqual(ids(sink.records), ['c1', 'c2', 'c3', 'c4']);
    assert.deepEqual([receipt.emitted, receipt.refused, receipt.sinks['memory.records']?.delivered], [4, {}, 4]);
  });

  it('refuses what waits beyond the bound, and counts it', async () => {
    const { bus, sink } = testBus();
    for (let at = 0; at < 10_007; at++) bus.emit('codex.turn_ttft', {});
    const receipt = checked(await bus.close());
    assert.deepEqual([receipt.emitted, receipt.refused, sink.records.length], [10_007, { waiting_full: 7 }, 10_000]);
  });

  it('refuses names that nobody declared, tells it, and keeps the neighbours', async () => {
    const { bus, sink } = testBus();
    const faults: string[] = [];
    bus.on('fault', ({ source, message }) => faults.push(`${source}: ${message}`));
    bus.emit('codex.turn_ttft', {});
    bus.emit('acme.secret_name' as 'codex.turn_ttft', {});
    bus.emit('codex.turn_ttft', {});
    const receipt = checked(await bus.close());
    assert.deepEqual([receipt.refused, sink.records.length, faults.length], [{ unknown_event: 1 }, 2, 1]);
    assert.ok(!faults.join().includes('acme.secret_name'));
  });

  it('refuses everything after the close, and says why', async () => {
    const { bus, sink } = testBus();
    const session = bus.session();
    await bus.close();
    bus.emit('codex.turn_ttft', {});
    session.recordTurnTtft({});
    assert.deepEqual([checked(bus.receipt()).refused, sink.records.length], [{ closed: 2 }, 0]);
  });

  it('stamps the time of the clock, or the time that was given', async () => {
    const { bus, sink, clock } = testBus();
    clock.advance(5);
    bus.emit('codex.turn_ttft', {});
    bus.emit('codex.turn_ttft', {}, { time: new Date(7) });
    bus.emit('codex.turn_ttft', {}, { time: Number.NaN });
    await bus.close();
    const now = Date.UTC(2026, 0, 1) + 5;
    assert.deepEqual(
      sink.records.map(({ time, observedTime }) => [time, observedTime]),
      [
        [now, now],
        [7, now],
        [now, now],
      ],
    );
  });

  it('carries the host’s own events as it carries ours', async () => {
    const events = defineEvents({ 'acme.build_finished': { ok: fact.boolean, duration_ms: fact.int } });
    const { bus, sink } = testBus({ events });
    bus.emit('acme.build_finished', { ok: true, duration_ms: 812 });
    await bus.close();
    const { 'event.name': name, ok, duration_ms } = sink.attributes(0);
    assert.deepEqual([name, ok, duration_ms], ['acme.build_finished', true, 812]);
  });

  it('survives a clock that tells no time', async () => {
    const { bus, sink } = testBus({ now: () => Number.NaN });
    bus.emit('codex.turn_ttft', {});
    await bus.close();
    assert.ok(sink.records.every(({ time, observedTime }) => Number.isFinite(time) && Number.isFinite(observedTime)));
  });
});

describe('a declaration that throws', () => {
  it('costs only its own event, before the bus is ready and after', async () => {
    const when = () => {
      throw new Error('x');
    };
    const events = defineEvents({ 'acme.odd': declareEvent({ ok: fact.boolean }, { shapes: { odd: { when } } }) });
    const { bus, sink } = testBus({ events });
    for (let at = 0; at < 2; at++) {
      bus.emit('codex.turn_ttft', {});
      bus.emit('acme.odd', { ok: true });
      bus.emit('codex.turn_ttft', {});
      await bus.ready;
    }
    const receipt = checked(await bus.close());
    assert.deepEqual([receipt.refused, sink.records.length], [{ invalid_event: 2 }, 4]);
  });
});

describe('a bus', () => {
  it('has methods that work without their object', async () => {
    const { bus, sink } = testBus();
    const { emit, session, receipt, flush, close, describe: story, facts, room } = bus;
    emit('codex.turn_ttft', {});
    session().recordTurnTtft({});
    await room();
    await flush();
    assert.deepEqual([receipt().emitted, story().state, Object.keys(facts())], [2, 'ready', ['trace_id']]);
    await close();
    assert.ok(bus instanceof Bus && sink.records.length === 2);
  });
});
