/** A host as a process of its own: emits as its order says, ends, and reports. */
import { setTimeout as pause } from 'node:timers/promises';
import { startCodexotel } from '../contestants/codexotel.js';
import type { Sending } from '../contestants/contestant.js';
import type { HostOrder, HostReport } from '../orders.js';
import type { TaskOutcome } from '../tasks/outcome.js';

const order: HostOrder = JSON.parse(process.argv[2] ?? '{}');
let exceptions = 0;
for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, () => exceptions++);

const open = async (): Promise<Sending> =>
  order.contestant === 'codexotel'
    ? startCodexotel(order)
    : (await import('../contestants/opentelemetry.js')).startOpenTelemetry(order);

type Task = (sending: Sending, order: HostOrder) => Promise<TaskOutcome>;

/** Only what is needed is loaded: a host that measures its memory has to be a small one. */
const tasks: Readonly<Record<HostOrder['task'], () => Promise<Task>>> = {
  load: async () => (await import('../tasks/load.js')).emitLoad,
  flood: async () => (await import('../tasks/flood.js')).floodAway,
  poison: async () => (await import('../tasks/poison.js')).emitPoison,
  fuzz: async () => (await import('../tasks/fuzz.js')).emitFuzz,
};

const task = await tasks[order.task]();
const sending = await open();
const outcome = await task(sending, order);
await sending.settle(order.settleMs);
const startedAt = performance.now();
await sending.close(order.closeMs);
const closeMs = performance.now() - startedAt;
// Whatever was left rejected is heard of by now.
await pause(20);
const books = sending.books();
const report: HostReport = {
  emitted: outcome.emitted,
  ...(books && { books }),
  closeMs,
  exceptions: exceptions + outcome.exceptions,
  grownMiB: outcome.grownMiB,
};
process.stdout.write(JSON.stringify(report), () => process.exit());
