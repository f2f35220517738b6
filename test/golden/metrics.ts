/** Metrics, put so that those of a capture and those that a receiver got can be compared. */
import { readFileSync } from 'node:fs';
import type { ReceivedMetric } from '../../core/testing/index.js';
import { sessionMetrics } from '../../index.js';
import { inCheckout } from '../cli/run.js';

type Attributes = readonly (readonly [name: string, type: string, value: unknown])[];

/** One metric. */
export interface Metric {
  readonly scope: string | { readonly name: string };
  readonly name: string;
  readonly kind: string;
  readonly unit: string;
  readonly description: string;
  readonly temporality?: number;
  readonly isMonotonic?: boolean;
  readonly monotonic?: boolean;
  readonly bounds?: readonly number[];
  readonly points: ReadonlyArray<{
    readonly attributes: Attributes;
    readonly value?: unknown;
    readonly count?: unknown;
    readonly sum?: unknown;
    readonly bounds?: readonly number[];
  }>;
}

/** Metrics that follow from messages which are no event, so no capture tells of what they count. */
const ofMessages: ReadonlySet<string> = new Set(sessionMetrics['codex.websocket_event']?.map(({ name }) => name));

/** Metrics that follow from events. */
const ofEvents: ReadonlySet<string> = new Set(
  Object.values(sessionMetrics)
    .flat()
    .map(({ name }) => name)
    .filter((name) => !ofMessages.has(name)),
);

/** Tags that the caller of a tool adds; the events do not tell which of them belong to which call. */
const ofCallers: ReadonlySet<string> = new Set([
  'command_category',
  'sandbox',
  'sandbox_policy',
  'shell_snapshot_mode',
]);

/** The metrics of a capture that follow from events. */
export function capturedMetrics(run: string): readonly Metric[] {
  const { metrics }: { metrics: readonly Metric[] } = JSON.parse(
    readFileSync(inCheckout(`test/fixtures/golden/${run}/telemetry.json`), 'utf8'),
  );
  return metrics.filter(({ name }) => ofEvents.has(name));
}

/** Those of a receiver. */
export const receivedMetrics = (records: readonly { readonly signal: string }[]): readonly Metric[] =>
  records
    .filter((record): record is ReceivedMetric => record.signal === 'metrics')
    .map((record) => record as unknown as Metric)
    .filter(({ name }) => ofEvents.has(name));

/** Where sessions of a run came from, as its metrics say. */
export const sourcesIn = (metrics: readonly Metric[]): ReadonlySet<string> =>
  new Set(
    metrics.flatMap(({ points }) =>
      points.flatMap(({ attributes }) =>
        attributes.flatMap(([name, , value]) => (name === 'session_source' ? [String(value)] : [])),
      ),
    ),
  );

/** What each metric is, by name. */
export const shapesOf = (metrics: readonly Metric[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    metrics
      .map((metric): [string, unknown] => {
        const { scope, name, kind, unit, description, temporality, isMonotonic, monotonic, points } = metric;
        const shape = { kind, unit, description, temporality, isMonotonic: isMonotonic ?? monotonic };
        const bounds = metric.bounds ?? points[0]?.bounds;
        return [name, { ...shape, scope: typeof scope === 'string' ? scope : scope.name, bounds }];
      })
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );

/** Counts by name and tags; of durations also the sum of milliseconds. `without`: tags that one side cannot know. */
export function countsOf(metrics: readonly Metric[], without: ReadonlySet<string>): Record<string, string> {
  const totals = new Map<string, { count: number; sum: number }>();
  for (const { name, points } of metrics) {
    for (const { attributes, value, count, sum } of points) {
      const tags = attributes.filter(([tag]) => !ofCallers.has(tag) && !without.has(tag));
      const key = JSON.stringify([name, ...tags]);
      const total = totals.get(key) ?? { count: 0, sum: 0 };
      totals.set(key, { count: total.count + Number(count ?? value), sum: total.sum + Number(sum ?? 0) });
    }
  }
  const entries = [...totals].map(([key, { count, sum }]) => [key, `${count} times, ${sum} ms`] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
