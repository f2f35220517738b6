/** Targets: the routing rules of the specification, and a host's own subsystems. */
import assert from 'node:assert/strict';
import { CodexotelError, declareEvent, defineEvents, fact, laneOfTarget, routingRules } from '../core/index.js';
import { memorySink } from '../core/testing/memory-sink.js';
import { testBus } from '../core/testing/test-bus.js';
import { createLoggerProvider } from '../plugins/opentelemetry/index.js';

const indexed = declareEvent({ files: fact.int }, { subsystem: 'indexer' });
const events = defineEvents({ 'acme.indexed': indexed });

describe('the routing rules', () => {
  it('are data', () => {
    assert.deepEqual(
      routingRules.map(({ beginsWith, lane }) => [beginsWith, lane]),
      [
        ['codex_otel.trace_safe', 'trace'],
        ['codex_otel', 'log'],
      ],
    );
  });

  const lanes = {
    'codex_otel.log_only': 'log',
    'codex_otel.network_proxy': 'log',
    codex_otel_other: 'log',
    'codex_otel.trace_safe': 'trace',
    'codex_otel.trace_safe.debug': 'trace',
    'codex_otel.trace_safe.summary': 'trace',
    'my_app.log': undefined,
  };
  for (const [target, lane] of Object.entries(lanes)) {
    it(`lead ${target} to ${lane ?? 'no'} lane`, () => assert.equal(laneOfTarget(target), lane));
  }
});

describe('a subsystem of a host', () => {
  it('must be listed, and the mistake tells the cure', () => {
    assert.throws(
      () => testBus({ events }),
      (error) => error instanceof CodexotelError && error.message.includes("subsystems: ['indexer']"),
    );
    assert.throws(() => testBus({ subsystems: ['Indexer'] }), /subsystems\[0\] must be lower-case words/);
  });

  it('stays on the log lane, under its target', async () => {
    assert.throws(
      () => declareEvent({ files: fact.int }, { subsystem: 'indexer', lanes: ['log', 'trace'] }),
      /log lane/,
    );
    const trace = memorySink({ name: 'trace', lane: 'trace' });
    const { bus, sink } = testBus({ events, subsystems: ['indexer'], plugins: [trace.plugin] });
    bus.emit('acme.indexed', { files: 3 });
    bus.emit('codex.turn_ttft', { duration_ms: 1 }, { target: 'codex_otel.indexer.reader' });
    await bus.close();
    assert.deepEqual(
      sink.records.map(({ target }) => target),
      ['codex_otel.indexer', 'codex_otel.indexer.reader'],
    );
    assert.deepEqual(trace.records, []);
  });

  it('of a lane that the event is not on is refused, told and counted: nothing vanishes', async () => {
    const faults: string[] = [];
    const trace = memorySink({ name: 'trace', lane: 'trace' });
    const { bus, sink } = testBus({ plugins: [trace.plugin] });
    bus.on('fault', ({ message }) => faults.push(message));
    bus.emit('codex.user_prompt', { prompt: 'x' }, { target: 'codex_otel.trace_safe' });
    bus.emit('codex.tool_decision', { tool_name: 'x' }, { target: 'codex_otel.trace_safe' });
    bus.emit('codex.retry', {}, { target: 'codex_otel.log_only' });
    const { emitted, refused } = await bus.close();
    assert.deepEqual([emitted, refused], [3, { invalid_event: 2 }]);
    assert.deepEqual([sink.records.length, trace.records.map(({ name }) => name)], [0, ['codex.user_prompt']]);
    assert.match(faults.join(), /a lane that it is not on; leave the target out/);
  });

  it('of Codex itself needs no listing', async () => {
    const proxy = defineEvents({ 'acme.proxied': declareEvent({ ok: fact.boolean }, { subsystem: 'network_proxy' }) });
    const { bus, sink } = testBus({ events: proxy });
    bus.emit('acme.proxied', { ok: true });
    await bus.close();
    assert.equal(sink.records[0]?.target, 'codex_otel.network_proxy');
  });

  it('that hands in log records under a target that is not listed is refused, and told the cure', async () => {
    const { bus, sink } = testBus({ events, subsystems: ['indexer'] });
    const told: string[] = [];
    bus.on('fault', ({ message }) => told.push(message));
    const provider = createLoggerProvider(bus);
    const record = { eventName: 'acme.indexed', attributes: { files: 3 } };
    provider.getLogger('codex_otel.indexer.reader').emit(record);
    provider.getLogger('codex_otel.stranger').emit(record);
    const receipt = await bus.close();
    assert.deepEqual(
      sink.records.map(({ target, fields }) => [target, fields.files]),
      [['codex_otel.indexer.reader', 3]],
    );
    assert.deepEqual(receipt.refused, { unlisted_target: 1 });
    assert.match(told.join(), /list its subsystem in start\(\{ subsystems/);
  });

  it('may be named by values that are no target without harm', async () => {
    const { bus, sink } = testBus();
    for (const target of [null, 7, {}, ''] as never[]) bus.emit('codex.turn_ttft', { duration_ms: 1 }, { target });
    await bus.close();
    assert.deepEqual(
      sink.records.map(({ target }) => target),
      [undefined, undefined, undefined, undefined],
    );
  });
});
