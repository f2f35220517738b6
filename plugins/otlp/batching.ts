/** How records gather for a request, by the standard variables of the batch processors (`OTEL_BLRP_*`, `OTEL_BSP_*`). */
import type { DeliveryDefaults } from '../../core/index.js';
import type { SignalName } from './signals.js';

/** What the variables say; what none says is left out. */
export interface Batching {
  readonly maxBatchRecords?: number;
  readonly defaults?: DeliveryDefaults;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Beyond this, Node has no timer. */
const most = 2 ** 31 - 1;
const standardBatchRecords = 512;

/** Reads those of one signal. A value that cannot be meant so is reported, and says nothing. */
export function readBatching(signal: SignalName, env: Environment, report: (message: string) => void): Batching {
  const read = (variable: string, least: number): number | undefined => {
    const text = env[variable]?.trim() ?? '';
    if (text === '') return undefined;
    const number = /^\d{1,10}$/.test(text) ? Number(text) : -1;
    if (number >= least && number <= most) return number;
    report(`otlp: ${variable} must be a whole number from ${least} to ${most}; it is ignored`);
    return undefined;
  };
  if (signal === 'metrics') return toBatching({ attemptTimeoutMs: read('OTEL_METRIC_EXPORT_TIMEOUT', 1) });
  const prefix = signal === 'logs' ? 'OTEL_BLRP' : 'OTEL_BSP';
  return toBatching({
    scheduleDelayMs: read(`${prefix}_SCHEDULE_DELAY`, 0),
    attemptTimeoutMs: read(`${prefix}_EXPORT_TIMEOUT`, 1),
    maxQueueRecords: read(`${prefix}_MAX_QUEUE_SIZE`, 1),
    maxBatchRecords: read(`${prefix}_MAX_EXPORT_BATCH_SIZE`, 1),
  });
}

interface Said {
  readonly scheduleDelayMs?: number | undefined;
  readonly attemptTimeoutMs?: number | undefined;
  readonly maxQueueRecords?: number | undefined;
  readonly maxBatchRecords?: number | undefined;
}

/** A batch that is larger than its queue would never be full. */
function toBatching({ scheduleDelayMs, attemptTimeoutMs, maxQueueRecords, maxBatchRecords }: Said): Batching {
  const size = Math.min(maxBatchRecords ?? standardBatchRecords, maxQueueRecords ?? Number.POSITIVE_INFINITY);
  const defaults = {
    ...(scheduleDelayMs !== undefined && { scheduleDelayMs }),
    ...(attemptTimeoutMs !== undefined && { attemptTimeoutMs }),
    ...(maxQueueRecords !== undefined && { maxQueueRecords }),
  };
  return {
    ...(size !== standardBatchRecords && { maxBatchRecords: size }),
    ...(Object.keys(defaults).length > 0 && { defaults }),
  };
}
