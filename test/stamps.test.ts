/** Stamps: a time that is none falls back to now, a trace context that is none is left out; both are counted. */
import assert from 'node:assert/strict';
import type { Alteration } from '../core/normalise.js';
import { eventTime, traceReference } from '../core/stamps.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

function noting() {
  const notes: Alteration[] = [];
  return { notes, note: (alteration: Alteration) => void notes.push(alteration) };
}

const throwing = (name: string): object =>
  Object.defineProperty({}, name, {
    get: () => {
      throw new Error('x');
    },
  });

describe('eventTime', () => {
  it('takes milliseconds and dates', () => {
    const { note, notes } = noting();
    assert.equal(eventTime({ time: 1_795_000_000_000 }, 5, note), 1_795_000_000_000);
    assert.equal(eventTime({ time: new Date(7) }, 5, note), 7);
    assert.equal(eventTime({ time: 0 }, 5, note), 0);
    assert.equal(eventTime({}, 5, note), 5);
    assert.deepEqual(notes, []);
  });

  it('falls back for anything that is no time, and counts it', () => {
    const hostile = [
      Number.NaN,
      Infinity,
      -1,
      1e300,
      '2026-01-01',
      10n,
      new Date(Number.NaN),
      [Number.NaN, Number.NaN],
      {},
      true,
      null,
    ];
    for (const time of hostile) {
      const { note, notes } = noting();
      assert.equal(eventTime({ time }, 5, note), 5);
      assert.deepEqual(notes, ['converted']);
    }
  });

  it('survives options that cannot be read', () => {
    const { note, notes } = noting();
    const hostile = [throwing('time'), { time: new Proxy(new Date(), {}) }];
    for (const stamps of hostile) assert.equal(eventTime(stamps, 5, note), 5);
    assert.deepEqual(notes, ['converted', 'converted']);
  });
});

describe('traceReference', () => {
  it('takes ids of W3C form, and flags that are a byte', () => {
    const { note, notes } = noting();
    assert.deepEqual(traceReference({ trace: { traceId, spanId, traceFlags: 1 } }, note), {
      traceId,
      spanId,
      traceFlags: 1,
    });
    assert.deepEqual(traceReference({ trace: { traceId, spanId } }, note), { traceId, spanId });
    for (const traceFlags of [256, -1, 0.5, '1', null]) {
      assert.deepEqual(traceReference({ trace: { traceId, spanId, traceFlags } }, note), { traceId, spanId });
    }
    assert.deepEqual(notes, []);
  });

  it('leaves out what is no trace context, and counts it', () => {
    const hostile = [
      'x',
      5,
      {},
      { traceId },
      { traceId: traceId.toUpperCase(), spanId },
      { traceId: '0'.repeat(32), spanId },
      { traceId, spanId: '0'.repeat(16) },
      { traceId: `${traceId}\n`, spanId },
      { traceId: 1, spanId: 2 },
      throwing('traceId'),
    ];
    for (const trace of hostile) {
      const { note, notes } = noting();
      assert.equal(traceReference({ trace }, note), undefined);
      assert.deepEqual(notes, ['withheld']);
    }
  });

  it('takes a copy, so that later changes do not reach the event', () => {
    const trace = { traceId, spanId };
    const reference = traceReference({ trace }, () => undefined);
    trace.spanId = 'changed';
    assert.equal(reference?.spanId, spanId);
  });
});
