/** `codexotel check --send`: a record for each destination, so that an operator sees whether they arrive, and if not, why. */
import { randomUUID } from 'node:crypto';
import { type Bus, defineEvents, fact } from '../index.js';

/** What is sent as a log record and on the span; a host never emits it. */
export const canaryEvents = defineEvents({ 'codexotel.check': { check_id: fact.string } });

/** What became of it at one destination. */
export interface Arrival {
  readonly name: string;
  readonly isDelivered: boolean;
  /** Records, spans or points that were sent; 0: a route leaves the destination out. */
  readonly sent: number;
  /** In a word such as `tls_failed` or `http_401`; absent when all was delivered, or when nobody knows. */
  readonly trouble?: string;
}

/** Sends a log record, a turn with its span, and a point of a metric to wherever they go, and waits for `timeoutMs` at most. */
export async function sendCanary(bus: Bus<typeof canaryEvents>, timeoutMs: number): Promise<readonly Arrival[]> {
  const session = bus.session({});
  session.turn({}, () => bus.emit('codexotel.check', { check_id: randomUUID() }));
  session.end();
  bus.metrics.counter('codexotel.check', 1, {}, 'Checks by `codexotel check --send`.');
  const { sinks } = await bus.flush(timeoutMs);
  const described = bus.describe().sinks;
  return Object.entries(sinks).map(([name, { accepted, delivered }]) => {
    const trouble = described[name]?.trouble;
    const isDelivered = delivered === accepted && accepted > 0;
    return { name, isDelivered, sent: accepted, ...(!isDelivered && trouble !== undefined && { trouble }) };
  });
}

/** One line for a person. */
export function showArrival({ isDelivered, sent, trouble }: Arrival): string {
  if (isDelivered) return `delivered, ${sent} of ${sent}`;
  if (sent === 0) return 'nothing was sent: no route leads there';
  return `NOT delivered: ${trouble ?? 'no answer in time'}`;
}
