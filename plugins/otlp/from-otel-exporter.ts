/** Any stock OpenTelemetry log exporter as a sink. */
import type { ExportResult } from '@opentelemetry/core';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import {
  type Deadline,
  type FieldClass,
  type FieldValue,
  type Outcome,
  outcomeOfGrpc,
  outcomeOfHttp,
  type Sink,
  type TelemetryEvent,
  withinDeadline,
} from '../../core/index.js';
import { toLogRecord } from './logs.js';
import { logResourceOf } from './resource.js';

/** What a sink made of an exporter may be told; all of it may be left out. */
export interface FromOtelExporterOptions {
  /** Attributes of the resource, asked when the first batch leaves: a plugin hands on `context.resource`. Default: none but `host.name`. */
  readonly resource?: () => Readonly<Record<string, FieldValue>>;
  /** Classes of fields that the destination may see; default: all three. */
  readonly classes?: readonly FieldClass[];
  /** What people may read about the destination; no credentials. */
  readonly description?: string;
}

/** `ExportResultCode.SUCCESS`, written out so that nothing of OpenTelemetry is loaded for it. */
const success = 0;

/**
 * Turns an OpenTelemetry `LogRecordExporter` into a sink. Queue, batches, retries and accounting are the bus's, but the exporter
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
export function fromOtelExporter(exporter: LogRecordExporter, options: FromOtelExporterOptions = {}): Sink {
  let preparing: Promise<(event: TelemetryEvent) => ReadableLogRecord> | undefined;
  return {
    classes: options.classes ?? ['fact', 'identity', 'content'],
    unit: 'record',
    lane: 'log',
    description: options.description ?? 'an OpenTelemetry exporter',
    async attempt(batch: readonly TelemetryEvent[], deadline: Deadline): Promise<Outcome> {
      preparing ??= prepareRecords(options);
      const toRecord = await preparing;
      const result = exportOnce(exporter, batch.map(toRecord));
      return withinDeadline(result.then(toOutcome), deadline, () => ({ kind: 'unknown', reason: 'timeout' }));
    },
    close: () => exporter.shutdown(),
  };
}

async function prepareRecords({ resource }: FromOtelExporterOptions) {
  const { resourceFromAttributes } = await import('@opentelemetry/resources');
  const made = resourceFromAttributes(logResourceOf(resource?.() ?? {}));
  return (event: TelemetryEvent): ReadableLogRecord => toLogRecord(event, made);
}

function exportOnce(exporter: LogRecordExporter, records: ReadableLogRecord[]): Promise<ExportResult> {
  return new Promise((resolve) => exporter.export(records, resolve));
}

function toOutcome({ code, error }: ExportResult): Outcome {
  if (code === success) return { kind: 'acked' };
  const status = error && 'code' in error ? Number(error.code) : Number.NaN;
  if (status >= 1 && status <= 16) return outcomeOfGrpc(status, {});
  if (status >= 300 && status <= 599) return outcomeOfHttp(status, {}, () => 0);
  return { kind: 'unknown', reason: 'exporter_failed' };
}
