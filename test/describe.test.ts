/** The story of a bus: what is configured, in which order it runs, where records go; and never a secret. */
import assert from 'node:assert/strict';
import { definePlugin } from '../core/plugin.js';
import { testBus } from '../core/testing/test-bus.js';

describe('describe', () => {
  it('tells the state at each time of a life', async () => {
    const { bus } = testBus();
    assert.equal(bus.describe().state, 'starting');
    await bus.ready;
    assert.equal(bus.describe().state, 'ready');
    await bus.close();
    assert.equal(bus.describe().state, 'closed');
  });

  it('tells plugins, taps in order, sinks, routes, switches and source', async () => {
    const scrubber = definePlugin({
      name: 'scrubber',
      handles: ['codex.user_prompt'],
      setup: () => ({ redact: () => undefined }),
    });
    const config = { otel: { log_user_prompt: true }, routes: [{ match: 'codex.sse_event', to: ['memory.records'] }] };
    const { bus } = testBus({ plugins: [scrubber], config });
    bus.hooks.redact.for('codex.user_prompt').tap('host', () => undefined);
    await bus.ready;
    const { plugins, hooks, sinks, routes, switches, sources, isIdle, mistakes, faults } = bus.describe();
    assert.deepEqual([plugins, sources, isIdle, mistakes, faults], [['scrubber', 'memory'], ['code'], false, [], {}]);
    assert.deepEqual(hooks, { enrich: {}, redact: { 'codex.user_prompt': ['host', 'scrubber'] }, route: {} });
    assert.deepEqual(sinks['memory.records']?.classes, ['fact', 'identity', 'content']);
    assert.deepEqual([routes, switches.log_user_prompt, switches.log_tool_content], [config.routes, true, false]);
    await bus.close();
  });

  it('counts the faults of each source, and holds no value of an event', async () => {
    const bad = definePlugin({
      name: 'bad',
      setup: () => ({
        enrich: ({ fields }) => {
          throw new Error(String(fields.prompt));
        },
      }),
    });
    const { bus } = testBus({ plugins: [bad], switches: { log_user_prompt: true } });
    bus.emit('codex.user_prompt', { prompt: 'sk-secret' });
    await bus.close();
    assert.deepEqual(bus.describe().faults, { bad: 1 });
    assert.ok(!JSON.stringify(bus.describe()).includes('sk-secret'));
  });

  it('tells what troubles a sink, until it delivers again', async () => {
    const { bus, sink } = testBus();
    sink.answer(() => ({ kind: 'retry', reason: 'http_503', afterMs: 60 }));
    bus.emit('codex.turn_ttft', {});
    await bus.flush(10);
    assert.equal(bus.describe().sinks['memory.records']?.trouble, 'http_503');
    sink.answer(() => ({ kind: 'acked' }));
    await bus.close();
    assert.equal(bus.describe().sinks['memory.records']?.trouble, undefined);
  });
});
