/** A running receiver: both servers, one script, one journal. */
import type { ScriptedAnswer } from './answers.js';
import { createGrpcReceiver } from './grpc-server.js';
import { createHttpReceiver } from './http-server.js';
import { createJournal, type Listener } from './journal.js';
import { type Listening, listen } from './listen.js';
import type { ServerParts } from './parts.js';
import type { ReceivedRecord, Signal } from './records.js';
import type { ReceivedRequest, RefusedRequest } from './requests.js';
import { createScript } from './script.js';
import { type Goal, waitFor } from './wait.js';

/** How a receiver is started. */
export interface ReceiverOptions {
  /** The port for HTTP; 0, the default, takes a free one; `false` leaves HTTP out. */
  readonly http?: number | false;
  /** The port for gRPC; 0, the default, takes a free one; `false` leaves gRPC out. */
  readonly grpc?: number | false;
  /** The address to listen on; `127.0.0.1` by default. There is no authentication: anybody who reaches it may post. */
  readonly host?: string;
  /** HTTP paths that carry a signal, besides all that end in `/v1/logs`, `/v1/traces` or `/v1/metrics`. */
  readonly paths?: Readonly<Record<string, Signal>>;
  /** Tells the time of arrival, in milliseconds since 1970; the clock of the machine by default. */
  readonly now?: () => number;
}

/**
 * A strict OTLP receiver. What breaks a rule is answered with 400 (gRPC: 3) and a reason, and kept in `refused`; the
 * receiver itself goes on. The lists are live: they grow as requests arrive.
 */
export interface Receiver extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, to which `/v1/logs` and its siblings are added. @throws Error when HTTP was left out */
  readonly httpUrl: string;
  /** `http://127.0.0.1:PORT`. @throws Error when gRPC was left out */
  readonly grpcUrl: string;
  /** Each log record, span and metric that was kept, in order of arrival. */
  readonly records: readonly ReceivedRecord[];
  /** Each request, accepted or refused. */
  readonly requests: readonly ReceivedRequest[];
  /** Those of the requests that broke a rule. */
  readonly refused: readonly RefusedRequest[];
  /** Adds answers to the queue; each next request for a signal takes one, and when it is empty `answerAlways` holds. */
  readonly answerWith: (answers: ScriptedAnswer | readonly ScriptedAnswer[]) => void;
  /** Sets the answer to all requests that find the queue empty; `ok` at first. */
  readonly answerAlways: (answer: ScriptedAnswer) => void;
  /**
   * Waits for a number of kept records, or for a predicate over the lists. Resolves to the records; rejects after
   * `timeoutMs` (5 000 by default), or at the close, with a message that tells what did arrive.
   */
  readonly waitFor: (goal: Goal, timeoutMs?: number) => Promise<readonly ReceivedRecord[]>;
  /** Calls back with each kept record and each refused request; returns its undo. */
  readonly on: (listener: Listener) => () => void;
  /** Empties the lists and the script. Listeners stay. */
  readonly reset: () => void;
  /** Ends everything at once, also requests that hang. May be called again. */
  readonly close: () => Promise<void>;
}

const DEFAULT_WAIT_MS = 5_000;

/** Starts both servers, or none. */
async function listenBoth(parts: ServerParts, options: ReceiverOptions) {
  const { http: httpPort = 0, grpc: grpcPort = 0, host = '127.0.0.1' } = options;
  const http = httpPort === false ? undefined : await listen(createHttpReceiver(parts), httpPort, host);
  try {
    const grpc = grpcPort === false ? undefined : await listen(createGrpcReceiver(parts), grpcPort, host);
    return { http, grpc };
  } catch (error) {
    await http?.close();
    throw error;
  }
}

function urlOf(listening: Listening | undefined, name: 'http' | 'grpc'): string {
  if (listening !== undefined) return listening.url;
  throw new Error(`receiver: ${name}Url: the receiver was started without it; leave out "${name}: false"`);
}

/**
 * Starts a receiver. Any number may run in one process.
 *
 * @throws Error when a port cannot be had; then nothing listens
 */
export async function startReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const journal = createJournal();
  const script = createScript();
  const paths = new Map(Object.entries(options.paths ?? {}));
  const { http, grpc } = await listenBoth({ script, journal, paths, now: options.now ?? Date.now }, options);
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= Promise.all([http?.close(), grpc?.close()]).then(() => undefined);
    journal.close();
    return closing;
  };
  return {
    get httpUrl() {
      return urlOf(http, 'http');
    },
    get grpcUrl() {
      return urlOf(grpc, 'grpc');
    },
    records: journal.records,
    requests: journal.requests,
    refused: journal.refused,
    answerWith: script.add,
    answerAlways: script.setAlways,
    waitFor: (goal, timeoutMs = DEFAULT_WAIT_MS) => waitFor(journal, goal, timeoutMs),
    on: journal.on,
    reset: () => {
      journal.reset();
      script.reset();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
