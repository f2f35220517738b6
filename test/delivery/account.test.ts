/** The account of a sink: what is entered is told, and nothing is told of no records. */
import assert from 'node:assert/strict';
import { Account } from '../../core/delivery/account.js';
import { Guard } from '../../core/guard.js';
import { Watch } from '../../core/signals.js';
import { assertLedger } from './sender-bench.js';

describe('Account', () => {
  it('enters each fate once, tells it once, and knows how many left the queue', () => {
    const guard = new Guard(() => undefined);
    const watch = new Watch(guard);
    const told: unknown[] = [];
    watch.on('*', (name: string, { records, reason }: { records: number; reason?: string }) =>
      told.push([name, records, reason]),
    );
    const account = new Account('s', 'record', guard, watch);
    for (let at = 0; at < 10; at++) account.accept();
    account.turnAway('queue_full');
    account.deliver(4);
    account.reject(2, 'http_400');
    account.drop(3, 'sink_failed');
    for (const nothing of [
      () => account.deliver(0),
      () => account.reject(0, 'x'),
      () => account.drop(0, 'queue_full'),
    ]) {
      nothing();
    }
    assertLedger(account.receipt(0));
    assert.equal(account.settled, 9);
    assert.deepEqual(told, [
      ['dropped', 1, 'queue_full'],
      ['delivered', 4, undefined],
      ['dropped', 2, 'rejected:http_400'],
      ['dropped', 3, 'sink_failed'],
    ]);
  });
});
