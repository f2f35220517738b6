/** What a receiver can be told to answer. */
import type { ReceivedRecord } from './records.js';
import type { RequestFacts } from './requests.js';

/**
 * An answer in detail. What happens is said by one of `partialSuccess`, `hang`, `reset`, `html`, `dribble`, or by a
 * status; without any of them it is a plain success.
 */
export interface AnswerDetails {
  /** The HTTP status, 200 to 599. Over gRPC the status that goes with it, unless `grpcStatus` is given too. */
  readonly status?: number;
  /** The `Retry-After` header as it is sent. Over gRPC, whole seconds become a google.rpc.RetryInfo. */
  readonly retryAfter?: string;
  /** The HTTP body that goes with `status`; by default a status message in the encoding of the request. */
  readonly body?: string | Uint8Array;
  readonly contentType?: string;
  /** The gRPC status number, 0 to 16. Over HTTP the status that goes with it, unless `status` is given too. */
  readonly grpcStatus?: number;
  /** The text that goes with `status` or `grpcStatus`. */
  readonly message?: string;
  /** Sends google.rpc.RetryInfo in the trailers; over HTTP a `Retry-After`, rounded up to seconds. */
  readonly retryDelayMs?: number;
  /** A success that tells how many items were rejected. All records are kept: OTLP does not say which were meant. */
  readonly partialSuccess?: { readonly rejected: number; readonly message?: string };
  /** Reads the request and never answers. */
  readonly hang?: true;
  /** Resets the connection after the request was read. */
  readonly reset?: true;
  /** Answers 200 with an HTML page, as a captive portal does. */
  readonly html?: true;
  /** Answers 200 and then a body that never ends, `bytes` at a time. */
  readonly dribble?: { readonly bytes: number; readonly everyMs: number };
  /** Waits before it answers, in milliseconds; the records are kept before the wait. */
  readonly delayMs?: number;
  /** Whether the records are kept. By default they are when the answer is a success: `ok`, `partial`, a status 2xx. */
  readonly store?: boolean;
}

/** One answer. `never-read` neither reads the body nor answers. */
export type Answer = 'ok' | 'hang' | 'never-read' | 'reset' | 'html' | AnswerDetails;

/** A request that was read and is about to be answered. */
export interface PendingRequest extends RequestFacts {
  /** The records in it; empty when it will be refused. */
  readonly records: readonly ReceivedRecord[];
  /** Which rule it broke. It is refused, unless the answer is a failure of another kind. */
  readonly refusedReason?: string;
}

/** An answer, or a function that is called with each request once it was read (so `never-read` hangs there). */
export type ScriptedAnswer = Answer | ((request: PendingRequest) => Answer);
