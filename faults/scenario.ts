/** What a scenario is: a load, a destination that fails in its own way, and what must hold afterwards. */
import type { Arrivals, HostOrder, HostReport, Transport } from './orders.js';
import type { RemoteReceiver } from './processes.js';

/** How long everything takes: 1 is the real length, 0.1 a tenth. */
export interface Scale {
  /** Milliseconds of the scenario to milliseconds of this run. */
  readonly ms: (ms: number) => number;
  /** So many of something, fewer in a short run. */
  readonly count: (long: number, short: number) => number;
}

/** One fault. */
export interface Scenario {
  readonly name: string;
  readonly transports: readonly Transport[];
  /** Whether it needs the machine more than time, so that few such run at once. */
  readonly isHeavy?: true;
  /** Whether a deadline is measured, so that ours runs alone: the machine must not be what is late. */
  readonly isTimed?: true;
  /** Whether it depends on chance, so that it is run with many seeds. */
  readonly isRandom?: true;
  /** The part of the host's order that differs from the usual one. */
  readonly order: (scale: Scale) => Pick<HostOrder, 'load'> & Partial<HostOrder>;
  /** Where the host sends to, when it is not the receiver: a port that is silent, or one that no connection gets through to. */
  readonly destination?: 'silent' | 'silent-tls' | 'black-hole';
  /** Drives the receiver while the host works; starts before the host. */
  readonly drive?: (receiver: RemoteReceiver, scale: Scale, seed: number) => Promise<void>;
  /** Does something before the host starts. */
  readonly prepare?: (receiver: RemoteReceiver, scale: Scale, seed: number) => Promise<void>;
  /** What is broken, in words; nothing when all holds. */
  readonly check: (result: Result, scale: Scale) => string | undefined;
}

/** What came of a run. */
export interface Result {
  readonly host: HostReport;
  readonly arrivals: Arrivals;
  /** Events that neither arrived nor stand in any book. */
  readonly lost: number;
  readonly dropped: number;
  readonly rejected: number;
}

/** The conservation law: every event is delivered, pending, dropped, rejected or refused, to the record. */
export function bookError({ host: { emitted, books } }: Result): string | undefined {
  if (!books) return 'there are no books';
  const { accepted, refused, delivered, pending, rejected, dropped } = books;
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  if (accepted !== delivered + pending + rejected + lost) return `books: ${JSON.stringify(books)}`;
  return emitted === accepted + refused
    ? undefined
    : `${emitted} emitted, but ${accepted} accepted and ${refused} refused`;
}

/** All arrived, in order, and what came twice was known by its identity. */
export function deliveryError(result: Result): string | undefined {
  const { host, arrivals } = result;
  if (arrivals.unique !== host.emitted) return `${host.emitted - arrivals.unique} of ${host.emitted} did not arrive`;
  if (arrivals.inversions > 0) return `${arrivals.inversions} arrived out of order`;
  if (arrivals.strangers > 0) return `${arrivals.strangers} came again under another identity`;
  return bookError(result);
}
