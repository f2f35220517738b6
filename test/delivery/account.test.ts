/** The account of a sink: what is entered is told, nothing is told of no records, and losses are known by session. */
import assert from 'node:assert/strict';
import { Account } from '../../core/delivery/account.js';
import { Guard } from '../../core/guard.js';
import { Watch } from '../../core/signals.js';
import { toolResults } from '../sample-event.js';
import { assertLedger } from './sender-bench.js';

function openAccount() {
  const faults: string[] = [];
  const guard = new Guard(({ message }) => void faults.push(message));
  const watch = new Watch(guard);
  const told: unknown[] = [];
  watch.on('*', (name: string, { records, reason }: { records: number; reason?: string }) =>
    told.push([name, records, reason]),
  );
  return { account: new Account('s', 'record', guard, watch), told, faults };
}

describe('Account', () => {
  it('enters each fate once, tells it once, and knows how many left the queue', () => {
    const { account, told } = openAccount();
    const [first, ...others] = toolResults(6);
    assert.ok(first);
    for (let at = 0; at < 12; at++) account.accept();
    account.turnAway(first, 'queue_full');
    account.deliver(4);
    account.reject(others.slice(0, 2), 'http_400');
    account.rejectSome(2, 'partial_success');
    account.drop(others.slice(2), 'sink_failed');
    for (const nothing of [
      () => account.deliver(0),
      () => account.reject([], 'x'),
      () => account.rejectSome(0, 'x'),
      () => account.drop([], 'queue_full'),
    ]) {
      nothing();
    }
    assertLedger(account.receipt(0));
    assert.equal(account.settled, 11);
    assert.deepEqual(told, [
      ['dropped', 1, 'queue_full'],
      ['delivered', 4, undefined],
      ['dropped', 2, 'rejected:http_400'],
      ['dropped', 2, 'rejected:partial_success'],
      ['dropped', 3, 'sink_failed'],
    ]);
  });

  it('says who refuses the credentials: the destination, or the proxy before it', () => {
    const { account, faults } = openAccount();
    for (const reason of ['http_401', 'grpc_7', 'proxy_403', 'http_407']) account.tellDenied(reason);
    assert.deepEqual(faults, [
      'the destination refuses our credentials (http_401); records are kept, check the headers',
      'the destination refuses our credentials (grpc_7); records are kept, check the headers',
      'the proxy refuses our credentials (proxy_403); records are kept, check its URL',
      'the proxy refuses our credentials (http_407); records are kept, check its URL',
    ]);
  });

  it('keeps what each session lost, and forgets the oldest of very many', () => {
    const { account } = openAccount();
    const [record] = toolResults(1);
    assert.ok(record);
    account.drop([{ ...record, stream: 'a' }], 'queue_full');
    account.reject(
      [
        { ...record, stream: 'a' },
        { ...record, stream: 'b' },
      ],
      'http_400',
    );
    assert.deepEqual(account.losses.of('a'), { dropped: 1, rejected: 1 });
    assert.deepEqual(account.losses.of('b'), { dropped: 0, rejected: 1 });
    for (let at = 0; at < 1_023; at++) account.drop([{ ...record, stream: String(at) }], 'queue_full');
    assert.deepEqual(account.losses.of('a'), { dropped: 0, rejected: 0 });
    assert.deepEqual(account.losses.of('1022'), { dropped: 1, rejected: 0 });
  });
});
