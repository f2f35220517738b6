/** Telemetry as the stock SDK makes it, for its serializers to write. */
import type { LogAttributes } from '@opentelemetry/api-logs';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  AggregationType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

const resource = resourceFromAttributes({ 'service.name': 'sample' });

/** One attribute of each type that OTLP knows. */
export const EVERY_TYPE: LogAttributes = {
  text: 'x',
  whole: 7,
  negative: -5,
  real: 1.5,
  yes: true,
  list: ['a', 1],
  map: { inner: 2 },
  raw: new Uint8Array([1, 2]),
};

/** Log records as the stock SDK makes them. */
export function makeLogs(count = 1): ReadableLogRecord[] {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter })] });
  const logger = provider.getLogger('scope', '1.0.0');
  for (let index = 0; index < count; index += 1) {
    logger.emit({
      eventName: `event.${index}`,
      severityNumber: 9,
      severityText: 'INFO',
      body: 'hello',
      attributes: EVERY_TYPE,
      timestamp: 1_700_000_000_123,
    });
  }
  return exporter.getFinishedLogRecords();
}

/** A parent and a child with an event and a link, as the stock SDK makes them. The child ends first. */
export function makeSpans(): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const tracer = provider.getTracer('scope', '1.0.0');
  const parent = tracer.startSpan('parent', { root: true });
  const child = tracer.startSpan('child', { links: [{ context: parent.spanContext(), attributes: { why: 'test' } }] });
  child.addEvent('codex.tool_result', { success: true });
  child.setStatus({ code: 2, message: 'failed' });
  child.end();
  parent.end();
  return exporter.getFinishedSpans();
}

/** A sum, a gauge, a histogram and an exponential histogram, as the stock SDK makes them. */
export async function makeMetrics(): Promise<ResourceMetrics> {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({
    resource,
    readers: [reader],
    views: [{ instrumentName: 'exponential', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  });
  const meter = provider.getMeter('scope', '1.0.0');
  meter.createCounter('calls', { unit: '1' }).add(3, { tool: 'shell' });
  meter.createGauge('load').record(0.5);
  meter.createHistogram('duration', { unit: 'ms' }).record(12);
  meter.createHistogram('exponential').record(12);
  await provider.forceFlush();
  const [metrics] = exporter.getMetrics();
  await provider.shutdown();
  if (metrics === undefined) throw new Error('the SDK collected nothing');
  return metrics;
}
