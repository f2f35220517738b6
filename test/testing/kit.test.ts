/** The test kit for authors of plugins and hosts. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { withChanges } from '../../core/events.js';
import { definePlugin } from '../../core/plugin.js';
import { checkPlugin } from '../../core/testing/check-plugin.js';
import { fixedClock } from '../../core/testing/clock.js';
import { memorySink } from '../../core/testing/memory-sink.js';
import { testBus } from '../../core/testing/test-bus.js';

describe('fixedClock', () => {
  it('stands still until it is told to go on', () => {
    const clock = fixedClock(1_000);
    assert.deepEqual([clock(), clock()], [1_000, 1_000]);
    clock.advance(5);
    assert.equal(clock(), 1_005);
    assert.equal(fixedClock()(), Date.UTC(2026, 0, 1));
  });
});

describe('memorySink', () => {
  it('keeps what it acknowledged, and counts every attempt', async () => {
    const { bus, sink } = testBus();
    let answers = 0;
    sink.answer(() => (answers++ === 0 ? { kind: 'retry', reason: 'busy', afterMs: 1 } : { kind: 'acked' }));
    bus.emit('codex.turn_ttft', { duration_ms: 5 });
    await bus.close();
    assert.deepEqual([sink.attempts, sink.records.length, sink.attributes(0).duration_ms], [[1, 1], 1, '5']);
    assert.throws(() => sink.attributes(1), RangeError);
  });

  it('takes the part of a sink that its options describe', async () => {
    const sink = memorySink({
      name: 'other',
      classes: ['fact'],
      lane: 'trace',
      handles: ['codex.turn_ttft'],
      maxBatchRecords: 1,
    });
    const { bus } = testBus({ plugins: [sink.plugin] });
    for (const name of ['codex.turn_ttft', 'codex.tool_result', 'codex.turn_ttft'] as const) bus.emit(name, {});
    const { sinks } = await bus.close();
    assert.deepEqual(
      [sink.attempts, sinks['other.records']?.accepted, sinks['memory.records']?.accepted],
      [[1, 1], 2, 3],
    );
  });
});

describe('testBus', () => {
  it('knows no environment and no file, also where the program has one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'codexotel-kit-'));
    try {
      const kit = new URL('../../core/testing/test-bus.js', import.meta.url).href;
      writeFileSync(join(folder, 'package.json'), '{"name":"program","type":"module"}');
      writeFileSync(join(folder, '.codexotelrc'), 'otel: { log_user_prompt: true, environment: from-file }\n');
      const program = `import { testBus } from '${kit}'; const { bus } = testBus(); await bus.ready; console.log(bus.describe().sources.join(), bus.describe().switches.log_user_prompt);`;
      writeFileSync(join(folder, 'program.js'), program);
      const { stdout } = spawnSync(process.execPath, [join(folder, 'program.js')], {
        env: { ...process.env, CODEXOTEL_DISABLED: '1' },
        encoding: 'utf8',
      });
      assert.equal(stdout.trim(), 'code false');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('checkPlugin', () => {
  it('finds nothing wrong with a plugin that keeps its contract', async () => {
    const good = definePlugin({
      name: 'good',
      setup: () => ({
        enrich: (event) => withChanges(event, { fields: { ...event.fields } }),
        redact: () => undefined,
        route: () => undefined,
      }),
    });
    assert.deepEqual(await checkPlugin(good), []);
  });

  it('says in which step a plugin breaks it', async () => {
    const throws = definePlugin({
      name: 'throws',
      setup: () => ({
        redact: () => {
          throw new Error('x');
        },
      }),
    });
    const promises = definePlugin({ name: 'promises', setup: () => ({ enrich: (async () => undefined) as never }) });
    assert.ok((await checkPlugin(throws)).some((problem) => /^throws \(redact\): threw/.test(problem)));
    assert.ok((await checkPlugin(throws)).some((problem) => /refused \d+ events/.test(problem)));
    assert.ok((await checkPlugin(promises)).some((problem) => /^promises \(enrich\): returned/.test(problem)));
  });

  it('sets a plugin up with options, and tells those that it refuses', async () => {
    const picky = definePlugin<{ level: number }>({
      name: 'picky',
      options: v.object({ level: v.number() }),
      setup: () => ({ enrich: () => undefined }),
    });
    assert.deepEqual(await checkPlugin(picky as Parameters<typeof checkPlugin>[0], { level: 1 }), []);
    assert.ok(
      (await checkPlugin(picky as Parameters<typeof checkPlugin>[0], { level: 'x' })).some((problem) =>
        /plugins\.picky\.level/.test(problem),
      ),
    );
  });
});
