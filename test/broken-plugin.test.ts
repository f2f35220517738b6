/** A broken plugin costs only itself, unless it is the one that redacts. */
import assert from 'node:assert/strict';
import { definePlugin, type Plugin, type Sink } from '../core/plugin.js';
import { startWith } from '../core/start.js';
import { memorySink } from '../core/testing/memory-sink.js';
import { testBus } from '../core/testing/test-bus.js';
import { name, named } from './some-plugins.js';

describe('a plugin that is broken', () => {
  const broken: Readonly<Record<string, Partial<Plugin>>> = {
    'throws in setup': {
      setup: () => {
        throw new Error('sk-secret');
      },
    },
    'returns nothing from setup': { setup: (() => undefined) as never },
    'returns a promise from setup': { setup: (async () => ({})) as never },
    'returns a promise that is rejected': {
      setup: (async () => {
        throw new Error('x');
      }) as never,
    },
    'names what it runs after in no list': { after: 5 as never },
    'has steps that are no functions': { setup: () => ({ enrich: 5 as never }) },
    'has sinks that are none': { setup: () => ({ sinks: { bad: {} as Sink } }) },
    'has a sink without classes': {
      setup: () => ({ sinks: { bad: { unit: 'record', attempt: () => ({ kind: 'acked' }) } as never } }),
    },
    'has a sink that is nothing': { setup: () => ({ sinks: { bad: null as never } }) },
    'has sinks that cannot be read': {
      setup: () =>
        Object.defineProperty({}, 'sinks', {
          enumerable: true,
          get: () => {
            throw new Error('x');
          },
        }),
    },
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
    for (const redaction of [
      named('redaction', {
        setup: () => {
          throw new Error('x');
        },
      }),
      definePlugin({ name: 'redaction', setup: (() => undefined) as never }),
    ]) {
      const { bus, sink } = testBus({ plugins: [redaction] });
      bus.emit(name, {});
      await bus.close();
      assert.equal(sink.records.length, 0);
    }
  });

  it('shows nothing to observers either when it is the one that redacts', async () => {
    const redaction = named('redaction', {
      setup: () => {
        throw new Error('x');
      },
    });
    const { bus } = testBus({ plugins: [redaction], switches: { log_user_prompt: true } });
    const seen: unknown[] = [];
    bus.on('codex.user_prompt', ({ fields }) => seen.push(fields.prompt));
    bus.emit('codex.user_prompt', { prompt: 'sk-secret' });
    const { refused } = await bus.close();
    assert.deepEqual([seen, refused], [[], { redaction_failed: 1 }]);
  });

  it('keeps every sink shut when it is a built-in redaction that cannot be loaded', async () => {
    const sink = memorySink();
    const bus = startWith([{ name: 'redaction', isOn: () => true, load: () => Promise.reject(new Error('x')) }], {
      env: {},
      config: {},
      plugins: [sink.plugin],
    });
    bus.emit(name, {});
    await bus.close();
    assert.equal(sink.records.length, 0);
  });
});
