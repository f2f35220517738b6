/** The sender, while its destination takes records: batches, order, the full queue, and waiting for a busy destination. */
import assert from 'node:assert/strict';
import { deadlineIn } from '../../core/deadline.js';
import type { TelemetryEvent } from '../../core/events.js';
import type { Outcome } from '../../core/plugin.js';
import { toolResults } from '../sample-event.js';
import { assertLedger, benchSender, deliver } from './sender-bench.js';

const acked: Outcome = { kind: 'acked' };
const soon: Outcome = { kind: 'retry', reason: 'http_503', afterMs: 1 };

describe('Sender, when all goes well', () => {
  it('delivers everything in order, in batches of at most 512', async () => {
    const { sender, batches } = benchSender(() => acked);
    const { flushed } = await deliver(sender, toolResults(1_200));
    assert.deepEqual(flushed, {
      unit: 'record',
      accepted: 1_200,
      delivered: 1_200,
      pending: 0,
      rejected: 0,
      dropped: {},
    });
    assert.deepEqual(
      batches.map(({ length }) => length),
      [512, 512, 176],
    );
    assert.deepEqual(
      batches.flat(),
      toolResults(1_200).map(({ fields }) => fields.call_id),
    );
  });

  it('keeps to the bounds of a batch that the sink sets', async () => {
    const { sender, batches } = benchSender(() => acked, { maxBatchRecords: 10, maxBatchBytes: 1_000 });
    await deliver(sender, toolResults(12, { bytes: 300 }));
    assert.deepEqual(
      batches.map(({ length }) => length),
      [3, 3, 3, 3],
    );
  });

  it('takes bounds that make no sense for the default', async () => {
    for (const maxBatchRecords of [0, -1, Number.NaN]) {
      const { sender } = benchSender(() => acked, { maxBatchRecords });
      const { flushed } = await deliver(sender, toolResults(3));
      assert.equal(flushed.delivered, 3);
    }
  });

  it('sends without being asked, after the delay or when a batch is full', async () => {
    const { sender, batches } = benchSender(() => acked, { maxBatchRecords: 4 }, { scheduleDelayMs: 10 });
    for (const record of toolResults(6)) sender.accept(record);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(
      batches.map(({ length }) => length),
      [4, 2],
    );
    await sender.close();
  });

  it('completes each record once, when it leaves', async () => {
    let completions = 0;
    const answers = [soon];
    const complete = (record: TelemetryEvent) => ({ ...record, fields: { call_id: `done${++completions}` } });
    const { sender, batches } = benchSender(() => answers.shift() ?? acked, {}, { complete });
    await deliver(sender, toolResults(1));
    assert.deepEqual(batches, [['done1'], ['done1']]);
  });

  it('sends records as they are when they cannot be completed', async () => {
    const complete = () => {
      throw new Error('x');
    };
    const { sender, batches, faults } = benchSender(() => acked, {}, { complete });
    const { flushed } = await deliver(sender, toolResults(2));
    assert.deepEqual([flushed.delivered, batches, faults.length], [2, [['c1', 'c2']], 1]);
  });
});

describe('Sender, when the queue is full', () => {
  for (const [policy, arrives] of [
    ['oldest', ['c4', 'c5', 'c6']],
    ['newest', ['c1', 'c2', 'c3']],
  ] as const) {
    it(`gives way at the ${policy} end, counts it and tells it`, async () => {
      const { sender, batches, dropped } = benchSender(() => acked, {}, { queue: { maxRecords: 3, policy } });
      const { flushed } = await deliver(sender, toolResults(6));
      assert.deepEqual([batches, flushed.delivered, flushed.dropped], [[arrives], 3, { queue_full: 3 }]);
      assert.deepEqual(dropped, Array(3).fill({ sink: 'bench.sink', records: 1, reason: 'queue_full' }));
    });
  }

  it('does not take a refused newcomer for one that a flush waits for', async () => {
    let release: (outcome: Outcome) => void = () => undefined;
    const { sender } = benchSender(
      () => new Promise<Outcome>((resolve) => (release = resolve)),
      {},
      { queue: { maxRecords: 4, policy: 'newest' } },
    );
    for (const record of toolResults(4)) sender.accept(record);
    const deadline = deadlineIn(5_000);
    const flush = sender.flush(deadline).then(() => sender.receipt());
    for (const record of toolResults(20)) sender.accept(record);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const answering = setInterval(() => release(acked), 1);
    assert.ok((await flush).delivered >= 4);
    clearInterval(answering);
    deadline.dispose();
    await sender.close();
    assertLedger(sender.receipt());
  });
});

describe('Sender, when the destination is busy', () => {
  it('tries the same batch again, and keeps the order', async () => {
    const answers: Outcome[] = [soon, { kind: 'unknown', reason: 'connection_reset' }, acked];
    const { sender, batches } = benchSender(() => answers.shift() ?? acked, { maxBatchRecords: 2 });
    const { flushed } = await deliver(sender, toolResults(4));
    assert.deepEqual(batches, [
      ['c1', 'c2'],
      ['c1', 'c2'],
      ['c1', 'c2'],
      ['c3', 'c4'],
    ]);
    assert.equal(flushed.delivered, 4);
  });

  it('leaves the whole destination alone for the time that it asked for', async () => {
    const times: number[] = [];
    const answers: Outcome[] = [{ kind: 'retry', reason: 'http_429', afterMs: 120 }];
    const { sender } = benchSender(
      () => {
        times.push(performance.now());
        return answers.shift() ?? acked;
      },
      { maxBatchRecords: 2 },
    );
    for (const record of toolResults(2)) sender.accept(record);
    await new Promise((resolve) => setTimeout(resolve, 30));
    const { flushed } = await deliver(sender, toolResults(6));
    const [first = 0, second = 0] = times;
    assert.ok(second - first >= 119, `waited ${second - first} ms`);
    assert.equal(flushed.delivered, 8);
  });

  it('lets a flush go when nothing can happen before its deadline', async () => {
    const { sender } = benchSender(() => ({ kind: 'retry', reason: 'http_503', afterMs: 60_000 }));
    const startedAt = performance.now();
    const { flushed, closed } = await deliver(sender, toolResults(3), 5_000);
    assert.ok(performance.now() - startedAt < 1_000);
    assert.deepEqual([flushed.pending, closed.pending, closed.dropped], [3, 0, { close_deadline: 3 }]);
  });

  it('does not block the process for a sink that says "again" at once, for ever', async () => {
    const { sender, batches } = benchSender(() => ({ kind: 'retry', reason: 'x', afterMs: 0 }));
    const { closed } = await deliver(sender, toolResults(1), 300);
    assert.ok(batches.length <= 3);
    assert.deepEqual(closed.dropped, { close_deadline: 1 });
  });

  it('tells once that credentials are refused, and keeps the data', async () => {
    const denied: Outcome = { kind: 'retry', reason: 'http_401', isDenied: true, afterMs: 1 };
    const answers = [denied, denied, denied];
    const { sender, faults } = benchSender(() => answers.shift() ?? acked);
    const { flushed } = await deliver(sender, toolResults(3));
    assert.equal(flushed.delivered, 3);
    assert.deepEqual(
      faults.map(({ place, isQuarantined }) => [place, isQuarantined]),
      [['export', false]],
    );
    assert.match(faults[0]?.message ?? '', /credentials .*http_401/);
  });
});
