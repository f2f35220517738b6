/** The pace of a destination: pauses that it asks for are kept, and a refusal of credentials is news once. */
import assert from 'node:assert/strict';
import { Pace } from '../../core/delivery/pace.js';

describe('Pace', () => {
  it('lets the first attempt go at once', () => {
    assert.equal(new Pace(Math.random).waitMs, 0);
  });

  it('keeps the pause that the destination asked for, and otherwise its own', () => {
    const pace = new Pace(() => 0);
    pace.holdBack({ kind: 'retry', reason: 'http_503', afterMs: 5_000 });
    assert.ok(pace.waitMs > 4_000 && pace.waitMs <= 5_000);
    pace.holdBack({ kind: 'unknown', reason: 'timeout' });
    assert.ok(pace.waitMs > 300 && pace.waitMs <= 500);
  });

  it('waits a minute when credentials are refused, and says so once until something is settled', () => {
    const pace = new Pace(() => 0);
    const denied = { kind: 'retry', reason: 'http_401', isDenied: true } as const;
    assert.deepEqual([pace.holdBack(denied), pace.holdBack(denied)], [true, false]);
    assert.ok(pace.waitMs > 59_000 && pace.waitMs <= 60_000);
    pace.settle();
    assert.equal(pace.holdBack(denied), true);
  });

  it('leaves a destination alone that refuses everything, for longer and longer, until it takes something', () => {
    const pace = new Pace(() => 1);
    for (let refusal = 0; refusal < 16; refusal++) pace.refuse();
    assert.deepEqual([pace.waitMs, pace.isRefusingAll], [0, false]);
    pace.refuse();
    assert.ok(pace.isRefusingAll && pace.waitMs > 400 && pace.waitMs <= 500);
    pace.refuse();
    assert.ok(pace.waitMs > 900 && pace.waitMs <= 1_000);
    pace.settle();
    assert.equal(pace.isRefusingAll, false);
  });

  it('begins with the shortest pause again after something was settled', () => {
    const pace = new Pace(() => 1);
    for (let at = 0; at < 5; at++) pace.holdBack({ kind: 'unknown', reason: 'timeout' });
    pace.settle();
    pace.holdBack({ kind: 'unknown', reason: 'timeout' });
    assert.ok(pace.waitMs <= 500);
  });
});
