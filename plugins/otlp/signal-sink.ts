/** The sink of one signal, whatever carries it: a batch becomes one request, and the answer one outcome. */
import type { Deadline, Outcome, PluginContext, ReadyRequest, Sink } from '../../core/index.js';
import { type Codec, type Encoding, loadCodec, loadCodecNow } from './codec.js';
import { type SignalName, signals } from './signals.js';

/** Carries one request to the collector. */
export interface Transport {
  /** Sends a body of `records` records once, and says by the deadline what came of it. */
  send(body: Uint8Array, records: number, deadline: Deadline): Promise<Outcome>;
  /** The same request, to be sent by somebody else. */
  toRequest(body: Uint8Array): ReadyRequest;
  close(): void;
}

/** What the sinks of a signal share, however they send. */
export interface SinkCommons extends Pick<Sink, 'collection' | 'maxBatchRecords' | 'defaults'> {
  readonly signal: SignalName;
  readonly context: Pick<PluginContext<unknown>, 'resource' | 'cleanAttributes' | 'env' | 'now' | 'report'>;
  /** Attributes that the owner wants on every span. */
  readonly spanAttributes: Readonly<Record<string, string>>;
}

/** What a sink is made of. */
export interface SignalSinkParts extends SinkCommons {
  readonly description: string;
  readonly encoding: Encoding;
  readonly transport: Transport;
  readonly timeoutMs: number | undefined;
  /** Most bytes of one request; a batch that turns out bigger is split. */
  readonly maxBodyBytes: number;
}

/** Estimated bytes of one request; a gRPC server takes 4 MiB unless told otherwise. */
const maxBatchBytes = 3 * 1_024 * 1_024;

/** Makes the sink; OpenTelemetry is loaded, and the resource asked for, when the first batch leaves. */
export function createSignalSink(all: SignalSinkParts): Sink {
  const { description, transport, timeoutMs, maxBodyBytes, collection, maxBatchRecords, defaults, ...parts } = all;
  const { unit, sight } = signals[parts.signal];
  let loading: Promise<Codec> | undefined;
  let codecNow: Codec | undefined;
  return {
    ...sight,
    unit,
    maxBatchBytes,
    ...(collection && { collection }),
    ...(maxBatchRecords !== undefined && { maxBatchRecords }),
    ...(defaults && { defaults }),
    ...(timeoutMs !== undefined && { attemptTimeoutMs: timeoutMs }),
    description,
    async attempt(batch, deadline) {
      loading ??= loadCodec(parts);
      const codec = await loading;
      let body: Uint8Array;
      try {
        body = codec.encode(batch);
      } catch {
        return { kind: 'rejected', reason: 'not_serialisable', isSplittable: true };
      }
      if (body.byteLength > maxBodyBytes) return { kind: 'rejected', reason: 'too_large', isSplittable: true };
      return transport.send(body, batch.length, deadline);
    },
    lastRequest(batch) {
      codecNow ??= loadCodecNow(parts);
      return transport.toRequest(codecNow.encode(batch));
    },
    close: () => transport.close(),
  };
}
