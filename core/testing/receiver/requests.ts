/** What a test sees of a request: the bytes as they came, and what was answered. */
import type { ReceivedRecord, Signal, Transport } from './records.js';

/** What is known of a request once it was read. */
export interface RequestFacts {
  /** Absent when the path names no signal. */
  readonly signal?: Signal;
  /** `http` when the content type is neither JSON nor protobuf. */
  readonly transport: Transport | 'http';
  /** The path as it was asked for, with its query; empty when the bytes were no request at all. */
  readonly path: string;
  /** As received, with lower-case names; several of one name are joined by `, `. They may hold credentials. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it came, before it was inflated; over gRPC the message without its frame. */
  readonly bytes: Uint8Array;
  /** Whether `bytes` are compressed with gzip. */
  readonly gzip: boolean;
  /** When the head of the request arrived, in milliseconds since 1970. */
  readonly at: number;
}

/** What became of a request. */
export interface SentAnswer {
  /**
   * `ok`, `partial`, `status`, `hang`, `never-read`, `reset`, `html` and `dribble` are as scripted; `refused` broke a
   * rule; `cut` left before its body was whole, so that nobody could be answered.
   */
  readonly kind: 'ok' | 'partial' | 'status' | 'hang' | 'never-read' | 'reset' | 'html' | 'dribble' | 'refused' | 'cut';
  /** The HTTP status or the gRPC status number that was sent, if any was. */
  readonly status?: number;
}

/** A request that arrived, accepted or not. */
export interface ReceivedRequest extends RequestFacts {
  readonly answer: SentAnswer;
  /** The records in it, whether or not they were kept; empty when it was refused. */
  readonly records: readonly ReceivedRecord[];
  /** Which rule it broke, and where; never a value. */
  readonly refusedReason?: string;
}

/** A request that broke a rule. */
export interface RefusedRequest extends ReceivedRequest {
  readonly refusedReason: string;
}

/** Whether a request was refused. */
export const isRefused = (request: ReceivedRequest): request is RefusedRequest => request.refusedReason !== undefined;
