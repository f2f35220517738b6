/** The sender: what follows from each outcome of an attempt, exact to the record. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { deadlineIn } from '../../core/deadline.js';
import type { TelemetryEvent } from '../../core/events.js';
import type { Outcome } from '../../core/plugin.js';
import { toolResults } from '../sample-event.js';
import { assertLedger, benchSender, deliver } from './sender-bench.js';

const acked: Outcome = { kind: 'acked' };
const soon: Outcome = { kind: 'retry', reason: 'http_503', afterMs: 1 };
const isPoison = ({ fields }: TelemetryEvent) => String(fields.call_id).startsWith('poison');

/** So many records, of which the one at `place` is poison. */
function withPoison(count: number, ...places: number[]): TelemetryEvent[] {
  return toolResults(count).map((record, index) => (places.includes(index) ? { ...record, fields: { call_id: `poison${index}` } } : record));
}

describe('Sender, when all goes well', () => {
  it('delivers everything in order, in batches of at most 512', async () => {
    const { sender, batches } = benchSender(() => acked);
    const { flushed } = await deliver(sender, toolResults(1_200));
    assert.deepEqual(flushed, { unit: 'record', accepted: 1_200, delivered: 1_200, pending: 0, rejected: 0, dropped: {} });
    assert.deepEqual(batches.map(({ length }) => length), [512, 512, 176]);
    assert.deepEqual(batches.flat(), toolResults(1_200).map(({ fields }) => fields.call_id));
  });

  it('keeps to the bounds of a batch that the sink sets', async () => {
    const { sender, batches } = benchSender(() => acked, { maxBatchRecords: 10, maxBatchBytes: 1_000 });
    await deliver(sender, toolResults(12, { bytes: 300 }));
    assert.deepEqual(batches.map(({ length }) => length), [3, 3, 3, 3]);
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
    assert.deepEqual(batches.map(({ length }) => length), [4, 2]);
    await sender.close();
  });

  it('completes each record once, when it leaves', async () => {
    let completions = 0;
    let answer: Outcome = soon;
    const complete = (record: TelemetryEvent) => ({ ...record, fields: { call_id: `done${++completions}` } });
    const { sender, batches } = benchSender(() => [answer, (answer = acked)][0] ?? acked, {}, { complete });
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
  for (const [policy, arrives] of [['oldest', ['c4', 'c5', 'c6']], ['newest', ['c1', 'c2', 'c3']]] as const) {
    it(`gives way at the ${policy} end, counts it and tells it`, async () => {
      const { sender, batches, dropped } = benchSender(() => acked, {}, { queue: { maxRecords: 3, policy } });
      const { flushed } = await deliver(sender, toolResults(6));
      assert.deepEqual([batches, flushed.delivered, flushed.dropped], [[arrives], 3, { queue_full: 3 }]);
      assert.deepEqual(dropped, Array(3).fill({ sink: 'bench.sink', records: 1, reason: 'queue_full' }));
    });
  }

  it('does not take a refused newcomer for one that a flush waits for', async () => {
    let release: (outcome: Outcome) => void = () => undefined;
    const { sender } = benchSender(() => new Promise<Outcome>((resolve) => (release = resolve)), {}, { queue: { maxRecords: 4, policy: 'newest' } });
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
    assert.deepEqual(batches, [['c1', 'c2'], ['c1', 'c2'], ['c1', 'c2'], ['c3', 'c4']]);
    assert.equal(flushed.delivered, 4);
  });

  it('leaves the whole destination alone for the time that it asked for', async () => {
    const times: number[] = [];
    const answers: Outcome[] = [{ kind: 'retry', reason: 'http_429', afterMs: 120 }];
    const { sender } = benchSender(() => {
      times.push(performance.now());
      return answers.shift() ?? acked;
    }, { maxBatchRecords: 2 });
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
    assert.deepEqual(faults.map(({ place, isQuarantined }) => [place, isQuarantined]), [['export', false]]);
    assert.match(faults[0]?.message ?? '', /credentials .*http_401/);
  });
});

describe('Sender, when the destination refuses', () => {
  it('counts a partial success and never sends it again', async () => {
    const { sender, batches, dropped } = benchSender(() => ({ kind: 'acked', rejected: 2, reason: 'too_old' }));
    const { flushed } = await deliver(sender, toolResults(5));
    assert.deepEqual([flushed.delivered, flushed.rejected, batches.length], [3, 2, 1]);
    assert.deepEqual(dropped, [{ sink: 'bench.sink', records: 2, reason: 'rejected:too_old' }]);
  });

  it('keeps the books right for a partial success that makes no sense', async () => {
    for (const rejected of [Number.NaN, -1, 99, 2n, '1']) {
      const { sender } = benchSender(() => ({ kind: 'acked', rejected }) as Outcome);
      const { closed } = await deliver(sender, toolResults(4));
      assert.equal(closed.delivered + closed.rejected, 4);
    }
  });

  it('rejects a batch that cannot be split as a whole', async () => {
    const { sender, batches } = benchSender(() => ({ kind: 'rejected', reason: 'http_404' }));
    const { flushed } = await deliver(sender, toolResults(64));
    assert.deepEqual([flushed.rejected, batches.length], [64, 1]);
  });

  for (const place of [0, 31, 63]) {
    it(`finds the one bad record at place ${place} among 64, in order, and costs only that`, async () => {
      const bad: Outcome = { kind: 'rejected', reason: 'http_400', isSplittable: true };
      const { sender, batches } = benchSender((batch) => (batch.some(isPoison) ? bad : acked));
      const { flushed } = await deliver(sender, withPoison(64, place));
      assert.deepEqual([flushed.delivered, flushed.rejected, flushed.dropped], [63, 1, {}]);
      const arrived = batches.filter((batch) => !batch.some((id) => id.startsWith('poison'))).flat();
      assert.deepEqual(arrived, withPoison(64, place).flatMap((record) => (isPoison(record) ? [] : [record.fields.call_id])));
    });
  }
});

describe('Sender, when the sink itself fails', () => {
  for (const place of [0, 255, 511]) {
    it(`loses only the record at place ${place} of a full batch on which the sink throws`, async () => {
      const { sender, faults } = benchSender((batch) => {
        if (batch.some(isPoison)) throw new TypeError('sk-secret');
        return acked;
      });
      const { flushed } = await deliver(sender, withPoison(1_024, place));
      assert.deepEqual([flushed.delivered, flushed.dropped], [1_023, { sink_failed: 1 }]);
      assert.equal(faults.length, 2);
      assert.ok(faults.every(({ message, isQuarantined }) => !message.includes('sk-secret') && !isQuarantined));
    });
  }

  for (const [what, attempt] of Object.entries({
    'throws': () => { throw new Error('x'); },
    'rejects': () => Promise.reject(new Error('x')),
    'returns rubbish': () => ({ kind: 'fine' }) as never,
    'returns nothing': () => undefined as never,
  } satisfies Record<string, () => Promise<Outcome> | Outcome>)) {
    it(`is quarantined when it always ${what}, and what it was given is counted`, async () => {
      const { sender, batches, faults } = benchSender(attempt);
      const { flushed } = await deliver(sender, toolResults(2_000));
      assert.deepEqual([flushed.delivered, flushed.pending, flushed.dropped], [0, 0, { sink_failed: 2_000 }]);
      assert.ok(batches.length < 40);
      assert.equal(faults.at(-1)?.isQuarantined, true);
    });
  }

  it('keeps the books right for a sink that empties its batch', async () => {
    const { sender } = benchSender((batch) => {
      (batch as TelemetryEvent[]).splice(0);
      return acked;
    });
    assert.equal((await deliver(sender, toolResults(5))).flushed.delivered, 5);
  });

  it('ends a hanging attempt at its own deadline, and sends the batch again', async () => {
    let attempts = 0;
    const { sender, batches } = benchSender(() => (attempts++ === 0 ? new Promise<Outcome>(() => undefined) : acked), { attemptTimeoutMs: 20 });
    const { flushed } = await deliver(sender, toolResults(2));
    assert.deepEqual([flushed.delivered, batches], [2, [['c1', 'c2'], ['c1', 'c2']]]);
  });
});

describe('Sender, at the end', () => {
  it('settles a flush and a close in time against a hanging attempt', async () => {
    let aborted = 0;
    const { sender } = benchSender((_, { signal }) => new Promise<Outcome>(() => signal.addEventListener('abort', () => aborted++)));
    const startedAt = performance.now();
    const { flushed, closed } = await deliver(sender, toolResults(3), 100);
    assert.ok(performance.now() - startedAt < 350);
    assert.deepEqual([flushed.pending, closed.dropped, aborted], [3, { close_deadline: 3 }, 1]);
  });

  it('closes twice and at the same time, and frees the sink once', async () => {
    let closes = 0;
    const { sender } = benchSender(() => acked, { close: () => void closes++ });
    await Promise.all([sender.close(), sender.close()]);
    await sender.close();
    assert.equal(closes, 1);
  });

  it('serves two flushes at the same time', async () => {
    const { sender } = benchSender(() => new Promise((resolve) => setTimeout(resolve, 10, acked)), { maxBatchRecords: 2 });
    for (const record of toolResults(6)) sender.accept(record);
    const deadline = deadlineIn(5_000);
    const receipts = await Promise.all([0, 1].map(() => sender.flush(deadline).then(() => sender.receipt().delivered)));
    deadline.dispose();
    assert.deepEqual(receipts, [6, 6]);
    await sender.close();
  });

  it('counts a record that comes after the close', async () => {
    const { sender, batches } = benchSender(() => acked);
    await sender.close();
    const [late] = toolResults(1);
    if (late) sender.accept(late);
    assertLedger(sender.receipt());
    assert.deepEqual([sender.receipt().dropped, batches], [{ close_deadline: 1 }, []]);
  });

  it('survives a sink whose close throws', async () => {
    const { sender, faults } = benchSender(() => acked, { close: () => { throw new Error('x'); } });
    await sender.close();
    assert.deepEqual(faults.map(({ place }) => place), ['shutdown']);
  });

  it('says when there is room again', async () => {
    const { sender } = benchSender(() => acked, {}, { queue: { maxRecords: 10 } });
    for (const record of toolResults(8)) sender.accept(record);
    assert.equal(sender.hasRoom, false);
    const deadline = deadlineIn(5_000);
    await sender.room(deadline);
    deadline.dispose();
    assert.equal(sender.hasRoom, true);
    await sender.close();
  });
});

describe('Sender, over any sequence of outcomes', () => {
  const outcome = fc.oneof(
    fc.constant<Outcome>(acked),
    fc.record({ kind: fc.constant('acked' as const), rejected: fc.nat(6) }),
    fc.record({ kind: fc.constant('rejected' as const), reason: fc.constant('http_400'), isSplittable: fc.boolean() }),
    fc.constant<Outcome>(soon),
    fc.constant('throw' as const),
  );

  it('keeps the conservation law and the order, and sends no record that was settled again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(outcome, { maxLength: 20 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 8 }), async (script, count, maxBatchRecords) => {
        const answers = [...script];
        const acknowledged: string[] = [];
        const { sender } = benchSender((batch) => {
          const answer = answers.shift() ?? acked;
          if (answer === 'throw') throw new Error('x');
          if (answer.kind === 'acked') acknowledged.push(...batch.map(({ fields }) => String(fields.call_id)));
          return answer;
        }, { maxBatchRecords });
        const { flushed } = await deliver(sender, toolResults(count));
        assert.equal(flushed.pending, 0);
        const inOrder = [...new Set(acknowledged)].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
        assert.deepEqual(acknowledged, inOrder);
      }),
      { numRuns: 60 },
    );
  });
});
