/** The faults, each with what must hold. */
import { setTimeout as pause } from 'node:timers/promises';
import { seeded } from './policies.js';
import { bookError, deliveryError, type Scenario } from './scenario.js';

const second = 1_000;
const steady = { perSecond: 200 };

/** Milliseconds by which a deadline may be missed: scheduling on a machine that has other things to do. */
const slackMs = 250;

const closeMs = 1_000;

/** A collector that cannot be finished with: nothing arrives, and the close is in time all the same. */
const unfinished = (name: string, more: Partial<Scenario>): Scenario => ({
  name,
  isTimed: true,
  transports: ['http', 'grpc'],
  order: () => ({ load: { atOnce: 2_048 }, settleMs: 0, closeMs }),
  check: (result) => {
    const { closeMs: tookMs } = result.host;
    return tookMs > closeMs + slackMs ? `close took ${Math.round(tookMs)} ms` : bookError(result);
  },
  ...more,
});

/** All scenarios, in the order of the table. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'down for the first 30 s of 40 s',
    transports: ['http', 'grpc'],
    order: ({ ms }) => ({ load: { ...steady, ms: ms(40 * second) } }),
    prepare: (receiver) => receiver.close(),
    drive: async (receiver, { ms }) => {
      await pause(ms(30 * second));
      await receiver.listen();
    },
    check: deliveryError,
  },
  {
    name: 'dies for 10 s of 22 s',
    transports: ['http', 'grpc'],
    order: ({ ms }) => ({ load: { ...steady, ms: ms(22 * second) } }),
    drive: async (receiver, { ms }) => {
      await pause(ms(5 * second));
      await receiver.close();
      await pause(ms(10 * second));
      await receiver.listen();
    },
    check: deliveryError,
  },
  {
    name: 'flaps every 2 s',
    transports: ['http', 'grpc'],
    order: ({ ms }) => ({ load: { ...steady, ms: ms(22 * second) } }),
    drive: async (receiver, { ms }) => {
      for (let turn = 0; turn < 5; turn++) {
        await pause(ms(2 * second));
        await receiver.close();
        await pause(ms(2 * second));
        await receiver.listen();
      }
    },
    check: deliveryError,
  },
  {
    name: '50 000 in one tick, healthy',
    isHeavy: true,
    transports: ['http', 'json', 'grpc'],
    order: () => ({ load: { atOnce: 50_000 } }),
    check: deliveryError,
  },
  unfinished('hangs', { prepare: (receiver) => receiver.behave({ name: 'hang' }) }),
  unfinished('dribbles a byte every 0.5 s', { prepare: (receiver) => receiver.behave({ name: 'dribble' }) }),
  unfinished('connects to nobody (black hole)', { destination: 'black-hole' }),
  unfinished('TLS handshake hangs', { destination: 'silent-tls' }),
  unfinished('accepts and never reads', { destination: 'silent' }),
  unfinished('asks to wait 9 s, then hangs', {
    prepare: (receiver) => receiver.behave({ name: 'asks-to-wait-and-hangs', seconds: 9 }),
  }),
  {
    name: '1 poison among 511, each kind',
    isHeavy: true,
    transports: ['http', 'json', 'grpc'],
    order: ({ count }) => ({ task: 'poison', load: { atOnce: count(1_000, 1_000) }, settleMs: 20 * second }),
    check: (result) => (result.host.exceptions > 0 ? `${result.host.exceptions} exceptions` : deliveryError(result)),
  },
  {
    name: '429 with Retry-After: 30, then ok',
    transports: ['http', 'grpc'],
    order: ({ ms }) => ({ load: { ...steady, ms: ms(10 * second) }, settleMs: ms(30 * second) + 20 * second }),
    prepare: (receiver, { ms }) =>
      receiver.behave({ name: 'busy-at-first', seconds: Math.ceil(ms(30 * second) / second) }),
    check: (result, { ms }) => {
      const [first = 0, next = 0] = result.arrivals.requestTimes;
      return next - first < Math.ceil(ms(30 * second) / second) * second
        ? 'a request came too early'
        : deliveryError(result);
    },
  },
  {
    name: 'stored, then reset, every third request of 10 000',
    isHeavy: true,
    transports: ['http', 'grpc'],
    order: () => ({ load: { atOnce: 10_000 } }),
    prepare: (receiver) => receiver.behave({ name: 'third-is-stored-and-reset' }),
    check: (result) => (result.arrivals.duplicates === 0 ? 'nothing came twice' : deliveryError(result)),
  },
  {
    name: '1 000 000 while the destination is down',
    isHeavy: true,
    transports: ['http', 'grpc'],
    order: ({ count }) => ({ task: 'flood', load: { atOnce: count(1_000_000, 200_000) }, settleMs: 0, closeMs }),
    prepare: (receiver) => receiver.close(),
    check: (result) =>
      result.host.grownMiB > 64 ? `grew by ${Math.round(result.host.grownMiB)} MiB` : bookError(result),
  },
  {
    name: 'a random schedule of faults for 60 s',
    isRandom: true,
    transports: ['http', 'grpc'],
    order: ({ ms }) => ({ load: { perSecond: 2_000, ms: ms(60 * second) }, settleMs: ms(5 * second), attemptMs: 500 }),
    prepare: (receiver, _, seed) => receiver.behave({ name: 'random', seed }),
    drive: async (receiver, { ms }, seed) => {
      const random = seeded(seed);
      for (let passed = 0; passed < 50 * second; ) {
        const upMs = random() * 8 * second;
        const downMs = random() * 3 * second;
        await pause(ms(upMs));
        await receiver.close();
        await pause(ms(downMs));
        await receiver.listen();
        passed += upMs + downMs;
      }
      await receiver.behave({ name: 'ok' });
    },
    check: (result) => {
      const { delivered = 0 } = result.host.books ?? {};
      if (result.arrivals.inversions > 0) return `${result.arrivals.inversions} arrived out of order`;
      if (result.arrivals.strangers > 0) return `${result.arrivals.strangers} came again under another identity`;
      return delivered > result.arrivals.unique ? 'more is said to be delivered than arrived' : bookError(result);
    },
  },
  {
    name: '100 000 generated inputs',
    isHeavy: true,
    transports: ['json'],
    order: ({ count }) => ({ task: 'fuzz', load: { atOnce: count(100_000, 3_000) }, settleMs: 30 * second }),
    check: (result) => (result.host.exceptions > 0 ? `${result.host.exceptions} exceptions` : bookError(result)),
  },
];
