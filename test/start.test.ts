/** Starting: a mistake in code throws, a mistake elsewhere is told, and a bus that nobody listens to sleeps. */
import assert from 'node:assert/strict';
import { CodexotelError, ConfigError } from '../core/errors.js';
import type { Plugin } from '../core/plugin.js';
import { startWith } from '../core/start.js';
import { memorySink } from '../core/testing/memory-sink.js';
import { testBus } from '../core/testing/test-bus.js';
import { checked } from './receipts.js';

describe('start', () => {
  const isPluginError = (error: unknown) => error instanceof CodexotelError && error.code === 'ERR_PLUGIN';

  it('throws for a mistake in code', () => {
    const plugin = memorySink().plugin;
    assert.throws(() => startWith([], { plugins: [plugin, plugin] }), isPluginError);
    assert.throws(() => startWith([], { plugins: [{} as Plugin] }), isPluginError);
    const isDeclarationError = (error: unknown) =>
      error instanceof CodexotelError && error.code === 'ERR_EVENT_DECLARATION';
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
    assert.deepEqual(
      [bus.describe().isIdle, bus.receipt()],
      [true, { emitted: 101, refused: {}, altered: {}, sinks: {} }],
    );
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
