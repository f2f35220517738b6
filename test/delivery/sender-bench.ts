/** A sender on the bench: with a sink that answers as told, and books that are checked. */
import assert from 'node:assert/strict';
import { deadlineIn } from '../../core/deadline.js';
import type { SinkReceipt } from '../../core/delivery/ledger.js';
import { Sender, type SenderOptions } from '../../core/delivery/sender.js';
import type { TelemetryEvent } from '../../core/events.js';
import { type Fault, Guard } from '../../core/guard.js';
import type { Sink } from '../../core/plugin.js';
import { type Signals, Watch } from '../../core/signals.js';

/** accepted = delivered + pending + rejected + the dropped. */
export function assertLedger({ accepted, delivered, pending, rejected, dropped }: SinkReceipt): void {
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  assert.equal(accepted, delivered + pending + rejected + lost, 'the conservation law');
  assert.ok([delivered, pending, rejected, lost].every((count) => Number.isInteger(count) && count >= 0));
}

type Attempt = Sink['attempt'];
interface BenchOptions extends Partial<Omit<SenderOptions, 'queue'>> {
  readonly queue?: Partial<SenderOptions['queue']>;
}

/** A sender, what its sink was given, and what was told. */
export function benchSender(attempt: Attempt, sink: Partial<Sink> = {}, { queue, ...options }: BenchOptions = {}) {
  const batches: string[][] = [];
  const faults: Fault[] = [];
  const dropped: Signals['dropped'][] = [];
  const guard = new Guard((fault) => faults.push(fault));
  const watch = new Watch(guard);
  watch.on('dropped', (signal) => dropped.push(signal));
  const tried: Attempt = (batch, deadline) => {
    batches.push(batch.map(({ fields }) => String(fields.call_id)));
    return attempt(batch, deadline);
  };
  const full: Sink = { classes: ['fact'], unit: 'record', ...sink, attempt: tried };
  const sender = new Sender(
    'bench.sink',
    full,
    {
      queue: { maxRecords: 100_000, maxBytes: 1e9, policy: 'oldest', ...queue },
      scheduleDelayMs: 5,
      attemptTimeoutMs: 10_000,
      random: () => 0,
      untraced: (work) => work(),
      complete: (record) => record,
      isShared: false,
      ...options,
    },
    guard,
    watch,
  );
  return { sender, batches, faults, dropped };
}

/** Hands records over, flushes, closes; returns the checked receipts after the flush and after the close. */
export async function deliver(sender: Sender, records: readonly TelemetryEvent[], flushMs = 5_000) {
  for (const record of records) sender.accept(record);
  assertLedger(sender.receipt());
  const deadline = deadlineIn(flushMs);
  await sender.flush(deadline);
  deadline.dispose();
  const flushed = sender.receipt();
  assertLedger(flushed);
  await sender.close();
  const closed = sender.receipt();
  assertLedger(closed);
  return { flushed, closed };
}
