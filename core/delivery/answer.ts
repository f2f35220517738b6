/** What a sink answered, made safe: an outcome whose numbers and words can be relied on, whoever wrote the sink. */
import type { Outcome } from '../plugin.js';
import { toPauseMs } from './retry-after.js';

const maxReasonLength = 128;

/** The outcome of an attempt at so many records. Throws a `TypeError` when the answer is none. */
export function readOutcome(answer: unknown, records: number): Outcome {
  if (typeof answer !== 'object' || answer === null) throw new TypeError('attempt returned no outcome');
  const { kind, reason, rejected, isSplittable, afterMs, isDenied } = answer as Readonly<Record<string, unknown>>;
  switch (kind) {
    case 'acked': {
      const refused = Math.min(toCount(rejected), records);
      return refused === 0 ? { kind } : { kind, rejected: refused, reason: toReason(reason, 'partial_success') };
    }
    case 'rejected':
      return { kind, reason: toReason(reason, 'unknown'), isSplittable: isSplittable === true };
    case 'retry': {
      const pauseMs = typeof afterMs === 'number' ? toPauseMs(afterMs) : undefined;
      return {
        kind,
        reason: toReason(reason, 'unknown'),
        isDenied: isDenied === true,
        ...(pauseMs && { afterMs: pauseMs }),
      };
    }
    case 'unknown':
      return { kind, reason: toReason(reason, 'unknown') };
    default:
      throw new TypeError('attempt returned no outcome');
  }
}

/** A whole number from 0; the wire's 64-bit integers come as `bigint` or as text. */
function toCount(value: unknown): number {
  const isNumeric = typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string';
  const number = isNumeric ? Math.trunc(Number(value)) : 0;
  return Number.isNaN(number) ? 0 : Math.max(0, number);
}

const toReason = (reason: unknown, otherwise: string): string =>
  typeof reason === 'string' && reason !== '' ? reason.slice(0, maxReasonLength) : otherwise;
