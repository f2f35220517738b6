/** `npm run test:faults`: every fault, for us and for the stock SDK, as one table; leaves with 1 when a promise was broken. */
import { parseArgs } from 'node:util';
import { longScale, performAll, planRuns, shortScale } from './plan.js';
import type { Ended, Run } from './run.js';
import { scenarios } from './scenarios.js';
import { heading, toRow } from './table.js';

const { values: wanted } = parseArgs({
  options: {
    /** The first seed; the others count on from it. */
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '20' },
    /** A tenth of all times. */
    short: { type: 'boolean', default: false },
    /** Only scenarios whose name holds this text. */
    only: { type: 'string', default: '' },
    /** Without the stock SDK. */
    ours: { type: 'boolean', default: false },
    /** Runs at the same time. */
    jobs: { type: 'string', default: '8' },
  },
});

const options = {
  scale: wanted.short ? shortScale : longScale,
  firstSeed: Number(wanted.seed),
  seeds: Number(wanted.seeds),
};
const chosen = scenarios.filter(({ name }) => name.includes(wanted.only));
const runs = [
  ...planRuns(chosen, 'codexotel', options),
  ...(wanted.ours ? [] : planRuns(chosen, 'opentelemetry', options)),
];

const ended: Ended[] = [];
const tell = (run: Ended): void => {
  ended.push(run);
  process.stderr.write(`${toRow(run)}\n`);
};
await performAll(runs, Number(wanted.jobs), tell);

const orderOf = ({ scenario, transport, contestant, seed }: Run): string =>
  [String(scenarios.indexOf(scenario)).padStart(2, '0'), transport, contestant, String(seed).padStart(9, '0')].join();
ended.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
const broken = ended.filter(({ problem }) => problem !== undefined).length;
process.stdout.write(`${[heading, ...ended.map(toRow)].join('\n')}\n`);
process.stdout.write(`seed ${options.firstSeed}; ${ended.length - broken} hold, ${broken} broken\n`);
process.exitCode = broken === 0 ? 0 : 1;
