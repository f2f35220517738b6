/** Any stock OpenTelemetry exporter as a sink: of log records, spans or metrics. */
import type { ExportResult } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import {
  type Deadline,
  type FieldClass,
  type FieldValue,
  type Outcome,
  outcomeOfGrpc,
  outcomeOfHttp,
  type Sight,
  type Sink,
  type TelemetryEvent,
  withinDeadline,
} from '../../core/index.js';
import { toLogRecord } from './logs.js';
import { toResourceMetrics } from './metrics.js';
import { logResourceOf, metricResourceOf, traceResourceOf } from './resource.js';
import { type SignalName, signals } from './signals.js';
import { toReadableSpan } from './spans.js';

/** What a sink made of an exporter may be told; all of it may be left out. */
export interface FromOtelExporterOptions {
  /** What the exporter takes; default `logs`. */
  readonly signal?: SignalName;
  /** Attributes of the resource, asked when the first batch leaves: a plugin hands on `context.resource`. Default: none but `host.name`. */
  readonly resource?: () => Readonly<Record<string, FieldValue>>;
  /** Classes of fields that the destination may see; default: all three. Spans and metrics hold facts alone. */
  readonly classes?: readonly FieldClass[];
  /** What people may read about the destination; no credentials. */
  readonly description?: string;
}

/** `ExportResultCode.SUCCESS`, written out so that nothing of OpenTelemetry is loaded for it. */
const success = 0;

/**
 * Turns an OpenTelemetry `LogRecordExporter`, or by `signal` a `SpanExporter` or a `PushMetricExporter`, into a sink. Queue, batches, retries and accounting are the bus's, but the exporter
 * stays what it is, so this is best effort where `otlp` keeps its promises:
 *
 * - it tells success or failure only: records that the destination rejected in part count as delivered;
 * - it may retry by itself, with its own back-off and time-out, before the bus hears of a failure;
 * - it cannot be told to stop: at the deadline the batch counts as `unknown`, and what was begun may still arrive, or arrive twice;
 * - the reason of a failure is read from the error's `code` (gRPC 0 to 16, HTTP 100 to 599); without one the batch is tried again;
 * - many exporters read `OTEL_EXPORTER_OTLP_*` when they are made, headers included: hide the environment while making one.
 *
 * The exporter is shut down with the sink, which may take as long as its own time-out.
 */
export function fromOtelExporter(exporter: LogRecordExporter, options?: FromOtelExporterOptions): Sink;
export function fromOtelExporter(
  exporter: SpanExporter,
  options: FromOtelExporterOptions & { readonly signal: 'traces' },
): Sink;
export function fromOtelExporter(
  exporter: PushMetricExporter,
  options: FromOtelExporterOptions & { readonly signal: 'metrics' },
): Sink;
export function fromOtelExporter(exporter: unknown, options: FromOtelExporterOptions = {}): Sink {
  const { signal = 'logs', classes, description } = options;
  const { unit, sight: usual } = signals[signal];
  const sight: Sight = classes && signal === 'logs' ? { lane: 'log', classes } : usual;
  // The overloads hold the exporter to its signal.
  const stock = exporter as AnyExporter;
  let preparing: Promise<ToItems> | undefined;
  return {
    ...sight,
    unit,
    ...(signal === 'metrics' && { collection: { temporality: temporalityOf(stock) } }),
    description: description ?? 'an OpenTelemetry exporter',
    async attempt(batch: readonly TelemetryEvent[], deadline: Deadline): Promise<Outcome> {
      preparing ??= prepareItems(signal, options);
      const toItems = await preparing;
      const items = toItems(batch);
      const result = new Promise<ExportResult>((resolve) => stock.export(items, resolve));
      return withinDeadline(result.then(toOutcome), deadline, () => ({ kind: 'unknown', reason: 'timeout' }));
    },
    close: () => stock.shutdown(),
  };
}

/** What the exporters of all signals have in common. */
interface AnyExporter {
  export(items: unknown, done: (result: ExportResult) => void): void;
  shutdown(): Promise<void>;
  selectAggregationTemporality?(instrument: string): number;
}

/** `AggregationTemporality.CUMULATIVE`, written out as above. */
const cumulative = 1;

const temporalityOf = (exporter: AnyExporter) =>
  exporter.selectAggregationTemporality?.('COUNTER') === cumulative ? 'cumulative' : 'delta';

type ToItems = (batch: readonly TelemetryEvent[]) => ReadableLogRecord[] | ReadableSpan[] | ResourceMetrics;

async function prepareItems(signal: SignalName, { resource }: FromOtelExporterOptions): Promise<ToItems> {
  const { resourceFromAttributes } = await import('@opentelemetry/resources');
  const fields = resource?.() ?? {};
  switch (signal) {
    case 'logs': {
      const made = resourceFromAttributes(logResourceOf(fields));
      return (batch) => batch.map((event) => toLogRecord(event, made));
    }
    case 'traces':
      return toSpans(resourceFromAttributes(traceResourceOf(fields)), String(fields['service.name'] ?? ''));
    case 'metrics': {
      const [{ AggregationTemporality, DataPointType }, { ValueType }] = await Promise.all([
        import('@opentelemetry/sdk-metrics'),
        import('@opentelemetry/api'),
      ]);
      const made = resourceFromAttributes(metricResourceOf(fields));
      return (batch) => toResourceMetrics(batch, made, { AggregationTemporality, DataPointType, ValueType });
    }
  }
}

function toSpans(resource: Resource, name: string): ToItems {
  const frame = { resource, scope: Object.freeze({ name }), attributes: {} };
  return (batch) => batch.flatMap((record) => toReadableSpan(record, frame) ?? []);
}

function toOutcome({ code, error }: ExportResult): Outcome {
  if (code === success) return { kind: 'acked' };
  const status = error && 'code' in error ? Number(error.code) : Number.NaN;
  if (status >= 1 && status <= 16) return outcomeOfGrpc(status, {});
  if (status >= 300 && status <= 599) return outcomeOfHttp(status, {}, () => 0);
  return { kind: 'unknown', reason: 'exporter_failed' };
}
