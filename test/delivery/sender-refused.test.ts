/** The sender, when a destination refuses records or the sink itself fails: one bad record costs only itself. */
import assert from 'node:assert/strict';
import type { TelemetryEvent } from '../../core/events.js';
import type { Outcome } from '../../core/plugin.js';
import { toolResults } from '../sample-event.js';
import { benchSender, deliver } from './sender-bench.js';

const acked: Outcome = { kind: 'acked' };
const isPoison = ({ fields }: TelemetryEvent) => String(fields.call_id).startsWith('poison');

/** So many records, of which the one at `place` is poison. */
function withPoison(count: number, ...places: number[]): TelemetryEvent[] {
  return toolResults(count).map((record, index) =>
    places.includes(index) ? { ...record, fields: { call_id: `poison${index}` } } : record,
  );
}

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

  it('does not look for one bad record where everything is refused, but gives up batch by batch, with pauses', async () => {
    const bad: Outcome = { kind: 'rejected', reason: 'http_400', isSplittable: true };
    const { sender, batches } = benchSender(() => bad, { maxBatchRecords: 512 });
    const { closed } = await deliver(sender, toolResults(4_096), 1_200);
    assert.equal(closed.delivered, 0);
    assert.ok(batches.length <= 22, `${batches.length} attempts in a second`);
    assert.equal(closed.rejected + (closed.dropped.close_deadline ?? 0), 4_096);
  });

  for (const place of [0, 31, 63]) {
    it(`finds the one bad record at place ${place} among 64, in order, and costs only that`, async () => {
      const bad: Outcome = { kind: 'rejected', reason: 'http_400', isSplittable: true };
      const { sender, batches } = benchSender((batch) => (batch.some(isPoison) ? bad : acked));
      const { flushed } = await deliver(sender, withPoison(64, place));
      assert.deepEqual([flushed.delivered, flushed.rejected, flushed.dropped], [63, 1, {}]);
      const arrived = batches.filter((batch) => !batch.some((id) => id.startsWith('poison'))).flat();
      assert.deepEqual(
        arrived,
        withPoison(64, place).flatMap((record) => (isPoison(record) ? [] : [record.fields.call_id])),
      );
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
    throws: () => {
      throw new Error('x');
    },
    rejects: () => Promise.reject(new Error('x')),
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
    const { sender, batches } = benchSender(() => (attempts++ === 0 ? new Promise<Outcome>(() => undefined) : acked), {
      attemptTimeoutMs: 20,
    });
    const { flushed } = await deliver(sender, toolResults(2));
    assert.deepEqual(
      [flushed.delivered, batches],
      [
        2,
        [
          ['c1', 'c2'],
          ['c1', 'c2'],
        ],
      ],
    );
  });
});
