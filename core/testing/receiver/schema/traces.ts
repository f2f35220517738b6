/** OTLP's trace messages, as data. Field numbers are those of `opentelemetry.proto.trace.v1` and its collector service. */
import { many, one } from './field.js';

export const TRACES = {
  ExportTraceServiceRequest: { resourceSpans: many(1, 'ResourceSpans') },
  ExportTraceServiceResponse: { partialSuccess: one(1, 'ExportTracePartialSuccess') },
  ExportTracePartialSuccess: { rejectedSpans: one(1, 'int64'), errorMessage: one(2, 'string') },
  ResourceSpans: {
    resource: one(1, 'Resource'),
    scopeSpans: many(2, 'ScopeSpans'),
    schemaUrl: one(3, 'string'),
  },
  ScopeSpans: {
    scope: one(1, 'InstrumentationScope'),
    spans: many(2, 'Span'),
    schemaUrl: one(3, 'string'),
  },
  Span: {
    traceId: one(1, 'TraceId'),
    spanId: one(2, 'SpanId'),
    traceState: one(3, 'string'),
    parentSpanId: one(4, 'OptionalSpanId'),
    flags: one(16, 'fixed32'),
    name: one(5, 'string'),
    kind: one(6, 'SpanKind'),
    startTimeUnixNano: one(7, 'fixed64'),
    endTimeUnixNano: one(8, 'fixed64'),
    attributes: many(9, 'KeyValue'),
    droppedAttributesCount: one(10, 'uint32'),
    events: many(11, 'SpanEvent'),
    droppedEventsCount: one(12, 'uint32'),
    links: many(13, 'SpanLink'),
    droppedLinksCount: one(14, 'uint32'),
    status: one(15, 'SpanStatus'),
  },
  SpanEvent: {
    timeUnixNano: one(1, 'fixed64'),
    name: one(2, 'string'),
    attributes: many(3, 'KeyValue'),
    droppedAttributesCount: one(4, 'uint32'),
  },
  SpanLink: {
    traceId: one(1, 'TraceId'),
    spanId: one(2, 'SpanId'),
    traceState: one(3, 'string'),
    attributes: many(4, 'KeyValue'),
    droppedAttributesCount: one(5, 'uint32'),
    flags: one(6, 'fixed32'),
  },
  SpanStatus: { message: one(2, 'string'), code: one(3, 'StatusCode') },
} as const;
