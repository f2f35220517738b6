/** The queue: bounded in records and bytes, in order, and honest about what had to go. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type QueueLimits, RecordQueue } from '../../core/delivery/queue.js';
import type { TelemetryEvent } from '../../core/events.js';
import { toolResults } from '../sample-event.js';

const [template] = toolResults(1);
const record = (id: string, bytes = 10): TelemetryEvent => {
  assert.ok(template);
  return { ...template, fields: { call_id: id }, bytes };
};
const queueOf = (limits: Partial<QueueLimits>) =>
  new RecordQueue({ maxRecords: 1_000, maxBytes: 1e9, policy: 'oldest', ...limits });
const ids = (records: readonly TelemetryEvent[]) => records.map(({ fields }) => fields.call_id).join('');

/** As a sender does it; returns how many records were lost. */
function offer(queue: RecordQueue, ...records: TelemetryEvent[]): number {
  return records.reduce((lost, one) => lost + queue.push(one).length, 0);
}

describe('RecordQueue', () => {
  it('gives back what it was given, in order', () => {
    const queue = queueOf({});
    offer(queue, record('a'), record('b'), record('c'));
    assert.equal(ids(queue.take(2, 1e9)), 'ab');
    offer(queue, record('d'));
    assert.equal(ids(queue.take(10, 1e9)), 'cd');
    assert.deepEqual([queue.length, queue.bytes, queue.take(10, 1e9)], [0, 0, []]);
  });

  it('drops the oldest when it is full by number', () => {
    const queue = queueOf({ maxRecords: 3 });
    assert.equal(offer(queue, ...['a', 'b', 'c', 'd', 'e'].map((id) => record(id))), 2);
    assert.equal(ids(queue.take(10, 1e9)), 'cde');
  });

  it('refuses the newest when that is the policy', () => {
    const queue = queueOf({ maxRecords: 3, policy: 'newest' });
    assert.equal(offer(queue, ...['a', 'b', 'c', 'd', 'e'].map((id) => record(id))), 2);
    assert.equal(ids(queue.take(10, 1e9)), 'abc');
  });

  it('drops as many of the oldest as a big record needs', () => {
    const queue = queueOf({ maxBytes: 50 });
    assert.equal(offer(queue, record('a'), record('b'), record('c'), record('d', 35)), 2);
    assert.equal(ids(queue.take(10, 1e9)), 'cd');
  });

  it('does not empty itself for a record that can never fit', () => {
    for (const policy of ['oldest', 'newest'] as const) {
      const queue = queueOf({ maxBytes: 50, policy });
      assert.equal(offer(queue, record('a'), record('b', 51), record('c')), 1);
      assert.equal(ids(queue.take(10, 1e9)), 'ac');
    }
  });

  it('bounds a batch by records and by bytes, but always gives one', () => {
    const queue = queueOf({});
    offer(queue, record('a', 60), record('b', 60), record('c', 500), record('d', 1));
    assert.deepEqual(
      [1, 2, 3, 4].map(() => ids(queue.take(2, 100))),
      ['a', 'b', 'c', 'd'],
    );
  });

  it('says whether less than half is in use', () => {
    const queue = queueOf({ maxRecords: 4, maxBytes: 100 });
    assert.equal(queue.hasRoom, true);
    offer(queue, record('a'), record('b'));
    assert.equal(queue.hasRoom, false);
    queue.take(2, 1e9);
    offer(queue, record('c', 50));
    assert.equal(queue.hasRoom, false);
  });

  it('empties itself and says how much was in it', () => {
    const queue = queueOf({});
    offer(queue, record('a'), record('b'));
    assert.deepEqual([queue.clear().length, queue.length, queue.bytes], [2, 0, 0]);
  });

  it('keeps its bounds, its order and its count over any sequence', () => {
    const step = fc.oneof(
      fc.record({ bytes: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ take: fc.integer({ min: 1, max: 5 }) }),
    );
    const limits = fc.record({
      maxRecords: fc.integer({ min: 1, max: 6 }),
      maxBytes: fc.integer({ min: 20, max: 100 }),
      policy: fc.constantFrom<QueueLimits['policy']>('oldest', 'newest'),
    });
    fc.assert(
      fc.property(limits, fc.array(step, { maxLength: 60 }), (bounds, sequence) => {
        const queue = new RecordQueue(bounds);
        let [given, lost] = [0, 0];
        const taken: number[] = [];
        for (const one of sequence) {
          if ('bytes' in one) lost += offer(queue, record(String(given++), one.bytes));
          else taken.push(...queue.take(one.take, 80).map(({ fields }) => Number(fields.call_id)));
          assert.ok(queue.length <= bounds.maxRecords && queue.bytes <= bounds.maxBytes && queue.bytes >= 0);
          assert.equal(given, taken.length + queue.length + lost);
        }
        assert.deepEqual(
          taken,
          [...new Set(taken)].sort((a, b) => a - b),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('stays small over a long life', () => {
    const queue = queueOf({ maxRecords: 10 });
    for (let at = 0; at < 100_000; at++) offer(queue, record(''));
    assert.equal(queue.length, 10);
  });
});
