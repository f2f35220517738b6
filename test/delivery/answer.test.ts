/** Answers of sinks: whatever their numbers and words, the books stay right. */
import assert from 'node:assert/strict';
import { readOutcome } from '../../core/delivery/answer.js';

describe('readOutcome', () => {
  it('passes proper outcomes on', () => {
    assert.deepEqual(readOutcome({ kind: 'acked' }, 5), { kind: 'acked' });
    assert.deepEqual(readOutcome({ kind: 'acked', rejected: 2, reason: 'too old' }, 5), {
      kind: 'acked',
      rejected: 2,
      reason: 'too old',
    });
    assert.deepEqual(readOutcome({ kind: 'rejected', reason: 'http_400', isSplittable: true }, 5), {
      kind: 'rejected',
      reason: 'http_400',
      isSplittable: true,
    });
    assert.deepEqual(readOutcome({ kind: 'retry', reason: 'http_503', afterMs: 20 }, 5), {
      kind: 'retry',
      reason: 'http_503',
      isDenied: false,
      afterMs: 20,
    });
    assert.deepEqual(readOutcome({ kind: 'unknown', reason: 'timeout' }, 5), { kind: 'unknown', reason: 'timeout' });
  });

  it('refuses what is no outcome', () => {
    for (const answer of [undefined, null, 'acked', 5, [], {}, { kind: 'done' }, () => undefined]) {
      assert.throws(() => readOutcome(answer, 5), TypeError);
    }
  });

  it('counts never more than the batch, and never less than nothing', () => {
    const rejectedOf = (rejected: unknown) => {
      const outcome = readOutcome({ kind: 'acked', rejected }, 5);
      return outcome.kind === 'acked' ? (outcome.rejected ?? 0) : undefined;
    };
    assert.deepEqual(
      [Number.NaN, -3, Infinity, 99, 2.9, 3n, '4', {}, null].map(rejectedOf),
      [0, 0, 5, 5, 2, 3, 4, 0, 0],
    );
  });

  it('reads no pause that would never end, come at once, or overflow a timer', () => {
    const pauseOf = (afterMs: unknown) => {
      const outcome = readOutcome({ kind: 'retry', reason: 'x', afterMs }, 5);
      return outcome.kind === 'retry' ? outcome.afterMs : undefined;
    };
    assert.deepEqual([0, -5, Number.NaN, '7', 0.2, Infinity, 1e15].map(pauseOf), [
      undefined,
      undefined,
      undefined,
      undefined,
      1,
      86_400_000,
      86_400_000,
    ]);
  });

  it('bounds the reason, and finds one where there is none', () => {
    const outcomes = [Symbol('x'), '', 5, 'r'.repeat(1_000)].map((reason) =>
      readOutcome({ kind: 'rejected', reason }, 1),
    );
    assert.deepEqual(
      outcomes.map((outcome) => outcome.kind === 'rejected' && outcome.reason.length),
      [7, 7, 7, 128],
    );
  });
});
