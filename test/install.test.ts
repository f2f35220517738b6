/** Installing plugins: which, in which order, and with which options. */
import assert from 'node:assert/strict';
import * as v from 'valibot';
import type { BuiltIn } from '../core/candidates.js';
import { definePlugin, type Plugin } from '../core/plugin.js';
import { startWith } from '../core/start.js';
import { memorySink } from '../core/testing/memory-sink.js';
import { testBus } from '../core/testing/test-bus.js';
import { name, named, orderOf } from './some-plugins.js';

describe('the order of plugins', () => {
  it('is that of the code where nothing else says so', async () => {
    assert.equal((await orderOf(['one', 'two', 'three'].map((plugin) => named(plugin)))).order, 'one two three');
  });

  it('is that of the configuration first', async () => {
    assert.equal(
      (
        await orderOf(
          ['one', 'two', 'three'].map((plugin) => named(plugin)),
          { plugins: { three: true, one: true } },
        )
      ).order,
      'three one two',
    );
  });

  it('follows after, over several steps, and ignores those that are not there', async () => {
    const plugins = [
      named('one', { after: ['three'] }),
      named('two', { after: ['nobody'] }),
      named('three', { after: ['two'] }),
    ];
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
    for (const [lazy, expected] of [
      [undefined, []],
      [false, []],
      [true, ['lazy']],
      [{}, ['lazy']],
    ] as const) {
      const loads: string[] = [];
      const bus = startWith([builtIn(loads)], {
        env: {},
        config: lazy === undefined ? {} : { plugins: { lazy } },
        plugins: [memorySink().plugin],
      });
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
    const { bus } = testBus({
      plugins: [
        definePlugin({
          name: 'mine',
          handles: [name],
          setup: () => ({ enrich: (event) => void seen.push(event.name) }),
        }),
      ],
    });
    bus.emit(name, {});
    bus.emit('codex.tool_result', {});
    await bus.close();
    assert.deepEqual(seen, [name]);
  });
});

describe('options', () => {
  const options = v.object({ level: v.optional(v.number(), 3), key: v.optional(v.string(), '') });
  const withOptions = (seen: unknown[]) =>
    definePlugin<v.InferOutput<typeof options>>({
      name: 'mine',
      options,
      setup: (context) => {
        seen.push(context.options);
        return { enrich: () => undefined };
      },
    });

  it('are checked and completed by the schema', async () => {
    const seen: unknown[] = [];
    await orderOf([withOptions(seen) as Plugin], { plugins: { mine: { key: 'k' } } });
    assert.deepEqual(seen, [{ level: 3, key: 'k' }]);
  });

  it('that are wrong keep the plugin off, and are told by their place, without a value', async () => {
    const seen: unknown[] = [];
    const { order, mistakes } = await orderOf([withOptions(seen) as Plugin, named('other')], {
      plugins: { mine: { level: 'sk-secret' } },
    });
    assert.deepEqual([seen, order], [[], 'other']);
    assert.match(mistakes.join(), /^plugins\.mine\.level /);
    assert.ok(!mistakes.join().includes('sk-secret'));
  });

  it('for a plugin that takes none are a mistake', async () => {
    const { mistakes } = await orderOf([named('mine')], { plugins: { mine: { level: 1 } } });
    assert.match(mistakes.join(), /plugins\.mine takes no options/);
  });

  it('may be checked by a schema that throws or promises, which costs that plugin', async () => {
    const schemas = [
      () => {
        throw new Error('sk-secret');
      },
      () => Promise.resolve({ value: {} }),
      () => Promise.reject(new Error('x')),
    ];
    for (const validate of schemas) {
      const bad = definePlugin({
        name: 'bad',
        options: { '~standard': { version: 1, vendor: 'test', validate } },
        setup: () => assert.fail('must not be set up'),
      });
      const { order, mistakes } = await orderOf([bad, named('other')]);
      assert.deepEqual([order, mistakes.length], ['other', 1]);
      assert.ok(!mistakes.join().includes('sk-secret'));
    }
  });
});
