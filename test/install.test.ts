/** Installing plugins: which, in which order, with which options; one bad plugin costs only itself, unless it redacts. */
import assert from 'node:assert/strict';
import * as v from 'valibot';
import type { BuiltIn } from '../core/install.js';
import { definePlugin, type Plugin, type PluginContext, type PluginSteps, type Sink } from '../core/plugin.js';
import { startWith } from '../core/start.js';
import { memorySink } from '../core/testing/memory-sink.js';
import { testBus } from '../core/testing/test-bus.js';

const name = 'codex.turn_ttft';
const named = (plugin: string, more: Partial<Plugin> = {}) => definePlugin({ name: plugin, setup: () => ({ enrich: () => undefined }), ...more });
const stepsOf = (plugin: string, steps: PluginSteps) => definePlugin({ name: plugin, setup: () => steps });
const orderOf = async (plugins: readonly Plugin[], config: Record<string, unknown> = {}) => {
  const { bus } = testBus({ plugins, config });
  const { mistakes } = await bus.ready;
  const order = bus.describe().hooks.enrich[name] ?? [];
  await bus.close();
  return { order: order.join(' '), mistakes: mistakes.map(({ path, expectation }) => `${path} ${expectation}`) };
};

describe('the order of plugins', () => {
  it('is that of the code where nothing else says so', async () => {
    assert.equal((await orderOf(['one', 'two', 'three'].map((plugin) => named(plugin)))).order, 'one two three');
  });

  it('is that of the configuration first', async () => {
    assert.equal((await orderOf(['one', 'two', 'three'].map((plugin) => named(plugin)), { plugins: { three: true, one: true } })).order, 'three one two');
  });

  it('follows after, over several steps, and ignores those that are not there', async () => {
    const plugins = [named('one', { after: ['three'] }), named('two', { after: ['nobody'] }), named('three', { after: ['two'] })];
    assert.equal((await orderOf(plugins)).order, 'two three one');
  });

  it('tells a circle, and runs all the same', async () => {
    const { order, mistakes } = await orderOf([named('one', { after: ['two'] }), named('two', { after: ['one'] })]);
    assert.deepEqual([order.split(' ').sort(), mistakes.length], [['one', 'two'], 1]);
    assert.match(mistakes.join(), /runs after itself/);
  });

  it('puts the host’s own taps before those of plugins when they came first', async () => {
    const { bus } = testBus({ plugins: [named('one')] });
    bus.hooks.enrich.for(name).tap('host', () => undefined);
    await bus.ready;
    assert.deepEqual(bus.describe().hooks.enrich[name], ['host', 'one']);
    await bus.close();
  });
});

describe('which plugins run', () => {
  const builtIn = (loads: string[], more: Partial<BuiltIn> = {}): BuiltIn => ({
    name: 'lazy',
    isOn: (_, setting) => Boolean(setting),
    load: async () => {
      loads.push('lazy');
      return named('lazy');
    },
    ...more,
  });

  it('loads a built-in only when the configuration asks for it', async () => {
    for (const [lazy, expected] of [[undefined, []], [false, []], [true, ['lazy']], [{}, ['lazy']]] as const) {
      const loads: string[] = [];
      const bus = startWith([builtIn(loads)], { env: {}, config: lazy === undefined ? {} : { plugins: { lazy } }, plugins: [memorySink().plugin] });
      await bus.ready;
      assert.deepEqual(loads, expected);
      await bus.close();
    }
  });

  it('takes the host’s plugin in place of a built-in of the same name', async () => {
    const loads: string[] = [];
    const bus = startWith([builtIn(loads, { isOn: () => true })], { env: {}, config: {}, plugins: [named('lazy')] });
    await bus.ready;
    assert.deepEqual([loads, bus.describe().plugins], [[], ['lazy']]);
    await bus.close();
  });

  it('leaves out what the configuration switches off', async () => {
    const { bus, sink } = testBus({ plugins: [named('mine')], config: { plugins: { mine: false } } });
    await bus.ready;
    assert.deepEqual(bus.describe().plugins, ['memory']);
    await bus.close();
    assert.equal(sink.records.length, 0);
  });

  it('tells a name that nobody offers, with those that are', async () => {
    const { mistakes } = await orderOf([named('mine')], { plugins: { mien: true } });
    assert.match(mistakes.join(), /plugins\.mien is no plugin .*mine/);
  });

  it('calls a plugin only for the events that it handles', async () => {
    const seen: string[] = [];
    const { bus } = testBus({ plugins: [definePlugin({ name: 'mine', handles: [name], setup: () => ({ enrich: (event) => void seen.push(event.name) }) })] });
    bus.emit(name, {});
    bus.emit('codex.tool_result', {});
    await bus.close();
    assert.deepEqual(seen, [name]);
  });
});

describe('options', () => {
  const options = v.object({ level: v.optional(v.number(), 3), key: v.optional(v.string(), '') });
  const withOptions = (seen: unknown[]) => definePlugin<v.InferOutput<typeof options>>({ name: 'mine', options, setup: (context) => {
    seen.push(context.options);
    return { enrich: () => undefined };
  } });

  it('are checked and completed by the schema', async () => {
    const seen: unknown[] = [];
    await orderOf([withOptions(seen) as Plugin], { plugins: { mine: { key: 'k' } } });
    assert.deepEqual(seen, [{ level: 3, key: 'k' }]);
  });

  it('that are wrong keep the plugin off, and are told by their place, without a value', async () => {
    const seen: unknown[] = [];
    const { order, mistakes } = await orderOf([withOptions(seen) as Plugin, named('other')], { plugins: { mine: { level: 'sk-secret' } } });
    assert.deepEqual([seen, order], [[], 'other']);
    assert.match(mistakes.join(), /^plugins\.mine\.level /);
    assert.ok(!mistakes.join().includes('sk-secret'));
  });

  it('for a plugin that takes none are a mistake', async () => {
    const { mistakes } = await orderOf([named('mine')], { plugins: { mine: { level: 1 } } });
    assert.match(mistakes.join(), /plugins\.mine takes no options/);
  });

  it('may be checked by a schema that throws or promises, which costs that plugin', async () => {
    const schemas = [() => { throw new Error('sk-secret'); }, () => Promise.resolve({ value: {} }), () => Promise.reject(new Error('x'))];
    for (const validate of schemas) {
      const bad = definePlugin({ name: 'bad', options: { '~standard': { version: 1, vendor: 'test', validate } }, setup: () => assert.fail('must not be set up') });
      const { order, mistakes } = await orderOf([bad, named('other')]);
      assert.deepEqual([order, mistakes.length], ['other', 1]);
      assert.ok(!mistakes.join().includes('sk-secret'));
    }
  });
});

describe('a plugin that is broken', () => {
  const broken: Readonly<Record<string, Partial<Plugin>>> = {
    'throws in setup': { setup: () => { throw new Error('sk-secret'); } },
    'returns nothing from setup': { setup: (() => undefined) as never },
    'returns a promise from setup': { setup: (async () => ({})) as never },
    'returns a promise that is rejected': { setup: (async () => { throw new Error('x'); }) as never },
    'names what it runs after in no list': { after: 5 as never },
    'has steps that are no functions': { setup: () => ({ enrich: 5 as never }) },
    'has sinks that are none': { setup: () => ({ sinks: { bad: {} as Sink } }) },
    'has a sink without classes': { setup: () => ({ sinks: { bad: { unit: 'record', attempt: () => ({ kind: 'acked' }) } as never } }) },
    'has a sink that is nothing': { setup: () => ({ sinks: { bad: null as never } }) },
    'has sinks that cannot be read': { setup: () => Object.defineProperty({}, 'sinks', { enumerable: true, get: () => { throw new Error('x'); } }) },
  };

  for (const [what, more] of Object.entries(broken)) {
    it(`costs only itself when it ${what}`, async () => {
      const { bus, sink } = testBus({ plugins: [named('bad', more), named('good')] });
      const told: string[] = [];
      bus.on('fault', ({ source, message }) => told.push(`${source}: ${message}`));
      bus.emit(name, {});
      const { mistakes } = await bus.ready;
      await bus.close();
      assert.equal(sink.records.length, 1);
      assert.ok(bus.describe().plugins.includes('good'));
      assert.ok(told.length + mistakes.length > 0, 'it is told');
      assert.ok(!JSON.stringify([told, mistakes]).includes('sk-secret'));
    });
  }

  it('keeps every sink shut when it is the one that redacts', async () => {
    for (const redaction of [named('redaction', { setup: () => { throw new Error('x'); } }), definePlugin({ name: 'redaction', setup: (() => undefined) as never })]) {
      const { bus, sink } = testBus({ plugins: [redaction] });
      bus.emit(name, {});
      await bus.close();
      assert.equal(sink.records.length, 0);
    }
  });

  it('keeps every sink shut when it is a built-in redaction that cannot be loaded', async () => {
    const sink = memorySink();
    const bus = startWith([{ name: 'redaction', isOn: () => true, load: () => Promise.reject(new Error('x')) }], { env: {}, config: {}, plugins: [sink.plugin] });
    bus.emit(name, {});
    await bus.close();
    assert.equal(sink.records.length, 0);
  });
});

describe('the context of a plugin', () => {
  function contextOf(more: Parameters<typeof testBus>[0] = {}) {
    let context: PluginContext<undefined> | undefined;
    const plugin = definePlugin({ name: 'mine', setup: (given) => {
      context = given;
      return { enrich: () => undefined };
    } });
    const { bus, clock } = testBus({ ...more, plugins: [plugin] });
    return { bus, clock, ready: async () => {
      await bus.ready;
      assert.ok(context);
      return context;
    } };
  }

  it('has the environment, the clock and the bus that the host holds', async () => {
    const { bus, clock, ready } = contextOf({ env: { ACME: '1' } });
    const { env, now, bus: held } = await ready();
    assert.deepEqual([env.ACME, now(), held === bus], ['1', clock(), true]);
    await bus.close();
  });

  it('tells the resource with the host’s service and the environment', async () => {
    const { bus, ready } = contextOf({ service: { name: 'acme', version: '2.1.0' }, config: { otel: { environment: 'staging' } } });
    assert.deepEqual((await ready()).resource(), { 'service.name': 'acme', 'service.version': '2.1.0', env: 'staging' });
    await bus.close();
  });

  it('turns reports into faults, however many, and never quarantines for them', async () => {
    const { bus, ready } = contextOf();
    const told: boolean[] = [];
    bus.on('fault', ({ isQuarantined }) => told.push(isQuarantined));
    const { report } = await ready();
    for (let at = 0; at < 15; at++) report('a mishap');
    assert.deepEqual(told, Array(15).fill(false));
    await bus.close();
  });
});

describe('what plugins say of sessions and resources', () => {
  it('late facts are added when a record leaves, and what the session says wins', async () => {
    const { bus, sink } = testBus({ plugins: [stepsOf('mine', { lateFacts: () => ({ originator: 'late', model: 'late' }) })] });
    bus.session({ model: 'm' }).recordTurnTtft({});
    await bus.close();
    assert.deepEqual([sink.attributes(0).originator, sink.attributes(0).model], ['late', 'm']);
  });

  it('late facts that are no facts do not pass the projection', async () => {
    const { bus, sink } = testBus({ plugins: [stepsOf('mine', { lateFacts: () => ({ originator: 'o', 'user.email': 'a@b.c', extra: 'sk-1' }) })] });
    bus.emit(name, {});
    await bus.close();
    assert.doesNotMatch(JSON.stringify(sink.records, (key, value) => (key === 'declaration' ? undefined : value)), /a@b\.c|sk-1/);
  });

  it('late facts that cannot be read cost only themselves', async () => {
    const hostile = [
      () => { throw new Error('x'); },
      () => Object.defineProperty({}, 'model', { enumerable: true, get: () => { throw new Error('x'); } }),
      () => 5 as never,
      () => Promise.reject(new Error('x')) as never,
    ];
    for (const lateFacts of hostile) {
      const { bus, sink } = testBus({ plugins: [stepsOf('bad', { lateFacts }), stepsOf('good', { lateFacts: () => ({ originator: 'o' }) })] });
      bus.emit(name, {});
      await bus.close();
      assert.equal(sink.attributes(0).originator, 'o');
    }
  });

  it('facts for bug reports are merged for the only open session', async () => {
    const { bus } = testBus({ plugins: [stepsOf('one', { facts: ({ model }) => ({ one: String(model) }) }), stepsOf('bad', { facts: () => { throw new Error('x'); } }), stepsOf('two', { facts: () => ({ two: 2 }) })] });
    await bus.ready;
    const first = bus.session({ 'conversation.id': 'a', model: 'm' });
    assert.deepEqual(bus.facts(), { one: 'm', two: 2 });
    bus.session({ 'conversation.id': 'b', model: 'n' });
    assert.deepEqual(bus.facts(), { open_sessions: 2 });
    assert.deepEqual(bus.facts('b'), { one: 'n', two: 2 });
    first.end();
    assert.deepEqual(bus.facts(), { one: 'n', two: 2 });
    await bus.close();
  });
});
