/** The stock OTLP serializers, loaded when the first batch leaves: log records to bytes. */
import { createRequire } from 'node:module';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { PluginContext, TelemetryEvent } from '../../core/index.js';
import { toLogRecord } from './logs.js';
import { logResourceOf } from './resource.js';

/** How a request is written: protobuf or JSON. */
export type Encoding = 'binary' | 'json';

/** Batches to bytes. */
export interface LogsCodec {
  /** The body of an ExportLogsServiceRequest. Throws what the serializer throws. */
  encode(batch: readonly TelemetryEvent[]): Uint8Array;
  /** Calls `send` so that a host's instrumentation makes no span of it and adds no trace headers. */
  untraced<T>(send: () => T): T;
}

/** Loads the serializers and asks the bus for its resource, once per sink. */
export async function loadLogsCodec(
  encoding: Encoding,
  context: Pick<PluginContext<unknown>, 'resource'>,
): Promise<LogsCodec> {
  const [api, core, resources, transformer] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/core'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/otlp-transformer'),
  ]);
  return makeCodec({ api, core, resources, transformer }, encoding, context);
}

/** The same without a promise, for a process that is ended at once. Throws where a package cannot be loaded. */
export function loadLogsCodecNow(encoding: Encoding, context: Pick<PluginContext<unknown>, 'resource'>): LogsCodec {
  const load = createRequire(import.meta.url);
  const packages: Packages = {
    api: load('@opentelemetry/api'),
    core: load('@opentelemetry/core'),
    resources: load('@opentelemetry/resources'),
    transformer: load('@opentelemetry/otlp-transformer'),
  };
  return makeCodec(packages, encoding, context);
}

interface Packages {
  readonly api: Pick<typeof import('@opentelemetry/api'), 'context'>;
  readonly core: Pick<typeof import('@opentelemetry/core'), 'suppressTracing'>;
  readonly resources: Pick<typeof import('@opentelemetry/resources'), 'resourceFromAttributes'>;
  readonly transformer: Pick<
    typeof import('@opentelemetry/otlp-transformer'),
    'JsonLogsSerializer' | 'ProtobufLogsSerializer'
  >;
}

function makeCodec(
  { api, core, resources, transformer }: Packages,
  encoding: Encoding,
  context: Pick<PluginContext<unknown>, 'resource'>,
): LogsCodec {
  const resource: Resource = resources.resourceFromAttributes(logResourceOf(context.resource()));
  const serialise = (records: ReadableLogRecord[]): Uint8Array => {
    if (encoding === 'binary') return some(transformer.ProtobufLogsSerializer.serializeRequest(records));
    return correctLargeIntegers(some(transformer.JsonLogsSerializer.serializeRequest(records)));
  };
  return {
    encode: (batch) => serialise(batch.map((event) => toLogRecord(event, resource))),
    untraced: (send) => api.context.with(core.suppressTracing(api.context.active()), send),
  };
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
