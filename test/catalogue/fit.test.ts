/** The bound of a record: undeclared attributes go first, then the ends of the longest texts, and each is counted. */
import assert from 'node:assert/strict';
import { codexEvents } from '../../core/catalogue/index.js';
import { prepareSnapshots } from '../../core/catalogue/snapshot.js';
import { type Alteration, defaultLimits, type ValueLimits } from '../../core/normalise.js';
import { testBus } from '../../core/testing/test-bus.js';

function taken(input: object, limits: Partial<ValueLimits> = {}) {
  const notes: Partial<Record<Alteration, number>> = {};
  const take = prepareSnapshots(codexEvents['codex.tool_result'], { ...defaultLimits, ...limits });
  const snapshot = take(input, (alteration) => (notes[alteration] = (notes[alteration] ?? 0) + 1));
  assert.ok(snapshot);
  return { ...snapshot, notes };
}

const words = (bytes: number) => Buffer.alloc(bytes, 'some words ').toString('latin1');

describe('a record', () => {
  it('that fits is left alone', () => {
    const { notes, fields } = taken({ output: words(30_000), arguments: words(30_000) });
    assert.deepEqual([notes, Object.keys(fields).length], [{}, 2]);
  });

  it('of many undeclared attributes keeps the first of them, at most 256 KiB in all', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`extra${at}`, words(10_000)]));
    const { bytes, undeclared, fields, notes } = taken({ call_id: 'c', ...many });
    assert.ok(bytes <= 262_144 && bytes > 240_000);
    assert.deepEqual([fields.call_id, Object.keys(undeclared ?? {})[0]], ['c', 'extra0']);
    assert.equal(notes.withheld, 100 - Object.keys(undeclared ?? {}).length);
  });

  it('cuts its longest texts when they alone are too much, and keeps their lengths', () => {
    const { bytes, fields, notes } = taken(
      { call_id: 'short', output: words(20_000), arguments: words(3_000) },
      { maxRecordBytes: 10_000 },
    );
    const sizes = [fields.output, fields.arguments].map((text) => String(text).length);
    assert.ok(bytes <= 10_000);
    assert.ok((sizes[0] ?? 0) < 7_000 && (sizes[0] ?? 0) > 5_000, `${sizes}`);
    assert.deepEqual([fields.call_id, sizes[1], fields.output_length, notes], ['short', 3_000, 20_000, { cut: 1 }]);
  });

  it('weighs what structures weigh on the wire, where each number is wrapped', () => {
    const { bytes } = taken({ extra: Array.from({ length: 100 }, () => 0.5) });
    assert.ok(bytes > 100 * 20);
  });
});

describe('the limits of a configuration', () => {
  it('hold for every value that is emitted once it is known', async () => {
    const limits = { depth: 2, elements: 2, value_bytes: 16, record_bytes: 1_024 };
    const { bus, sink } = testBus({ config: { otel: { log_tool_content: true }, limits, quiet: true } });
    await bus.ready;
    bus.emit('codex.tool_result', {
      output: 'x'.repeat(100),
      extra: { a: { b: { c: 1 } }, list: [1, 2, 3], gone: 1 },
    } as never);
    const { altered } = await bus.close();
    const [record] = sink.records;
    assert.equal(String(record?.fields.output).length, 16);
    assert.equal(JSON.stringify(record?.undeclared), '{"extra":{"a":{"b":"[Cut]"},"list":[1,2]}}');
    assert.equal(altered.cut, 4);
  });
});
