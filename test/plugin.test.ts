/** What a plugin is told, and what it may tell of sessions and resources. */
import assert from 'node:assert/strict';
import type { Bus } from '../core/bus.js';
import { CodexotelError } from '../core/errors.js';
import { definePlugin, type Plugin, type PluginContext, type PluginSteps } from '../core/plugin.js';
import { testBus } from '../core/testing/test-bus.js';
import { name } from './some-plugins.js';

const stepsOf = (plugin: string, steps: PluginSteps) => definePlugin({ name: plugin, setup: () => steps });

describe('the context of a plugin', () => {
  function contextOf(more: Parameters<typeof testBus>[0] = {}) {
    let context: PluginContext<undefined> | undefined;
    const plugin = definePlugin({
      name: 'mine',
      setup: (given) => {
        context = given;
        return { enrich: () => undefined };
      },
    });
    const { bus, clock } = testBus({ ...more, plugins: [plugin] });
    return {
      bus,
      clock,
      ready: async () => {
        await bus.ready;
        assert.ok(context);
        return context;
      },
    };
  }

  it('has the environment, the clock and the bus that the host holds', async () => {
    const { bus, clock, ready } = contextOf({ env: { ACME: '1' } });
    const { env, now, bus: held } = await ready();
    assert.deepEqual([env.ACME, now(), held === bus], ['1', clock(), true]);
    await bus.close();
  });

  it('tells the resource with the host’s service and the environment', async () => {
    const { bus, ready } = contextOf({
      service: { name: 'acme', version: '2.1.0' },
      config: { otel: { environment: 'staging' } },
    });
    assert.deepEqual((await ready()).resource(), {
      'service.name': 'acme',
      'service.version': '2.1.0',
      env: 'staging',
    });
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
    const { bus, sink } = testBus({
      plugins: [stepsOf('mine', { lateFacts: () => ({ originator: 'late', model: 'late' }) })],
    });
    bus.session({ model: 'm' }).recordTurnTtft({});
    await bus.close();
    assert.deepEqual([sink.attributes(0).originator, sink.attributes(0).model], ['late', 'm']);
  });

  it('late facts that are no facts do not pass the projection', async () => {
    const { bus, sink } = testBus({
      plugins: [stepsOf('mine', { lateFacts: () => ({ originator: 'o', 'user.email': 'a@b.c', extra: 'sk-1' }) })],
    });
    bus.emit(name, {});
    await bus.close();
    assert.doesNotMatch(
      JSON.stringify(sink.records, (key, value) => (key === 'declaration' ? undefined : value)),
      /a@b\.c|sk-1/,
    );
  });

  it('late facts that cannot be read cost only themselves', async () => {
    const hostile = [
      () => {
        throw new Error('x');
      },
      () =>
        Object.defineProperty({}, 'model', {
          enumerable: true,
          get: () => {
            throw new Error('x');
          },
        }),
      () => 5 as never,
      () => Promise.reject(new Error('x')) as never,
    ];
    for (const lateFacts of hostile) {
      const { bus, sink } = testBus({
        plugins: [stepsOf('bad', { lateFacts }), stepsOf('good', { lateFacts: () => ({ originator: 'o' }) })],
      });
      bus.emit(name, {});
      await bus.close();
      assert.equal(sink.attributes(0).originator, 'o');
    }
  });

  it('facts for bug reports are merged for the only open session', async () => {
    const { bus } = testBus({
      plugins: [
        stepsOf('one', { facts: ({ model }) => ({ one: String(model) }) }),
        stepsOf('bad', {
          facts: () => {
            throw new Error('x');
          },
        }),
        stepsOf('two', { facts: () => ({ two: 2 }) }),
      ],
    });
    await bus.ready;
    const first = bus.session({ 'conversation.id': 'a', model: 'm' });
    assert.deepEqual(factsOf(bus), { conversation_id: 'a', one: 'm', two: 2 });
    bus.session({ 'conversation.id': 'b', model: 'n' });
    assert.deepEqual(bus.facts(), { open_sessions: 2 });
    assert.deepEqual(factsOf(bus, 'b'), { conversation_id: 'b', one: 'n', two: 2 });
    await first.turn({}, () => assert.deepEqual(factsOf(bus), { conversation_id: 'a', one: 'm', two: 2 }));
    first.end();
    assert.deepEqual(factsOf(bus), { conversation_id: 'b', one: 'n', two: 2 });
    await bus.close();
  });
});

/** Without the id of the trace, which is there too. */
function factsOf(bus: Bus, conversationId?: string): object {
  const { trace_id, ...facts } = bus.facts(conversationId);
  assert.match(String(trace_id), /^[0-9a-f]{32}$/);
  return facts;
}

describe('definePlugin', () => {
  const isPluginError = (error: unknown) => error instanceof CodexotelError && error.code === 'ERR_PLUGIN';

  it('gives the plugin back, frozen, and leaves what it was given', () => {
    const given = { name: 'my-plugin', setup: () => ({}) };
    assert.ok(Object.isFrozen(definePlugin(given)) && !Object.isFrozen(given));
  });

  it('refuses names that are no lower-case words with hyphens, and plugins without a setup', () => {
    for (const name of ['', 'Mine', 'my plugin', 'my_plugin', '-mine', 'mine-', '1mine', undefined, 5]) {
      assert.throws(() => definePlugin({ name: name as string, setup: () => ({}) }), isPluginError, String(name));
    }
    for (const plugin of [undefined, null, {}, { name: 'mine' }, { name: 'mine', setup: 5 }]) {
      assert.throws(() => definePlugin(plugin as Plugin), isPluginError);
    }
  });
});
