/** Whether a successful answer acknowledges the batch: its body must be the response that OTLP demands. */
import type { Outcome } from '../../core/index.js';
import { type SignalName, signals } from './signals.js';

/**
 * What a success without an OTLP body means. A captive portal, a proxy or a web application answers 200 to everything: the
 * batch is kept and tried again at the bus's own back-off, until the answer is a collector's or the queue is full.
 */
export const notAnAnswer: Outcome = { kind: 'retry', reason: 'not_an_otlp_answer' };

/** Reads how many records the collector will not keep out of a response; throws when it is no response. */
export type ReadRejected = (body: Uint8Array) => unknown;

/** The outcome of a success: acked, with the count of a partial success, which is never sent again. An empty body is fine. */
export async function acknowledge(body: Uint8Array, records: number, readRejected: ReadRejected): Promise<Outcome> {
  if (body.byteLength === 0) return { kind: 'acked' };
  try {
    const rejected = toCount(await readRejected(body), records);
    return rejected > 0 ? { kind: 'acked', rejected, reason: 'partial_success' } : { kind: 'acked' };
  } catch {
    return notAnAnswer;
  }
}

/**
 * Prepares to read a JSON response: an object that is empty or holds a partial success, by its name in JSON or in the protocol.
 * The stock deserializer takes anything for an empty response, so it is not used.
 */
export function readRejectedFromJson(signal: SignalName): ReadRejected {
  const { rejectedKey } = signals[signal];
  return (body) => {
    const response = readObject(body);
    const partial = response.partialSuccess ?? response.partial_success;
    if (partial === undefined || partial === null) {
      const others = Object.keys(response).filter((key) => !partialKeys.has(key));
      if (others.length > 0) throw new TypeError('an export response holds a partial success or nothing');
      return 0;
    }
    if (!isTable(partial)) throw new TypeError('a partial success is an object');
    return partial[rejectedKey] ?? partial[rejectedKey.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
  };
}

const partialKeys: ReadonlySet<string> = new Set(['partialSuccess', 'partial_success']);

/** The object that a body writes as JSON; throws when it is none. */
export function readObject(body: Uint8Array): Readonly<Record<string, unknown>> {
  const object: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  if (!isTable(object)) throw new TypeError('an export response is an object');
  return object;
}

/** Prepares to read a protobuf response, by the stock deserializer. */
export function readRejectedFromProtobuf(signal: SignalName): ReadRejected {
  return async (body) => {
    const transformer = await import('@opentelemetry/otlp-transformer');
    switch (signal) {
      case 'logs':
        return transformer.ProtobufLogsSerializer.deserializeResponse(body).partialSuccess?.rejectedLogRecords;
      case 'traces':
        return transformer.ProtobufTraceSerializer.deserializeResponse(body).partialSuccess?.rejectedSpans;
      case 'metrics':
        return transformer.ProtobufMetricsSerializer.deserializeResponse(body).partialSuccess?.rejectedDataPoints;
    }
  };
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whole records, at most those of the batch. JSON may write the 64-bit number as text; what is no number rejects nothing. */
function toCount(rejected: unknown, records: number): number {
  const count = Math.trunc(Number(rejected ?? 0));
  return count > 0 ? Math.min(count, records) : 0;
}
