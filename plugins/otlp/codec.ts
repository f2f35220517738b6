/** The stock OTLP serializers, loaded when the first batch leaves: log records, spans and points to bytes. */
import { createRequire } from 'node:module';
import type { Resource } from '@opentelemetry/resources';
import type { FieldValue, PluginContext, TelemetryEvent } from '../../core/index.js';
import { toLogRecord } from './logs.js';
import { type MetricEnums, toResourceMetrics } from './metrics.js';
import { logResourceOf, metricResourceOf, traceResourceOf } from './resource.js';
import type { SignalName } from './signals.js';
import { toReadableSpan } from './spans.js';

/** How a request is written: protobuf or JSON. */
export type Encoding = 'binary' | 'json';

/** Batches to bytes. */
export interface Codec {
  /** The body of an export request. Throws what the serializer throws. */
  encode(batch: readonly TelemetryEvent[]): Uint8Array;
}

/** What a codec works with. */
export interface CodecParts {
  readonly signal: SignalName;
  readonly encoding: Encoding;
  readonly context: Pick<PluginContext<unknown>, 'resource' | 'cleanAttributes'>;
  /** Attributes that the owner wants on every span. */
  readonly spanAttributes: Readonly<Record<string, string>>;
}

type Transformer = Pick<
  typeof import('@opentelemetry/otlp-transformer'),
  | 'JsonLogsSerializer'
  | 'JsonMetricsSerializer'
  | 'JsonTraceSerializer'
  | 'ProtobufLogsSerializer'
  | 'ProtobufMetricsSerializer'
  | 'ProtobufTraceSerializer'
>;
type Fields = Readonly<Record<string, FieldValue>>;

/** Loads the serializers and asks the bus for its resource, once per sink. */
export async function loadCodec(parts: CodecParts): Promise<Codec> {
  const [metrics, api, resources, transformer] = await Promise.all([
    parts.signal === 'metrics' ? import('@opentelemetry/sdk-metrics') : undefined,
    import('@opentelemetry/api'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/otlp-transformer'),
  ]);
  return makeCodec({ api, resources, transformer, metrics }, parts);
}

/** The same without a promise, for a process that is ended at once. Throws where a package cannot be loaded. */
export function loadCodecNow(parts: CodecParts): Codec {
  const load = createRequire(import.meta.url);
  const packages: Packages = {
    api: load('@opentelemetry/api'),
    resources: load('@opentelemetry/resources'),
    transformer: load('@opentelemetry/otlp-transformer'),
    metrics: parts.signal === 'metrics' ? load('@opentelemetry/sdk-metrics') : undefined,
  };
  return makeCodec(packages, parts);
}

interface Packages {
  readonly api: Pick<typeof import('@opentelemetry/api'), 'ValueType'>;
  readonly resources: Pick<typeof import('@opentelemetry/resources'), 'resourceFromAttributes'>;
  readonly transformer: Transformer;
  /** Only where metrics leave. */
  readonly metrics:
    | Pick<typeof import('@opentelemetry/sdk-metrics'), 'AggregationTemporality' | 'DataPointType'>
    | undefined;
}

function makeCodec({ api, resources, transformer, metrics }: Packages, parts: CodecParts): Codec {
  const { signal, encoding, context, spanAttributes } = parts;
  const fields = context.resource();
  const makeResource = resources.resourceFromAttributes;
  const encode = metrics
    ? prepareMetrics(transformer, encoding, makeResource(metricResourceOf(fields)), {
        ...metrics,
        ValueType: api.ValueType,
      })
    : signal === 'logs'
      ? prepareLogs(transformer, encoding, makeResource(logResourceOf(fields)))
      : prepareSpans(
          transformer,
          encoding,
          makeResource(traceResourceOf(fields)),
          fields,
          context.cleanAttributes(spanAttributes),
        );
  return {
    encode: encoding === 'binary' ? encode : (batch) => correctLargeIntegers(encode(batch)),
  };
}

function prepareLogs(transformer: Transformer, encoding: Encoding, resource: Resource): Codec['encode'] {
  const serializer = encoding === 'binary' ? transformer.ProtobufLogsSerializer : transformer.JsonLogsSerializer;
  return (batch) => some(serializer.serializeRequest(batch.map((event) => toLogRecord(event, resource))));
}

function prepareSpans(
  transformer: Transformer,
  encoding: Encoding,
  resource: Resource,
  fields: Fields,
  attributes: Readonly<Record<string, string>>,
): Codec['encode'] {
  const serializer = encoding === 'binary' ? transformer.ProtobufTraceSerializer : transformer.JsonTraceSerializer;
  const frame = { resource, scope: Object.freeze({ name: String(fields['service.name'] ?? '') }), attributes };
  return (batch) => some(serializer.serializeRequest(batch.flatMap((record) => toReadableSpan(record, frame) ?? [])));
}

function prepareMetrics(
  transformer: Transformer,
  encoding: Encoding,
  resource: Resource,
  { AggregationTemporality, DataPointType, ValueType }: MetricEnums,
): Codec['encode'] {
  const enums = { AggregationTemporality, DataPointType, ValueType };
  const serializer = encoding === 'binary' ? transformer.ProtobufMetricsSerializer : transformer.JsonMetricsSerializer;
  return (batch) => some(serializer.serializeRequest(toResourceMetrics(batch, resource, enums)));
}

function some(bytes: Uint8Array | undefined): Uint8Array {
  if (bytes) return bytes;
  throw new TypeError('otlp: the serializer gave nothing');
}

/** An `intValue` of 16 or more digits, or with an exponent; inside a text the quotes would be escaped. */
const largeInteger = /"intValue":-?(?:\d{16}|[\d.]+e)/;

/**
 * The JSON serializer writes every whole number as `intValue`, also 1e+300, for which a strict collector refuses the whole
 * request, and digits of its own from 2^53 on. Such numbers become doubles.
 */
function correctLargeIntegers(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  if (!largeInteger.test(text)) return bytes;
  const corrected: unknown = JSON.parse(text, (_, value: unknown) => {
    const number = intValueOf(value);
    return number === undefined || Number.isSafeInteger(number) ? value : { doubleValue: number };
  });
  return Buffer.from(JSON.stringify(corrected));
}

function intValueOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null || !('intValue' in value)) return undefined;
  return typeof value.intValue === 'number' ? value.intValue : undefined;
}
