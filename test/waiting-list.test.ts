/** What waits for the configuration is bounded in number and in bytes. */
import assert from 'node:assert/strict';
import { codexEvents } from '../core/catalogue/index.js';
import { prepareLine } from '../core/event-line.js';
import { defaultLimits } from '../core/normalise.js';
import { WaitingList } from '../core/waiting-list.js';
import { toolResults } from './sample-event.js';

const line = prepareLine('codex.tool_result', codexEvents['codex.tool_result'], defaultLimits);

/** How many of a hundred thousand events with this weight are taken. */
function takenOf(bytes: number): number {
  const list = new WaitingList();
  const [event] = toolResults(1, { bytes });
  assert.ok(event);
  let taken = 0;
  while (taken < 100_000 && list.add(line, event, undefined)) taken++;
  assert.equal(list.drain().length, taken);
  assert.ok(list.add(line, event, undefined), 'there is room again');
  return taken;
}

describe('the events before ready', () => {
  it('are 10 000 at most', () => {
    assert.equal(takenOf(100), 10_000);
  });

  it('are 32 MiB at most', () => {
    assert.equal(takenOf(2 ** 20), 32);
  });
});
