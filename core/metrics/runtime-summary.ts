/** What a running process did since somebody looked last: totals of calls, and the times that the model's API measured. */
import type { MetricPoint } from './point.js';

/** How often, and for how long together. */
export interface RuntimeTotals {
  readonly count: number;
  /** Whole milliseconds. */
  readonly duration_ms: number;
}

const totals = {
  tool_calls: 'codex.tool.call',
  api_calls: 'codex.api_request',
  streaming_events: 'codex.sse_event',
  websocket_calls: 'codex.websocket.request',
  websocket_events: 'codex.websocket.event',
} as const;

const responsesApiTimes = {
  responses_api_overhead_ms: 'codex.responses_api_overhead.duration_ms',
  responses_api_inference_time_ms: 'codex.responses_api_inference_time.duration_ms',
  responses_api_engine_iapi_ttft_ms: 'codex.responses_api_engine_iapi_ttft.duration_ms',
  responses_api_engine_service_ttft_ms: 'codex.responses_api_engine_service_ttft.duration_ms',
  responses_api_engine_iapi_tbt_ms: 'codex.responses_api_engine_iapi_tbt.duration_ms',
  responses_api_engine_service_tbt_ms: 'codex.responses_api_engine_service_tbt.duration_ms',
} as const;

const turnTimes = {
  turn_ttft_ms: 'codex.turn.ttft.duration_ms',
  turn_ttfm_ms: 'codex.turn.ttfm.duration_ms',
} as const;

/** The times that the model's API measured, in whole milliseconds. */
export type ResponsesApiSummary = Readonly<Record<keyof typeof responsesApiTimes, number>>;

/** Everything since the last look; what did not happen is 0. */
export interface RuntimeMetricsSummary
  extends Readonly<Record<keyof typeof totals, RuntimeTotals>>,
    ResponsesApiSummary,
    Readonly<Record<keyof typeof turnTimes, number>> {}

/** Sums up points, over all tags; nothing when all of it would be 0. Times are summed first and rounded then. */
export function summariseRuntime(points: readonly MetricPoint[]): RuntimeMetricsSummary | undefined {
  const counts = new Map<string, number>();
  const times = new Map<string, number>();
  for (const { metric, value } of points) {
    if (value.kind === 'counter') counts.set(metric.name, (counts.get(metric.name) ?? 0) + value.value);
    else if (value.kind === 'histogram' && value.sum > 0)
      times.set(metric.name, (times.get(metric.name) ?? 0) + value.sum);
  }
  const timeOf = (name: string): number => Math.round(times.get(name) ?? 0);
  const summary = {
    ...mapOf(totals, (name) => ({ count: counts.get(name) ?? 0, duration_ms: timeOf(`${name}.duration_ms`) })),
    ...mapOf(responsesApiTimes, timeOf),
    ...mapOf(turnTimes, timeOf),
  };
  const isEmpty = Object.values(summary).every((part) =>
    typeof part === 'number' ? part === 0 : part.count === 0 && part.duration_ms === 0,
  );
  return isEmpty ? undefined : summary;
}

/** The part of a summary that the model's API measured. */
export const responsesApiSummary = (summary: RuntimeMetricsSummary): ResponsesApiSummary =>
  mapOf(responsesApiTimes, (_, key) => summary[key]);

function mapOf<Key extends string, Value>(
  names: Readonly<Record<Key, string>>,
  read: (name: string, key: Key) => Value,
): Record<Key, Value> {
  const keys = Object.keys(names) as Key[];
  return Object.fromEntries(keys.map((key) => [key, read(names[key], key)])) as Record<Key, Value>;
}
