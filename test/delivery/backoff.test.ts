/** Back-off: doubling up to a ceiling, half of it jitter. */
import assert from 'node:assert/strict';
import { backoffMs } from '../../core/delivery/backoff.js';

describe('backoffMs', () => {
  it('doubles with each failure and stays at the ceiling', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7, 8, 1_000].map((failures) => backoffMs(failures, () => 1));
    assert.deepEqual(longest, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('waits at least half of it, whatever the jitter', () => {
    for (const failures of [1, 5, 50])
      assert.equal(
        backoffMs(failures, () => 0),
        backoffMs(failures, () => 1) / 2,
      );
  });
});
