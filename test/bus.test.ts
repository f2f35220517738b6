/** The bus: events flow from emit to the sinks, at any time of its life, and the host is never hurt. */
import assert from 'node:assert/strict';
import { Bus } from '../core/bus.js';
import { defineEvents } from '../core/catalogue/define.js';
import { fact } from '../core/catalogue/field.js';
import { CodexotelError, ConfigError } from '../core/errors.js';
import { definePlugin, type Outcome, type Plugin, type Sink } from '../core/plugin.js';
import { startWith } from '../core/start.js';
import { memorySink } from '../core/testing/memory-sink.js';
import { testBus } from '../core/testing/test-bus.js';
import { checked } from './receipts.js';

const ids = (records: readonly { fields: { readonly [name: string]: unknown } }[]) => records.map(({ fields }) => fields.call_id);
const slowPlugin = (ms: number): Plugin => definePlugin({ name: 'slow', setup: () => ({ flush: () => new Promise((resolve) => setTimeout(resolve, ms)) }) });

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
    assert.deepEqual(sink.records.map(({ time, observedTime }) => [time, observedTime]), [[now, now], [7, now], [now, now]]);
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

describe('start', () => {
  const isPluginError = (error: unknown) => error instanceof CodexotelError && error.code === 'ERR_PLUGIN';

  it('throws for a mistake in code', () => {
    const plugin = memorySink().plugin;
    assert.throws(() => startWith([], { plugins: [plugin, plugin] }), isPluginError);
    assert.throws(() => startWith([], { plugins: [{} as Plugin] }), isPluginError);
    const isDeclarationError = (error: unknown) => error instanceof CodexotelError && error.code === 'ERR_EVENT_DECLARATION';
    assert.throws(() => startWith([], { events: { 'codex.turn_ttft': {} as never } }), isDeclarationError);
  });

  it('does not throw for a mistake in the configuration: it is told, and the bus runs', async () => {
    const { bus } = testBus({ config: { routes: 'sk-secret' } });
    const faults: string[] = [];
    bus.on('fault', ({ source, message }) => faults.push(`${source}: ${message}`));
    const { mistakes } = await bus.ready;
    assert.equal(mistakes.length, 1);
    assert.match(faults.join('\n'), /configuration: code: routes /);
    assert.ok(!JSON.stringify([faults, mistakes, bus.describe()]).includes('sk-secret'));
    await bus.close();
  });

  it('keeps the host’s own sinks shut after a mistake that might have opened something', async () => {
    const { bus, sink } = testBus({ config: { otel: { log_user_prompts: false } } });
    bus.emit('codex.user_prompt', { prompt: 'x' });
    await bus.close();
    assert.equal(sink.records.length, 0);
  });

  it('rejects ready in strict mode, with all mistakes, and still closes', async () => {
    const { bus } = testBus({ strict: true, config: { queue: { max_records: 0 }, deadlines: { flush_ms: -1 } } });
    await assert.rejects(bus.ready, (error) => error instanceof ConfigError && error.mistakes.length === 2);
    checked(await bus.close());
  });

  it('loads and keeps nothing while nobody would see an event, and counts on', async () => {
    const bus = startWith([], { env: {}, config: {} });
    await bus.ready;
    for (let at = 0; at < 100; at++) bus.emit('codex.turn_ttft', {});
    bus.session().recordTurnTtft({});
    assert.deepEqual([bus.describe().isIdle, bus.receipt()], [true, { emitted: 101, refused: {}, altered: {}, sinks: {} }]);
    await bus.close();
  });

  it('wakes up for the first listener', async () => {
    const bus = startWith([], { env: {}, config: {} });
    await bus.ready;
    const seen: unknown[] = [];
    const stop = bus.on('codex.turn_ttft', ({ fields }) => seen.push(fields.duration_ms));
    bus.emit('codex.turn_ttft', { duration_ms: 1 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    bus.emit('codex.turn_ttft', { duration_ms: 2 });
    stop();
    bus.emit('codex.turn_ttft', { duration_ms: 3 });
    assert.deepEqual(seen, [1, 2]);
    await bus.close();
  });

  it('is off when the configuration says so, and has no sinks', async () => {
    const { bus, sink } = testBus({ config: { enabled: false } });
    bus.emit('codex.turn_ttft', {});
    assert.deepEqual((await bus.ready).sinks, []);
    await bus.close();
    assert.equal(sink.records.length, 0);
  });
});

describe('observers', () => {
  it('see an event after redaction, with derived fields and without identity', async () => {
    const { bus } = testBus({ switches: { log_user_prompt: true } });
    bus.hooks.redact.for('codex.user_prompt').tap('scrub', (event) => ({ ...event, fields: { ...event.fields, prompt: 'clean' } }));
    const seen: unknown[] = [];
    bus.on('codex.user_prompt', ({ fields, session }) => seen.push([fields.prompt, fields.prompt_length, session['user.account_id']]));
    bus.session({ 'user.account_id': 'u1' }).userPrompt({ text: 'dirty words' });
    await bus.close();
    assert.deepEqual(seen, [['clean', 11, undefined]]);
  });

  it('see nothing of an event that redaction refused', async () => {
    const { bus, sink } = testBus();
    bus.hooks.redact.for('codex.turn_ttft').tap('scrub', () => { throw new Error('x'); });
    bus.on('*', (name) => assert.notEqual(name, 'codex.turn_ttft'));
    bus.emit('codex.turn_ttft', {});
    const receipt = checked(await bus.close());
    assert.deepEqual([receipt.refused, sink.records.length, receipt.sinks['memory.records']?.accepted], [{ redaction_failed: 1 }, 0, 0]);
  });

  it('cannot change what is exported', async () => {
    const { bus, sink } = testBus({ switches: { log_user_prompt: true } });
    bus.on('codex.user_prompt', (event) => {
      Object.assign(event.fields, { prompt: 'changed' });
      Object.assign(event.session, { model: 'changed' });
    });
    bus.session({ model: 'm' }).userPrompt({ text: 'original' });
    await bus.close();
    assert.deepEqual([sink.attributes(0).prompt, sink.attributes(0).model], ['original', 'm']);
  });

  it('hear the signals in the order of a life', async () => {
    const { bus } = testBus();
    const heard: string[] = [];
    bus.on('*', (name) => heard.push(name));
    bus.emit('codex.turn_ttft', {});
    await bus.flush();
    await bus.close();
    assert.deepEqual(heard, ['codex.turn_ttft', 'ready', 'delivered', 'flushed', 'closed']);
  });

  it('that throw do not reach the host, the pipeline or each other', async () => {
    const { bus, sink } = testBus();
    let calls = 0;
    bus.on('codex.turn_ttft', () => { throw new Error('x'); });
    bus.on('codex.turn_ttft', () => calls++);
    bus.emit('codex.turn_ttft', {});
    await bus.close();
    assert.deepEqual([calls, sink.records.length], [1, 1]);
  });
});

describe('flush and close', () => {
  it('settle before ready, twice, and at the same time, with the same books', async () => {
    const { bus, sink } = testBus();
    bus.emit('codex.turn_ttft', {});
    const [first, second, closed, again] = await Promise.all([bus.flush(1_000), bus.flush(1_000), bus.close(1_000), bus.close(5)]);
    for (const receipt of [first, second, closed, again]) assert.equal(checked(receipt).sinks['memory.records']?.delivered, 1);
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
    assert.deepEqual([flushed.sinks['memory.records']?.pending, closed.sinks['memory.records']?.dropped], [5, { close_deadline: 5 }]);
  });

  it('settle in time against a plugin that hangs in flush or shutdown', async () => {
    const hang = () => new Promise<void>(() => undefined);
    const { bus } = testBus({ plugins: [definePlugin({ name: 'hanging', setup: () => ({ flush: hang, shutdown: hang }) })] });
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
    const never = startWith([{ name: 'never', load: () => new Promise(() => undefined), isOn: () => true }], { env: {}, config: {} });
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
    const sink: Sink = { classes: ['fact'], unit: 'record', attempt: () => ({ kind: 'acked' }), close: () => void closes++ };
    finish(definePlugin({ name: 'late', setup: () => ({ sinks: { records: sink }, shutdown: () => void closes++ }) }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(closes === 2 || bus.describe().plugins.length === 0, 'closed, or never set up');
  });

  it('survive plugins that throw there', async () => {
    const fail = () => { throw new Error('x'); };
    const { bus, sink } = testBus({ plugins: [definePlugin({ name: 'bad', setup: () => ({ flush: fail, shutdown: fail }) })] });
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
    assert.deepEqual([sink.records.length, receipt.sinks['memory.records']?.dropped, receipt.refused], [20_000, {}, {}]);
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
    assert.deepEqual([receipt().emitted, story().state, facts()], [2, 'ready', {}]);
    await close();
    assert.ok(bus instanceof Bus && sink.records.length === 2);
  });
});
