/** The guard: who fails is noted and told; who keeps failing is quarantined; nobody else is. */
import assert from 'node:assert/strict';
import { type Fault, Guard, goodConduct, kindOf } from '../core/guard.js';

function guardWithFaults() {
  const faults: Fault[] = [];
  return { guard: new Guard((fault) => faults.push(fault)), faults };
}

describe('Guard', () => {
  it('tells who failed, where and how', () => {
    const { guard, faults } = guardWithFaults();
    const cause = new Error('inner');
    guard.fault('mine', 'enrich', 'threw (Error)', cause);
    assert.deepEqual(faults, [
      { source: 'mine', place: 'enrich', message: 'threw (Error)', cause, isQuarantined: false },
    ]);
    assert.deepEqual(guard.faults(), { mine: 1 });
  });

  it('quarantines after ten faults in a row, tells it once, and counts on', () => {
    const { guard, faults } = guardWithFaults();
    for (let at = 0; at < 15; at++) guard.fault('mine', 'route', 'threw');
    assert.equal(faults.length, 10);
    assert.deepEqual(faults.map(({ isQuarantined }) => isQuarantined).lastIndexOf(false), 8);
    assert.equal(guard.conductOf('mine').isQuarantined, true);
    assert.deepEqual(guard.faults(), { mine: 15 });
  });

  it('does not quarantine somebody who succeeds in between', () => {
    const { guard } = guardWithFaults();
    for (let at = 0; at < 50; at++) {
      guard.fault('mine', 'enrich', 'threw');
      if (at % 9 === 0) guard.conductOf('mine').consecutiveFaults = 0;
    }
    assert.equal(guard.conductOf('mine').isQuarantined, false);
  });

  it('times one event in 17, and each plugin for the 1000 events after a slow one', () => {
    const { guard } = guardWithFaults();
    const timed = Array.from({ length: 34 }, () => guard.isNextTimed());
    assert.deepEqual(
      timed,
      Array.from({ length: 34 }, (_, at) => at % 17 === 0),
    );
    guard.timeEvent(24);
    assert.equal(guard.isTiming, false);
    guard.timeEvent(26);
    for (let at = 0; at < 1_000; at++) {
      assert.ok(guard.isTiming && guard.isNextTimed());
      guard.timeEvent(1);
    }
    assert.equal(guard.isTiming, false);
  });

  it('quarantines one alone among several who share a name', () => {
    const { guard } = guardWithFaults();
    const [bad, good] = [goodConduct(), goodConduct()];
    for (let at = 0; at < 10; at++) guard.fault('listener:x', 'observe', 'threw', undefined, bad);
    assert.deepEqual(
      [bad.isQuarantined, good.isQuarantined, guard.conductOf('listener:x').isQuarantined],
      [true, false, false],
    );
    assert.deepEqual(guard.faults(), { 'listener:x': 10 });
  });

  it('tells mishaps however many there are, and quarantines nobody for them', () => {
    const { guard, faults } = guardWithFaults();
    for (let at = 0; at < 30; at++) guard.mishap('configuration', 'setup', 'a mistake');
    assert.equal(faults.length, 30);
    assert.equal(guard.conductOf('configuration').isQuarantined, false);
  });

  it('leaves out a cause that there is not', () => {
    const { guard, faults } = guardWithFaults();
    guard.fault('mine', 'export', 'x');
    assert.ok(!('cause' in (faults[0] ?? {})));
  });
});

describe('kindOf', () => {
  it('says the kind of what was thrown, and nothing of its message', () => {
    assert.equal(kindOf(new RangeError('sk-secret')), 'RangeError');
    assert.equal(kindOf('sk-secret'), 'string');
    assert.equal(kindOf(undefined), 'undefined');
    assert.equal(kindOf(Object.assign(new Error('x'), { name: 'n'.repeat(500) })).length, 64);
  });

  it('survives errors that fight back', () => {
    const hostile = Object.defineProperty(new Error('x'), 'name', {
      get: () => {
        throw new Error('y');
      },
    });
    assert.equal(kindOf(hostile), 'unreadable error');
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    assert.equal(kindOf(proxy), 'unreadable error');
  });
});
