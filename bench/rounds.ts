/** Rounds: two contestants measured in turn in one process; of each the fastest round counts, since noise only ever adds. */

/** Somebody who works: does a fixed amount, and says how many calls that were. */
export type Contestant = () => Promise<number> | number;

/** Nanoseconds per call, of the fastest round of each. */
export interface Fastest {
  readonly ours: number;
  readonly reference: number;
}

/** Runs both in turn, changing who begins. Rounds that only warm up come first and are not counted. */
export async function measureInTurn(
  ours: Contestant,
  reference: Contestant,
  { rounds, warmUpRounds }: { readonly rounds: number; readonly warmUpRounds: number },
): Promise<Fastest> {
  const fastest = { ours: Number.POSITIVE_INFINITY, reference: Number.POSITIVE_INFINITY };
  for (let round = -warmUpRounds; round < rounds; round++) {
    const isCounted = round >= 0;
    for (const turn of round % 2 === 0 ? (['ours', 'reference'] as const) : (['reference', 'ours'] as const)) {
      const nanoseconds = await timePerCall(turn === 'ours' ? ours : reference);
      if (isCounted) fastest[turn] = Math.min(fastest[turn], nanoseconds);
    }
  }
  return fastest;
}

async function timePerCall(contestant: Contestant): Promise<number> {
  const startedAt = process.hrtime.bigint();
  const calls = await contestant();
  return Number(process.hrtime.bigint() - startedAt) / calls;
}
