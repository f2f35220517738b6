/** Deadlines: one moment for all parts of a piece of work. */
import assert from 'node:assert/strict';
import { deadlineIn, withinDeadline } from '../core/deadline.js';

describe('deadlineIn', () => {
  it('aborts when the moment has come, and not before', async () => {
    const deadline = deadlineIn(40);
    assert.equal(deadline.signal.aborted, false);
    assert.ok(deadline.remainingMs() > 0 && deadline.remainingMs() <= 40);
    await new Promise((resolve) => deadline.signal.addEventListener('abort', resolve));
    assert.equal(deadline.remainingMs(), 0);
  });

  it('aborts at once for no time or less', async () => {
    for (const afterMs of [0, -5]) {
      const deadline = deadlineIn(afterMs);
      await new Promise((resolve) => deadline.signal.addEventListener('abort', resolve));
      assert.equal(deadline.remainingMs(), 0);
    }
  });

  it('does not come early when it is further away than a timer can count', async () => {
    const deadline = deadlineIn(1e12);
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(deadline.signal.aborted, false);
    deadline.dispose();
  });

  it('can be given up, more than once', () => {
    const deadline = deadlineIn(10_000);
    deadline.abort();
    deadline.abort();
    deadline.dispose();
    assert.deepEqual([deadline.signal.aborted, deadline.remainingMs()], [true, 0]);
  });

  it('does not abort after it was disposed of', async () => {
    const deadline = deadlineIn(5);
    deadline.dispose();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(deadline.signal.aborted, false);
  });
});

describe('withinDeadline', () => {
  it('settles with the work when that is in time', async () => {
    const deadline = deadlineIn(10_000);
    assert.equal(await withinDeadline(Promise.resolve('done'), deadline, () => 'late'), 'done');
    await assert.rejects(
      withinDeadline(Promise.reject(new Error('no')), deadline, () => 'late'),
      /no/,
    );
    deadline.dispose();
  });

  it('settles with the late answer, whatever the work does', async () => {
    const deadline = deadlineIn(10);
    assert.equal(await withinDeadline(new Promise<string>(() => undefined), deadline, () => 'late'), 'late');
    assert.equal(await withinDeadline(new Promise<string>(() => undefined), deadline, () => 'late'), 'late');
  });

  it('does not leave a late rejection unheard', async () => {
    const deadline = deadlineIn(5);
    let reject: (error: Error) => void = () => undefined;
    const promise = new Promise<string>((_, no) => (reject = no));
    assert.equal(await withinDeadline(promise, deadline, () => 'late'), 'late');
    reject(new Error('too late'));
    await new Promise((resolve) => setImmediate(resolve));
  });
});
