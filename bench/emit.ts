/** One emit through five plugins into a sink that keeps nothing, against the raw SDK: bursts of 512, their drain included. */
import type { Benchmark, Form } from './figure.js';
import { type BusUnderTest, startBusUnderTest } from './five-plugins.js';
import { createRawSdk } from './raw-sdk.js';
import { measureInTurn } from './rounds.js';
import { facts, type Sample } from './sample-events.js';

/** Events between two drains: the batch of the SDK, and of ours. */
const burst = 512;

const extents = {
  full: { rounds: 15, warmUpRounds: 60, burstsPerRound: 16 },
  smoke: { rounds: 2, warmUpRounds: 1, burstsPerRound: 2 },
} as const satisfies Record<Form, unknown>;

/** One run of this benchmark. */
export interface EmitRun extends BusUnderTest {
  readonly name: string;
  /** The kinds of events, taken in turn. */
  readonly samples: readonly Sample[];
  readonly limit?: number;
}

/** Prepares one run. */
export const benchmarkEmit =
  ({ name, samples, limit, ...kind }: EmitRun): Benchmark =>
  async (form) => {
    const bus = await startBusUnderTest(kind);
    const session = bus.session(facts);
    const sdk = createRawSdk(samples);
    const { burstsPerRound, ...extent } = extents[form];
    const calls = burstsPerRound * burst;

    const ours = async () => {
      for (let done = 0; done < calls; done += burst) {
        for (let n = done; n < done + burst; n++) samples[n % samples.length]?.emit(session, n);
        await bus.flush();
      }
      return calls;
    };
    const reference = async () => {
      for (let done = 0; done < calls; done += burst) {
        for (let n = done; n < done + burst; n++) {
          const sample = samples[n % samples.length];
          if (sample) sdk.emit(sample, n);
        }
        await sdk.flush();
      }
      return calls;
    };

    const fastest = await measureInTurn(ours, reference, extent);
    await sdk.close();
    checkCounts(await bus.close(), sdk.exported, (extent.rounds + extent.warmUpRounds) * calls);
    return { name, ...fastest, unit: 'ns', comparedBy: 'ratio', ...(limit !== undefined && { limit }) };
  };

type Receipt = Awaited<ReturnType<Awaited<ReturnType<typeof startBusUnderTest>>['close']>>;

/** Speed by loss does not count: both sides must have delivered every event, and nothing may have been changed or withheld. */
function checkCounts({ emitted, refused, altered, sinks }: Receipt, exported: number, wanted: number): void {
  const delivered = sinks['null.records']?.delivered;
  const isClean = Object.keys(refused).length === 0 && Object.keys(altered).length === 0;
  if (emitted === wanted && delivered === wanted && exported === wanted && isClean) return;
  throw new Error(
    `bench: of ${wanted} events the bus took ${emitted} and delivered ${delivered}, and the SDK exported ${exported}; ` +
      `refused ${JSON.stringify(refused)}, altered ${JSON.stringify(altered)}`,
  );
}
