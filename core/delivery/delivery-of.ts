/** How one sink is delivered to: what the configuration says, else what the sink asks for, else the defaults. */
import type { Configuration } from '../config/schema.js';
import type { DeliveryDefaults } from '../plugin.js';
import type { SenderOptions } from './sender.js';

/** The options of a sender that the configuration and the sink have a say in. */
export function deliveryOf(
  { delivery, origins }: Pick<Configuration, 'delivery' | 'origins'>,
  { scheduleDelayMs, maxQueueRecords, attemptTimeoutMs }: DeliveryDefaults = {},
): Pick<SenderOptions, 'queue' | 'scheduleDelayMs' | 'attemptTimeoutMs'> {
  const { queue } = delivery;
  const maxRecords = origins.has('queue.max_records') ? undefined : maxQueueRecords;
  return {
    queue: maxRecords === undefined ? queue : { ...queue, maxRecords },
    scheduleDelayMs: scheduleDelayMs ?? delivery.scheduleDelayMs,
    attemptTimeoutMs: (origins.has('deadlines.attempt_ms') ? undefined : attemptTimeoutMs) ?? delivery.attemptTimeoutMs,
  };
}
