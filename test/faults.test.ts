/** The promise of delivery under faults, a tenth as long as in `npm run test:faults`, with receivers and hosts in their own processes. */
import assert from 'node:assert/strict';
import { performAll, planRuns, shortScale } from '../faults/plan.js';
import type { Ended } from '../faults/run.js';
import { scenarios } from '../faults/scenarios.js';
import { toRow } from '../faults/table.js';

const runs = planRuns(scenarios, 'codexotel', { scale: shortScale, firstSeed: Date.now() % 1_000_000, seeds: 2 });

describe('under a fault', function () {
  this.timeout(170_000);
  const ended: Ended[] = [];

  before(() => performAll(runs, 6, (run) => ended.push(run)));

  for (const { scenario, transport, seed } of runs) {
    it(`nothing is lost without a word: ${scenario.name} over ${transport}, seed ${seed}`, () => {
      const run = ended.find((one) => one.scenario === scenario && one.transport === transport && one.seed === seed);
      assert.ok(run?.result, 'it ended');
      assert.equal(run.problem, undefined, toRow(run));
    });
  }
});
