/** `npm run bench`: runs the benchmarks, prints what they found, and leaves with 1 when one failed or a limit was missed. */
import { parseArgs } from 'node:util';
import { cases } from './cases.js';
import { type Figure, isWithinLimit } from './figure.js';
import { measureInFreshProcesses } from './fresh-process.js';
import { heading, toJson, toRow } from './report.js';

const { values: wanted } = parseArgs({
  options: {
    /** Runs everything briefly, and holds no limit. */
    smoke: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    /** The benchmarks to run; default: all. */
    only: { type: 'string', multiple: true, default: Object.keys(cases) },
  },
});

const tell = (line: string): void => {
  if (!wanted.json) process.stdout.write(`${line}\n`);
};

const figures: Figure[] = [];
let failed = 0;
tell(heading);
for (const name of wanted.only) {
  try {
    const figure = await measureInFreshProcesses(name, wanted.smoke ? 'smoke' : 'full', cases[name]?.processes ?? 1);
    figures.push(figure);
    tell(toRow(figure, !wanted.smoke));
    if (!wanted.smoke && !isWithinLimit(figure)) failed++;
  } catch (error) {
    failed++;
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
}
if (wanted.json) process.stdout.write(`${toJson(figures)}\n`);
tell(`${wanted.only.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
