/** stderr: one line per reason in thirty seconds, and none from a quiet bus. */
import assert from 'node:assert/strict';
import { Bus } from '../core/bus.js';
import { codexEvents } from '../core/catalogue/index.js';
import { defaults } from '../core/config/defaults.js';
import { definePlugin } from '../core/plugin.js';
import { Stderr } from '../core/stderr.js';
import { memorySink } from '../core/testing/memory-sink.js';

function openStderr() {
  const lines: string[] = [];
  let now = 0;
  const stderr = new Stderr(
    (line) => lines.push(line),
    () => now,
  );
  return { stderr, lines, wait: (ms: number) => (now += ms) };
}

/** A bus of which every record is refused, with what it writes. */
function refusedBus(isQuiet: boolean) {
  const lines: string[] = [];
  const sink = memorySink();
  sink.answer(() => ({ kind: 'rejected', reason: 'http_404' }));
  const bus = new Bus({
    events: codexEvents,
    offer: {
      builtIns: [],
      findPackage: () => undefined,
      plugins: [sink.plugin, definePlugin({ name: 'mine', setup: () => ({}) })],
    },
    load: async () => ({ configuration: { ...defaults, isQuiet }, mistakes: [], notices: [], env: {} }),
    service: {},
    now: Date.now,
    random: Math.random,
    untraced: (work) => work(),
    isStrict: false,
    subsystems: [],
    propagation: [],
    metrics: {},
    readTraceVariables: () => ({ context: undefined, isInvalid: false }),
    warn: (line) => lines.push(line),
  });
  return { bus, lines };
}

describe('stderr', () => {
  it('gets each reason once in thirty seconds, and then how often it came since', () => {
    const { stderr, lines, wait } = openStderr();
    for (let at = 0; at < 10; at++) stderr.tell('a', 'something');
    stderr.tell('b', 'something else');
    wait(29_999);
    stderr.tell('a', 'something');
    assert.deepEqual(lines, ['codexotel: something', 'codexotel: something else']);
    wait(1);
    stderr.tell('a', 'something');
    stderr.tell('b', 'something else');
    assert.deepEqual(lines.slice(2), ['codexotel: something (10 times more since)', 'codexotel: something else']);
  });

  it('is told of losses by the bus, in one line', async () => {
    const { bus, lines } = refusedBus(false);
    for (let at = 0; at < 2_000; at++) bus.emit('codex.turn_ttft', {});
    await bus.close();
    assert.deepEqual(lines, ['codexotel: memory.records: records are lost (rejected:http_404); receipt() counts them']);
  });

  it('stays empty when the bus is to be quiet', async () => {
    const { bus, lines } = refusedBus(true);
    bus.emit('codex.turn_ttft', {});
    await bus.close();
    assert.deepEqual(lines, []);
  });
});
