/** One run: a receiver and a host as processes, the fault between them, and what came of it. */
import { openConnectBlackHole } from '../test/delivery/raw-servers.js';
import type { Contestant, HostOrder, Transport } from './orders.js';
import { type RemoteReceiver, runHost, startRemoteReceiver } from './processes.js';
import type { Result, Scale, Scenario } from './scenario.js';

/** What is run. */
export interface Run {
  readonly scenario: Scenario;
  readonly contestant: Contestant;
  readonly transport: Transport;
  readonly seed: number;
  readonly scale: Scale;
}

/** A run that has ended. */
export interface Ended extends Run {
  /** Absent when the host had not ended after `mostMs`, and was ended. */
  readonly result: Result | undefined;
  /** What does not hold; of the stock SDK nothing is demanded. */
  readonly problem: string | undefined;
}

/** Milliseconds beyond its load that a host may take to end: the stock SDK may need minutes. */
const mostMs = 150_000;

/** Runs it. Any number may run at the same time. */
export async function perform(run: Run): Promise<Ended> {
  const { scenario, scale, seed, contestant, transport } = run;
  const receiver = await startRemoteReceiver();
  const hole = scenario.destination === 'black-hole' ? await openConnectBlackHole() : undefined;
  try {
    await scenario.prepare?.(receiver, scale, seed);
    const order: HostOrder = {
      contestant,
      transport,
      url: urlOf(run, receiver, hole?.port ?? 0),
      task: 'load',
      settleMs: 40_000,
      closeMs: 2_000,
      attemptMs: 10_000,
      seed,
      ...scenario.order(scale),
    };
    const loadMs = 'ms' in order.load ? order.load.ms : 0;
    const [host] = await Promise.all([runHost(order, mostMs + loadMs), scenario.drive?.(receiver, scale, seed)]);
    if (!host)
      return { ...run, result: undefined, problem: contestant === 'codexotel' ? 'the host did not end' : undefined };
    const arrivals = await receiver.report();
    const { rejected = 0, dropped: reasons = {}, pending = 0, refused = 0 } = host.books ?? {};
    const dropped = Object.values(reasons).reduce((sum, count) => sum + count, 0);
    const known = host.books ? arrivals.unique + dropped + rejected + pending + refused : arrivals.unique;
    const result = { host, arrivals, dropped, rejected, lost: Math.max(0, host.emitted - known) };
    return { ...run, result, problem: contestant === 'codexotel' ? scenario.check(result, scale) : undefined };
  } finally {
    await Promise.all([receiver.end(), hole?.close()]);
  }
}

function urlOf({ scenario, transport }: Run, { ports }: RemoteReceiver, holePort: number): string {
  switch (scenario.destination) {
    case 'black-hole':
      return `http://127.0.0.1:${holePort}`;
    case 'silent':
      return `http://127.0.0.1:${ports.silent}`;
    case 'silent-tls':
      return `https://127.0.0.1:${ports.silent}`;
    default:
      return `http://127.0.0.1:${transport === 'grpc' ? ports.grpc : ports.http}`;
  }
}
