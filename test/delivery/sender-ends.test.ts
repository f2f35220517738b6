/** The sender at its end, and over any sequence of outcomes: in time, and with exact books. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { deadlineIn } from '../../core/deadline.js';
import type { Outcome } from '../../core/plugin.js';
import { toolResults } from '../sample-event.js';
import { assertLedger, benchSender, deliver } from './sender-bench.js';

const acked: Outcome = { kind: 'acked' };
const soon: Outcome = { kind: 'retry', reason: 'http_503', afterMs: 1 };

describe('Sender, at the end', () => {
  it('settles a flush and a close in time against a hanging attempt', async () => {
    let aborted = 0;
    const { sender } = benchSender(
      (_, { signal }) => new Promise<Outcome>(() => signal.addEventListener('abort', () => aborted++)),
    );
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
    const { sender } = benchSender(() => new Promise((resolve) => setTimeout(resolve, 10, acked)), {
      maxBatchRecords: 2,
    });
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
    const { sender, faults } = benchSender(() => acked, {
      close: () => {
        throw new Error('x');
      },
    });
    await sender.close();
    assert.deepEqual(
      faults.map(({ place }) => place),
      ['shutdown'],
    );
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
      fc.asyncProperty(
        fc.array(outcome, { maxLength: 20 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 8 }),
        async (script, count, maxBatchRecords) => {
          const answers = [...script];
          const acknowledged: string[] = [];
          const { sender } = benchSender(
            (batch) => {
              const answer = answers.shift() ?? acked;
              if (answer === 'throw') throw new Error('x');
              if (answer.kind === 'acked') acknowledged.push(...batch.map(({ fields }) => String(fields.call_id)));
              return answer;
            },
            { maxBatchRecords },
          );
          const { flushed } = await deliver(sender, toolResults(count));
          assert.equal(flushed.pending, 0);
          const inOrder = [...new Set(acknowledged)].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
          assert.deepEqual(acknowledged, inOrder);
        },
      ),
      { numRuns: 60 },
    );
  });
});
