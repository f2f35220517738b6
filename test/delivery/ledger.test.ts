/** The books: exact to the record. */
import assert from 'node:assert/strict';
import { EmitLedger, isAllDelivered, SinkLedger } from '../../core/delivery/ledger.js';

describe('SinkLedger', () => {
  it('counts each fate by itself, and drops by reason', () => {
    const ledger = new SinkLedger('span');
    for (let at = 0; at < 10; at++) ledger.accept();
    ledger.deliver(4);
    ledger.reject(1);
    ledger.drop(2, 'queue_full');
    ledger.drop(1, 'queue_full');
    ledger.drop(1, 'sink_failed');
    const expected = {
      unit: 'span',
      accepted: 10,
      delivered: 4,
      pending: 1,
      rejected: 1,
      dropped: { queue_full: 3, sink_failed: 1 },
    };
    assert.deepEqual(ledger.receipt(1), expected);
  });

  it('gives a receipt that does not change afterwards', () => {
    const ledger = new SinkLedger('record');
    const receipt = ledger.receipt(0);
    ledger.accept();
    ledger.drop(1, 'queue_full');
    assert.deepEqual(receipt, { unit: 'record', accepted: 0, delivered: 0, pending: 0, rejected: 0, dropped: {} });
  });
});

describe('EmitLedger', () => {
  it('counts refusals and alterations by their words', () => {
    const ledger = new EmitLedger();
    ledger.emitted = 3;
    ledger.refuse('unknown_event');
    ledger.refuse('unknown_event');
    ledger.refuse('closed');
    ledger.alter('cut');
    const receipt = ledger.receipt({});
    ledger.alter('cut');
    assert.deepEqual(receipt, { emitted: 3, refused: { unknown_event: 2, closed: 1 }, altered: { cut: 1 }, sinks: {} });
  });
});

describe('isAllDelivered', () => {
  it('holds when each sink delivered what it accepted, and for no sinks', () => {
    const sink = (accepted: number, delivered: number) =>
      ({ unit: 'record', accepted, delivered, pending: 0, rejected: 0, dropped: {} }) as const;
    const receipt = (sinks: Parameters<typeof isAllDelivered>[0]['sinks']) => ({
      emitted: 0,
      refused: {},
      altered: {},
      sinks,
    });
    assert.equal(isAllDelivered(receipt({})), true);
    assert.equal(isAllDelivered(receipt({ a: sink(3, 3), b: sink(0, 0) })), true);
    assert.equal(isAllDelivered(receipt({ a: sink(3, 3), b: sink(2, 1) })), false);
  });
});
