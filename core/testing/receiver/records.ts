/** What a test sees of telemetry that arrived: plain data, the same from every transport and encoding. */

/** The kind of telemetry. */
export type Signal = 'logs' | 'traces' | 'metrics';

/** How it arrived. */
export type Transport = 'http/json' | 'http/protobuf' | 'grpc';

/** The type of a value as OTLP tells it apart; `empty` has no value at all. */
export type ValueType = 'string' | 'int' | 'double' | 'bool' | 'array' | 'kvlist' | 'bytes' | 'empty';

/**
 * A value as plain data. An `int` is a number while JavaScript holds it exactly, else decimal text; `bytes` are text in
 * base64; an `array` is a list and a `kvlist` an object of plain values; `empty` is null.
 */
export type PlainValue =
  | string
  | number
  | boolean
  | null
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };

/** One attribute: key, type, value. */
export type Attribute = readonly [key: string, type: ValueType, value: PlainValue];

/** Attributes in the order of the wire; keys are unique. */
export type Attributes = readonly Attribute[];

/** Who emitted it. */
export interface ReceivedScope {
  readonly name: string;
  readonly version: string;
  /** Present when the scope has attributes. */
  readonly attributes?: Attributes;
}

/** What every record tells. */
export interface RecordOrigin {
  readonly transport: Transport;
  /** The attributes of the resource. */
  readonly resource: Attributes;
  readonly scope: ReceivedScope;
}

/** One log record. Times are decimal text in nanoseconds since 1970, "0" when absent. */
export interface ReceivedLog extends RecordOrigin {
  readonly signal: 'logs';
  readonly kind: 'log';
  readonly eventName: string;
  readonly timeUnixNano: string;
  readonly observedTimeUnixNano: string;
  readonly severityNumber: number;
  readonly severityText: string;
  /** Type and value, or null without a body. */
  readonly body: readonly [type: ValueType, value: PlainValue] | null;
  readonly attributes: Attributes;
  /** Lower-case hex; present when the record belongs to a trace. */
  readonly traceId?: string;
  readonly spanId?: string;
  readonly flags: number;
  readonly droppedAttributesCount: number;
}

/** One event of a span. */
export interface ReceivedSpanEvent {
  readonly name: string;
  readonly timeUnixNano: string;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
}

/** One link of a span. */
export interface ReceivedSpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly flags: number;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
}

/** One span. */
export interface ReceivedSpan extends RecordOrigin {
  readonly signal: 'traces';
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Present when the span has a parent. */
  readonly parentSpanId?: string;
  readonly traceState: string;
  readonly flags: number;
  /** OTLP's number: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  /** OTLP's number: 0 unset, 1 ok, 2 error. */
  readonly status: { readonly code: number; readonly message: string };
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
  readonly events: readonly ReceivedSpanEvent[];
  readonly droppedEventsCount: number;
  readonly links: readonly ReceivedSpanLink[];
  readonly droppedLinksCount: number;
}

/** One data point. Which members it has depends on the kind of its metric; counts are numbers while exact, else text. */
export interface ReceivedPoint {
  readonly attributes: Attributes;
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
  readonly flags: number;
  /** Sum and gauge. Absent when the point says that nothing was recorded. */
  readonly value?: number | string;
  readonly valueType?: 'int' | 'double';
  /** Histograms and summary. */
  readonly count?: number | string;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  readonly bounds?: readonly number[];
  readonly bucketCounts?: readonly (number | string)[];
  /** Exponential histogram. */
  readonly scale?: number;
  readonly zeroCount?: number | string;
  readonly positive?: ReceivedBuckets;
  readonly negative?: ReceivedBuckets;
  /** Summary. */
  readonly quantiles?: readonly { readonly quantile: number; readonly value: number }[];
}

/** The buckets on one side of an exponential histogram. */
export type ReceivedBuckets = {
  readonly offset: number;
  readonly bucketCounts: readonly (number | string)[];
};

/** One metric with its points. */
export interface ReceivedMetric extends RecordOrigin {
  readonly signal: 'metrics';
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly kind: 'sum' | 'histogram' | 'gauge' | 'exponentialHistogram' | 'summary';
  /** OTLP's number: 1 delta, 2 cumulative. Absent for a gauge and a summary. */
  readonly temporality?: number;
  /** Present for a sum. */
  readonly isMonotonic?: boolean;
  readonly points: readonly ReceivedPoint[];
}

/** One log record, span or metric. `signal` tells which. */
export type ReceivedRecord = ReceivedLog | ReceivedSpan | ReceivedMetric;
