/** What an event costs in metrics: one counter and one duration under five tags, against the two calls of the raw SDK. */
import { AggregationTemporality, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { definePlugin, start } from 'codexotel';
import type { Benchmark, Form } from './figure.js';
import { measureInTurn } from './rounds.js';

const extents = {
  full: { rounds: 15, warmUpRounds: 30, calls: 8_192 },
  smoke: { rounds: 2, warmUpRounds: 1, calls: 512 },
} as const satisfies Record<Form, unknown>;

const tools = ['shell', 'apply_patch', 'update_plan', 'view_image'] as const;

/** Tags as both sides get them: a fresh literal at each call. */
const tagsAt = (n: number) => ({
  model: 'gpt-5.5',
  originator: 'codex_exec',
  session_source: 'exec',
  success: 'true',
  tool: tools[n & 3] ?? 'shell',
});

/** Takes points, and keeps nothing. */
const nullSink = definePlugin({
  name: 'null',
  setup: () => ({
    sinks: { points: { classes: ['fact'], lane: 'trace', unit: 'point', attempt: () => ({ kind: 'acked' }) } },
  }),
});

/** Prepares one run. */
export const benchmarkMetrics =
  (name: string, limit: number): Benchmark =>
  async (form) => {
    const bus = start({ env: {}, strict: true, config: { session_receipts: false }, plugins: [nullSink] });
    await bus.ready;
    const sdk = createRawSdk();
    const { calls, ...extent } = extents[form];

    const ours = () => {
      for (let n = 0; n < calls; n++) {
        const tags = tagsAt(n);
        bus.metrics.counter('codex.tool.call', 1, tags);
        bus.metrics.recordDuration('codex.tool.call.duration_ms', n & 1023, tags);
      }
      return calls;
    };
    const reference = () => {
      for (let n = 0; n < calls; n++) {
        const tags = tagsAt(n);
        sdk.counter.add(1, tags);
        sdk.histogram.record(n & 1023, tags);
      }
      return calls;
    };

    const fastest = await measureInTurn(ours, reference, extent);
    const { sinks } = await bus.close();
    await sdk.close();
    const accepted = sinks['null.points']?.delivered;
    if (accepted !== 2 * tools.length || sdk.exported() !== accepted)
      throw new Error(`bench: ${accepted} points of ours and ${sdk.exported()} of the SDK left`);
    return { name, ...fastest, unit: 'ns', comparedBy: 'ratio', limit };
  };

/** OpenTelemetry's own meter, with delta temporality and an exporter that counts points. */
function createRawSdk() {
  let points = 0;
  const reader = new PeriodicExportingMetricReader({
    exporter: {
      export: ({ scopeMetrics }, settle) => {
        for (const { metrics } of scopeMetrics) for (const { dataPoints } of metrics) points += dataPoints.length;
        settle({ code: 0 });
      },
      selectAggregationTemporality: () => AggregationTemporality.DELTA,
      forceFlush: async () => undefined,
      shutdown: async () => undefined,
    },
    exportIntervalMillis: 3_600_000,
  });
  const provider = new MeterProvider({ readers: [reader] });
  const meter = provider.getMeter('bench');
  return {
    counter: meter.createCounter('codex.tool.call'),
    histogram: meter.createHistogram('codex.tool.call.duration_ms', { unit: 'ms' }),
    exported: () => points,
    close: () => provider.shutdown(),
  };
}
