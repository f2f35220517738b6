/** OTLP's log messages, as data. Field numbers are those of `opentelemetry.proto.logs.v1` and its collector service. */
import { many, one } from './field.js';

export const LOGS = {
  ExportLogsServiceRequest: { resourceLogs: many(1, 'ResourceLogs') },
  ExportLogsServiceResponse: { partialSuccess: one(1, 'ExportLogsPartialSuccess') },
  ExportLogsPartialSuccess: { rejectedLogRecords: one(1, 'int64'), errorMessage: one(2, 'string') },
  ResourceLogs: {
    resource: one(1, 'Resource'),
    scopeLogs: many(2, 'ScopeLogs'),
    schemaUrl: one(3, 'string'),
  },
  ScopeLogs: {
    scope: one(1, 'InstrumentationScope'),
    logRecords: many(2, 'LogRecord'),
    schemaUrl: one(3, 'string'),
  },
  LogRecord: {
    timeUnixNano: one(1, 'fixed64'),
    observedTimeUnixNano: one(11, 'fixed64'),
    severityNumber: one(2, 'SeverityNumber'),
    severityText: one(3, 'string'),
    body: one(5, 'AnyValue'),
    attributes: many(6, 'KeyValue'),
    droppedAttributesCount: one(7, 'uint32'),
    flags: one(8, 'fixed32'),
    traceId: one(9, 'OptionalTraceId'),
    spanId: one(10, 'OptionalSpanId'),
    eventName: one(12, 'string'),
  },
} as const;
