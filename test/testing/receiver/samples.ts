/** Requests for the receiver's tests: what stock exporters write, what Codex writes, and a small one to break. */
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

type Json = Record<string, unknown>;

/** A JSON request around one log record; by default a good one. */
export const logsJson = (record: Json = {}, more: Json = {}): Json => ({
  resourceLogs: [
    { resource: { attributes: [] }, scopeLogs: [{ scope: { name: 's' }, logRecords: [record] }], ...more },
  ],
});

/** A JSON request around one span; by default a good one. */
export const tracesJson = (span: Json = {}): Json => ({
  resourceSpans: [
    { scopeSpans: [{ spans: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: 'n', ...span }] }] },
  ],
});

/** A JSON request around one metric. */
export const metricsJson = (metric: Json): Json => ({
  resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'm', ...metric }] }] }],
});

/** A JSON request around one histogram point; by default a good one. */
export const histogramJson = (point: Json = {}): Json => {
  const good = { count: 3, bucketCounts: [1, 2], explicitBounds: [10], sum: 31.0, timeUnixNano: '1' };
  return metricsJson({ histogram: { aggregationTemporality: 1, dataPoints: [{ ...good, ...point }] } });
};

const text = (key: string, stringValue: string): Json => ({ key, value: { stringValue } });
const codexResource = {
  attributes: [text('service.name', 'codex_exec'), text('env', 'golden')],
  droppedAttributesCount: 0,
  entityRefs: [],
};
const codexScope = (name: string): Json => ({ name, version: '', attributes: [], droppedAttributesCount: 0 });
const pretty = (value: Json): string => JSON.stringify(value, undefined, 2);

/** Logs as Codex writes them: every field there, ids empty when absent, no body, pretty-printed. */
export const CODEX_LOGS = pretty({
  resourceLogs: [
    {
      resource: codexResource,
      scopeLogs: [
        {
          scope: codexScope('codex_otel.log_only'),
          logRecords: [
            {
              timeUnixNano: '0',
              observedTimeUnixNano: '1795175229683000000',
              severityNumber: 9,
              severityText: 'INFO',
              body: null,
              attributes: [
                text('event.name', 'codex.api_request'),
                text('duration_ms', '58'),
                { key: 'http.response.status_code', value: { intValue: '200' } },
                { key: 'auth.header_attached', value: { boolValue: true } },
              ],
              droppedAttributesCount: 0,
              flags: 0,
              traceId: '',
              spanId: '',
              eventName: 'event otel/src/events/session_telemetry.rs:803',
            },
          ],
          schemaUrl: '',
        },
      ],
      schemaUrl: '',
    },
  ],
});

/** A span as Codex writes it. */
export const CODEX_TRACES = pretty({
  resourceSpans: [
    {
      resource: codexResource,
      scopeSpans: [
        {
          scope: codexScope('codex'),
          spans: [
            {
              traceId: '0af7651916cd43dd8448eb211c80319c',
              spanId: 'b7ad6b7169203331',
              traceState: '',
              parentSpanId: '',
              flags: 257,
              name: 'session_init',
              kind: 1,
              startTimeUnixNano: '1795175229000000000',
              endTimeUnixNano: '1795175229683000000',
              attributes: [],
              droppedAttributesCount: 0,
              events: [
                {
                  timeUnixNano: '1795175229683000000',
                  name: 'event otel/src/events/session_telemetry.rs:703',
                  attributes: [text('event.name', 'codex.conversation_starts')],
                  droppedAttributesCount: 0,
                },
              ],
              droppedEventsCount: 0,
              links: [],
              droppedLinksCount: 0,
              status: { message: '', code: 0 },
            },
          ],
          schemaUrl: '',
        },
      ],
      schemaUrl: '',
    },
  ],
});

const codexTimes = { startTimeUnixNano: '1795175229000000000', timeUnixNano: '1795175289000000000' };

/** Metrics as Codex writes them: whole numbers as JSON numbers. */
export const CODEX_METRICS = pretty({
  resourceMetrics: [
    {
      resource: codexResource,
      scopeMetrics: [
        {
          scope: codexScope('codex'),
          metrics: [
            {
              name: 'codex.process.start',
              description: '',
              unit: '',
              metadata: [],
              sum: {
                dataPoints: [
                  { attributes: [text('originator', 'codex_exec')], ...codexTimes, exemplars: [], flags: 0, asInt: 1 },
                ],
                aggregationTemporality: 1,
                isMonotonic: true,
              },
            },
            {
              name: 'codex.startup.phase.duration_ms',
              description: 'Duration in milliseconds.',
              unit: 'ms',
              metadata: [],
              histogram: {
                dataPoints: [
                  {
                    attributes: [],
                    ...codexTimes,
                    count: 1,
                    sum: 31,
                    bucketCounts: [0, 1, 0],
                    explicitBounds: [0, 50],
                    exemplars: [],
                    flags: 0,
                    min: 31,
                    max: 31,
                  },
                ],
                aggregationTemporality: 1,
              },
            },
          ],
          schemaUrl: '',
        },
      ],
      schemaUrl: '',
    },
  ],
}).replace('"sum": 31,', '"sum": 31.0,');
