/** Which runs there are: every scenario over each of its transports, long or short, and how many at a time. */
import type { Contestant } from './orders.js';
import { type Ended, perform, type Run } from './run.js';
import type { Scale, Scenario } from './scenario.js';

/** The real length, as the promise is written. */
export const longScale: Scale = { ms: (ms) => ms, count: (long) => long };

/** A tenth of it: what `npm test` can afford. */
export const shortScale: Scale = { ms: (ms) => ms / 10, count: (_, short) => short };

/** The runs of one contestant. A scenario that depends on chance is run with `seeds` seeds, the others with one. */
export const planRuns = (
  scenarios: readonly Scenario[],
  contestant: Contestant,
  { scale, firstSeed, seeds }: { readonly scale: Scale; readonly firstSeed: number; readonly seeds: number },
): Run[] =>
  scenarios.flatMap((scenario) => {
    const count = contestant === 'codexotel' ? seeds : 1;
    if (scenario.isRandom)
      return Array.from({ length: count }, (_, at): Run => {
        const transport = scenario.transports[at % scenario.transports.length] ?? 'http';
        return { scenario, contestant, transport, seed: firstSeed + at, scale };
      });
    return scenario.transports.map((transport): Run => ({ scenario, contestant, transport, seed: firstSeed, scale }));
  });

/** Performs runs and tells each as it ends: those that are measured one by one, heavy ones two at a time, the others together. */
export async function performAll(runs: readonly Run[], jobs: number, tell: (ended: Ended) => void): Promise<void> {
  const isAlone = ({ scenario, contestant }: Run): boolean => Boolean(scenario.isTimed) && contestant === 'codexotel';
  const isHeavy = ({ scenario }: Run): boolean => Boolean(scenario.isHeavy);
  await performSome(runs.filter(isAlone), 1, tell);
  await performSome(runs.filter(isHeavy), 2, tell);
  await performSome(
    runs.filter((run) => !isAlone(run) && !isHeavy(run)),
    jobs,
    tell,
  );
}

async function performSome(runs: readonly Run[], atOnce: number, tell: (ended: Ended) => void): Promise<void> {
  const waiting = [...runs];
  const work = async (): Promise<void> => {
    for (let run = waiting.shift(); run; run = waiting.shift()) tell(await perform(run));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
