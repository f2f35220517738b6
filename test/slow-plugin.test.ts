/** A plugin that holds the process: it is measured, told and in the end no longer called; nobody else pays for it. */
import assert from 'node:assert/strict';
import { definePlugin, type PluginSteps } from '../core/plugin.js';
import { memorySink } from '../core/testing/memory-sink.js';
import { testBus } from '../core/testing/test-bus.js';

function holdFor(ms: number): undefined {
  const endsAt = performance.now() + ms;
  while (performance.now() < endsAt);
}

/** Emits so many events through a plugin; returns how often it was called, and what was told of it. */
async function emitThrough(events: number, stepsOf: (count: () => void) => PluginSteps) {
  let calls = 0;
  const slow = definePlugin({ name: 'slow', setup: () => stepsOf(() => calls++) });
  const { bus, sink } = testBus({ plugins: [slow] });
  const told: string[] = [];
  bus.on('fault', ({ source, message }) => told.push(`${source} ${message}`));
  await bus.ready;
  for (let at = 0; at < events; at++) bus.emit('codex.turn_ttft', {});
  const { refused } = await bus.close();
  return { calls, told, delivered: sink.records.length, refused, faults: bus.describe().faults };
}

describe('a plugin that loops for 50 ms', () => {
  for (const step of ['enrich', 'route'] as const) {
    it(`in ${step} is noticed, and no longer called after ten times`, async () => {
      const { calls, told, delivered, faults } = await emitThrough(60, (count) => ({
        [step]: () => {
          count();
          return holdFor(50);
        },
      }));
      assert.ok(calls <= 10 + 16, `${calls} calls`);
      assert.match(told[0] ?? '', /^slow held the process for \d+ ms in one call$/);
      // One slow call may be a pause of the collector or of the machine: the second in a row is told.
      assert.deepEqual([delivered, faults.slow], [60, 9]);
    });
  }

  for (const first of ['quick', 'slow'])
    it(`is noticed among events that it does not see, the ${first} one first`, async () => {
      const slow = definePlugin({
        name: 'slow',
        handles: ['codex.turn_ttft'],
        setup: () => ({ enrich: () => holdFor(30) }),
      });
      const { bus } = testBus({ plugins: [slow] });
      await bus.ready;
      for (let at = 0; at < 60; at++) {
        if (first === 'slow') bus.emit('codex.turn_ttft', {});
        bus.emit('codex.user_prompt', {});
        if (first === 'quick') bus.emit('codex.turn_ttft', {});
      }
      assert.equal(bus.describe().faults.slow, 9);
      await bus.close();
    });

  it('in redact is noticed, but goes on: without it nothing may be told', async () => {
    const { calls, delivered, faults } = await emitThrough(30, (count) => ({
      redact: () => {
        count();
        return holdFor(30);
      },
    }));
    assert.deepEqual([calls, delivered], [30, 30]);
    assert.ok((faults.slow ?? 0) >= 12);
  });

  it('is not blamed for one slow call', async () => {
    let isFirst = true;
    const { told, delivered } = await emitThrough(200, () => ({
      enrich: () => {
        if (isFirst) holdFor(50);
        isFirst = false;
        return undefined;
      },
    }));
    assert.deepEqual([told.length <= 1, delivered], [true, 200]);
  });
});

describe('a sink that changes what it is given', () => {
  it('fails by itself, and the other sinks get all of it as it was', async () => {
    const vandal = definePlugin({
      name: 'vandal',
      setup: () => ({
        sinks: {
          out: {
            classes: ['fact', 'content', 'identity'],
            unit: 'record',
            attempt: (batch) => {
              for (const record of batch) Object.assign(record.fields, { call_id: 'mine' });
              return { kind: 'acked' };
            },
          },
        },
      }),
    });
    const other = memorySink();
    const { bus, sink } = testBus({ plugins: [vandal, { ...other.plugin, name: 'other' }] });
    for (let at = 0; at < 5; at++) bus.emit('codex.tool_result', { call_id: 'theirs' });
    const { sinks } = await bus.close();
    for (const { records } of [sink, other]) {
      assert.deepEqual(
        records.map(({ fields }) => fields.call_id),
        Array(5).fill('theirs'),
      );
    }
    assert.deepEqual(sinks['vandal.out']?.dropped, { sink_failed: 5 });
  });
});
