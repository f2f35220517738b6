/** Receipts in tests: the conservation law, for all sinks of a bus. */
import assert from 'node:assert/strict';
import type { Receipt } from '../core/delivery/ledger.js';
import { assertLedger } from './delivery/sender-bench.js';

/** Checks the books of every sink, and gives the receipt back. */
export function checked(receipt: Receipt): Receipt {
  for (const sink of Object.values(receipt.sinks)) assertLedger(sink);
  const refused = Object.values(receipt.refused).reduce((sum, count) => sum + count, 0);
  assert.ok(refused <= receipt.emitted, 'no more is refused than was emitted');
  return receipt;
}
