/** What the end of a gRPC call means: a server's word by the OTLP table, our own side's word by what it can know. */
import type { Metadata } from '@grpc/grpc-js';
import { type Outcome, outcomeOfGrpc } from '../../core/index.js';
import { acknowledge, notAnAnswer, readRejectedFromProtobuf } from './acknowledgement.js';
import type { CallResult } from './grpc-call.js';
import { readRetryDelayMs } from './grpc-retry-info.js';
import type { SignalName } from './signals.js';

/** What was at the other end. */
type Speaker =
  /** A gRPC server said how the call ended. */
  | 'server'
  /** Something that speaks HTTP/2 but no gRPC, such as a proxy; grpc-js makes a code of its HTTP status. */
  | 'stranger'
  /** Nobody: grpc-js itself says that the call failed. */
  | 'nobody';

/** Codes that grpc-js makes of an HTTP status which says something by itself: 401, 403, 404, and those to retry. */
const tellingCodes: ReadonlySet<number> = new Set([7, 12, 14, 16]);

/** Whether anybody answered; if not, the connection is not worth keeping. */
export function isAnswered(result: CallResult): boolean {
  return result.code === 0 || speakerOf(result) !== 'nobody';
}

/** The outcome of a call with `records` records of a signal. */
export async function outcomeOfCall(result: CallResult, records: number, signal: SignalName): Promise<Outcome> {
  if (result.code === 0) return acknowledge(result.message, records, readRejectedFromProtobuf(signal));
  switch (speakerOf(result)) {
    case 'server':
      if (isUnreadable(result)) return notAnAnswer;
      return outcomeOfGrpc(result.code, retryDelayOf(result.trailers));
    case 'stranger':
      return tellingCodes.has(result.code) ? outcomeOfGrpc(result.code, {}) : notAnAnswer;
    case 'nobody':
      return result.hasReachedPeer
        ? { kind: 'unknown', reason: result.isLate ? 'timeout' : 'connection_reset' }
        : {
            kind: 'retry',
            reason: result.isLate ? 'timeout' : isTlsFailure(result) ? 'tls_failed' : 'connection_failed',
          };
  }
}

function speakerOf({ head, trailers, isLate }: CallResult): Speaker {
  if (isLate) return 'nobody';
  if (head) return isGrpc(head) ? 'server' : 'stranger';
  // A status that comes alone brings the headers of its answer with it; one of our own side brings none.
  return trailers && Object.keys(trailers.getMap()).length > 0 ? 'server' : 'nobody';
}

/**
 * What came was too long, also once decompressed, or could not be decompressed. grpc-js makes a code of that which from a server would
 * be a refusal of the records. A server that means itself sends no head of its own before such a status.
 */
const isUnreadable = ({ head, details }: CallResult): boolean =>
  head !== undefined && /^(Received message |Failed to decompress )/.test(details);

/** grpc-js quotes the error of the connection; no code says which it was. */
const isTlsFailure = ({ details }: CallResult): boolean => /certificate|ERR_TLS_|SSL routines/.test(details);

const isGrpc = (head: Metadata): boolean => String(head.get('content-type')[0] ?? '').startsWith('application/grpc');

function retryDelayOf(trailers: Metadata | undefined): { readonly retryDelayMs?: number } {
  const details = trailers?.get('grpc-status-details-bin')[0];
  const retryDelayMs = details instanceof Uint8Array ? readRetryDelayMs(details) : undefined;
  return retryDelayMs === undefined ? {} : { retryDelayMs };
}
