/** A batch of events becomes sums: one number for each metric and set of tags. */
import type { TelemetryEvent } from '../../core/index.js';
import { counterOf } from './counters.js';
import { sessionTags } from './tags.js';

/** What was counted under one set of tags. */
export interface Sum {
  readonly metric: string;
  /** Texts only, in the order of their keys. */
  readonly tags: Readonly<Record<string, string>>;
  readonly count: number;
}

/** Sums a batch, in the order in which metrics and tags first occur; empty when it holds nothing that is counted. */
export function sumUp(batch: readonly TelemetryEvent[]): Sum[] {
  const sums = new Map<string, Sum>();
  for (const event of batch) {
    const counter = counterOf(event);
    const own = counter?.tagsOf(event);
    if (!counter || !own) continue;
    const tags = sortKeys({ ...sessionTags(event.session), ...own });
    const key = JSON.stringify([counter.metric, tags]);
    sums.set(key, { metric: counter.metric, tags, count: (sums.get(key)?.count ?? 0) + 1 });
  }
  return [...sums.values()];
}

/** Which span of time a batch stands for, in milliseconds since the epoch; it begins before `endMs`, always. */
export interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * The span of time of a batch: from just before its first event (a span of OTLP does not hold its own start) to now, and
 * not from before `previousEndMs`, so that the sums of one source follow each other.
 */
export function windowOf(batch: readonly TelemetryEvent[], nowMs: number, previousEndMs: number | undefined): Window {
  const firstMs = batch.reduce((earliest, event) => Math.min(earliest, event.time), nowMs);
  const startMs = Math.max(firstMs - 1, previousEndMs ?? 0, 0);
  return { startMs: Math.min(startMs, nowMs - 1), endMs: nowMs };
}

function sortKeys(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)));
}
