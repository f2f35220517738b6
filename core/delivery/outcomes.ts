/** What an answer means: the OTLP retry table, for HTTP statuses and for gRPC codes. */
import type { Outcome } from '../plugin.js';
import { readRetryAfterMs, toPauseMs } from './retry-after.js';

/** What follows from an answer; the words of the two tables below. */
type Verdict =
  /** The destination has the batch. */
  | 'acked'
  /** Not now: keep the batch and try again. */
  | 'retry'
  /** Not now, and only if the answer says when; without that it is `split`. */
  | 'retry-if-told-when'
  /** The credentials are refused: keep the batch, pause, tell the owner. */
  | 'denied'
  /** Refused, and one bad or big record may be the cause. */
  | 'split'
  /** Refused for good. */
  | 'refused';

type SettledVerdict = Exclude<Verdict, 'retry-if-told-when'>;

/** HTTP statuses that are not plain refusals, as OTLP/HTTP says; any 2xx is `acked`. */
const httpTable: Readonly<Record<number, SettledVerdict>> = {
  400: 'split',
  401: 'denied',
  403: 'denied',
  // Of a proxy that was asked for the whole URL.
  407: 'denied',
  413: 'split',
  429: 'retry',
  502: 'retry',
  503: 'retry',
  504: 'retry',
};

/** The 17 gRPC codes, by number, as OTLP/gRPC says. */
const grpcTable: readonly Verdict[] = [
  'acked', //               0 OK
  'retry', //               1 CANCELLED
  'refused', //             2 UNKNOWN
  'split', //               3 INVALID_ARGUMENT
  'retry', //               4 DEADLINE_EXCEEDED
  'refused', //             5 NOT_FOUND
  'refused', //             6 ALREADY_EXISTS
  'denied', //              7 PERMISSION_DENIED
  'retry-if-told-when', //  8 RESOURCE_EXHAUSTED; without RetryInfo it can mean that the message is too large
  'refused', //             9 FAILED_PRECONDITION
  'retry', //              10 ABORTED
  'retry', //              11 OUT_OF_RANGE
  'refused', //            12 UNIMPLEMENTED
  'refused', //            13 INTERNAL
  'retry', //              14 UNAVAILABLE
  'retry', //              15 DATA_LOSS
  'denied', //             16 UNAUTHENTICATED
];

/**
 * What an HTTP status means for the batch. Redirects are refusals: they are never followed.
 * Whether a 2xx really acknowledges the batch stands in its body, which the sink reads first.
 *
 * @param headers by lower-case name; only `retry-after` is read, and only where the status is one to retry
 * @param now milliseconds since the epoch, for a `Retry-After` that is a date
 * @returns a reason such as `http_503`; nothing of the answer's text
 */
export function outcomeOfHttp(
  status: number,
  headers: Readonly<Record<string, string | undefined>>,
  now: () => number,
): Outcome {
  const isSuccess = status >= 200 && status <= 299;
  const verdict = isSuccess ? 'acked' : (httpTable[status] ?? 'refused');
  const afterMs = verdict === 'retry' ? readRetryAfterMs(headers['retry-after'], now) : undefined;
  return toOutcome(verdict, `http_${status}`, afterMs);
}

/** The credentials for the proxy are refused, or those that it takes may not go there. */
const deniedByProxies: ReadonlySet<number> = new Set([401, 403, 407]);

/**
 * What it means that a proxy was asked for a tunnel and gave none. Nothing was sent, so whatever the status, the batch is neither refused
 * nor acknowledged.
 *
 * @param status of its answer; a number that is no status tells of no proxy at all
 * @returns a reason such as `proxy_407`
 */
export function outcomeOfNoTunnel(status: number): Extract<Outcome, { readonly kind: 'retry' }> {
  if (!(Number.isInteger(status) && status >= 100 && status <= 599))
    return { kind: 'retry', reason: 'connection_failed' };
  const isDenied = deniedByProxies.has(status);
  return { kind: 'retry', reason: `proxy_${status}`, ...(isDenied && { isDenied }) };
}

/**
 * What a gRPC status code means for the batch.
 *
 * @param options `retryDelayMs`: the delay of the answer's RetryInfo, in milliseconds; absent: the answer had none
 * @returns a reason such as `grpc_14`; a number that is no code of gRPC is a refusal
 */
export function outcomeOfGrpc(code: number, { retryDelayMs }: { readonly retryDelayMs?: number }): Outcome {
  const isToldWhen = retryDelayMs !== undefined;
  const afterMs = isToldWhen ? toPauseMs(retryDelayMs) : undefined;
  return toOutcome(settleVerdict(grpcTable[code] ?? 'refused', isToldWhen), `grpc_${code}`, afterMs);
}

function settleVerdict(verdict: Verdict, isToldWhen: boolean): SettledVerdict {
  if (verdict !== 'retry-if-told-when') return verdict;
  return isToldWhen ? 'retry' : 'split';
}

function toOutcome(verdict: SettledVerdict, reason: string, afterMs: number | undefined): Outcome {
  switch (verdict) {
    case 'acked':
      return { kind: 'acked' };
    case 'retry':
      return { kind: 'retry', reason, ...(afterMs !== undefined && { afterMs }) };
    case 'denied':
      return { kind: 'retry', reason, isDenied: true };
    case 'split':
      return { kind: 'rejected', reason, isSplittable: true };
    case 'refused':
      return { kind: 'rejected', reason };
  }
}
