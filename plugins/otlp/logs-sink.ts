/** The sink `otlp.logs`, whatever carries it: a batch becomes one request, and the answer one outcome. */
import type { Deadline, Outcome, PluginContext, ReadyRequest, Sink } from '../../core/index.js';
import { type Encoding, type LogsCodec, loadLogsCodec, loadLogsCodecNow } from './codec.js';

/** Carries one request to the collector. */
export interface Transport {
  /** Sends a body of `records` records once, and says by the deadline what came of it. */
  send(body: Uint8Array, records: number, deadline: Deadline): Promise<Outcome>;
  /** The same request, to be sent by somebody else. */
  toRequest(body: Uint8Array): ReadyRequest;
  close(): void;
}

/** What a sink is made of. */
export interface LogsSinkParts {
  readonly description: string;
  readonly encoding: Encoding;
  readonly transport: Transport;
  readonly timeoutMs: number | undefined;
  /** Most bytes of one request; a batch that turns out bigger is split. */
  readonly maxBodyBytes: number;
  readonly context: Pick<PluginContext<unknown>, 'resource'>;
}

/** Estimated bytes of one request; a gRPC server takes 4 MiB unless told otherwise. */
const maxBatchBytes = 3 * 1_024 * 1_024;

/** Makes the sink; OpenTelemetry is loaded, and the resource asked for, when the first batch leaves. */
export function createLogsSink(parts: LogsSinkParts): Sink {
  const { description, encoding, transport, timeoutMs, context, maxBodyBytes } = parts;
  let loading: Promise<LogsCodec> | undefined;
  let codecNow: LogsCodec | undefined;
  return {
    classes: ['fact', 'identity', 'content'],
    unit: 'record',
    lane: 'log',
    maxBatchBytes,
    ...(timeoutMs !== undefined && { attemptTimeoutMs: timeoutMs }),
    description,
    async attempt(batch, deadline) {
      loading ??= loadLogsCodec(encoding, context);
      const codec = await loading;
      let body: Uint8Array;
      try {
        body = codec.encode(batch);
      } catch {
        return { kind: 'rejected', reason: 'not_serialisable', isSplittable: true };
      }
      if (body.byteLength > maxBodyBytes) return { kind: 'rejected', reason: 'too_large', isSplittable: true };
      return codec.untraced(() => transport.send(body, batch.length, deadline));
    },
    lastRequest(batch) {
      codecNow ??= loadLogsCodecNow(encoding, context);
      return transport.toRequest(codecNow.encode(batch));
    },
    close: () => transport.close(),
  };
}
