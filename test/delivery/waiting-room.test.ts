/** The waiting room: nobody waits for what holds already, or longer than his deadline. */
import assert from 'node:assert/strict';
import { deadlineIn } from '../../core/deadline.js';
import { WaitingRoom } from '../../core/delivery/waiting-room.js';

describe('WaitingRoom', () => {
  it('lets go at once, without urging, when it is done already', async () => {
    const deadline = deadlineIn(10_000);
    await new WaitingRoom().until(
      deadline,
      () => true,
      () => assert.fail('must not urge'),
    );
    deadline.dispose();
  });

  it('asks everybody again at each call, and lets those go for whom it holds', async () => {
    const room = new WaitingRoom();
    const deadline = deadlineIn(10_000);
    let step = 0;
    const gone: string[] = [];
    const wait = (name: string, at: number) =>
      room
        .until(
          deadline,
          () => step >= at,
          () => undefined,
        )
        .then(() => gone.push(name));
    const all = [wait('late', 2), wait('early', 1)];
    for (step = 1; step <= 2; step++) {
      room.call();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(all);
    deadline.dispose();
    assert.deepEqual(gone, ['early', 'late']);
  });

  it('lets go at the deadline', async () => {
    const deadline = deadlineIn(10);
    let urged = 0;
    await new WaitingRoom().until(
      deadline,
      () => false,
      () => urged++,
    );
    assert.equal(urged, 1);
  });
});
