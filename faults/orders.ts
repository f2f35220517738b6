/** What the processes of a run say to one another; plain data, since it crosses a pipe. */

/** How a request is written. */
export type Transport = 'http' | 'json' | 'grpc';

/** Who is put to the test: we, or the stock SDK with its batch processor and exporters. */
export type Contestant = 'codexotel' | 'opentelemetry';

/** How a receiver behaves; see `policies.ts`. */
export type PolicyName =
  | 'ok'
  | 'hang'
  | 'never-read'
  | 'dribble'
  | 'third-is-stored-and-reset'
  | 'busy-at-first'
  | 'asks-to-wait-and-hangs'
  | 'random';

/** A policy with its numbers. */
export interface Policy {
  readonly name: PolicyName;
  /** Seconds of a `Retry-After`. */
  readonly seconds?: number;
  readonly seed?: number;
}

/** What a receiver is told. */
export type ReceiverOrder =
  | { readonly do: 'listen' | 'close' | 'report' }
  | { readonly do: 'behave'; readonly policy: Policy };

/** What a receiver says about what it kept. */
export interface Arrivals {
  /** Different events. */
  readonly unique: number;
  /** Records beyond the first of their event. */
  readonly duplicates: number;
  /** Duplicates that did not carry the `log.record.uid` of the first. */
  readonly strangers: number;
  /** Events that came behind a later one. */
  readonly inversions: number;
  /** Requests that broke a rule of OTLP. */
  readonly refused: number;
  /** When each request came, in milliseconds since 1970. */
  readonly requestTimes: readonly number[];
}

/** Where a receiver listens. `silent` accepts connections and does nothing else. */
export interface Ports {
  readonly http: number;
  readonly grpc: number;
  readonly silent: number;
}

/** What a host has to emit: so many events a second for a while, or all in one tick. */
export type Load = { readonly perSecond: number; readonly ms: number } | { readonly atOnce: number };

/** What a host is told. */
export interface HostOrder {
  readonly contestant: Contestant;
  readonly transport: Transport;
  /** `http://HOST:PORT` of the destination, or https. */
  readonly url: string;
  readonly task: 'load' | 'flood' | 'poison' | 'fuzz';
  readonly load: Load;
  /** Milliseconds that the host waits, after the load, for everything to be delivered. */
  readonly settleMs: number;
  /** The deadline of `close`, in milliseconds. */
  readonly closeMs: number;
  /** Milliseconds of one attempt. */
  readonly attemptMs: number;
  readonly seed: number;
}

/** What a host says at its end. */
export interface HostReport {
  readonly emitted: number;
  /** What its own books say; the stock SDK has none. */
  readonly books?: {
    /** Events that no sink saw. */
    readonly refused: number;
    readonly accepted: number;
    readonly delivered: number;
    readonly pending: number;
    readonly rejected: number;
    readonly dropped: Readonly<Record<string, number>>;
  };
  /** Milliseconds that the end took: `close`, or `shutdown`. */
  readonly closeMs: number;
  /** Exceptions that left `emit`, and promises that nobody caught. */
  readonly exceptions: number;
  /** Growth of the resident set at its worst, in MiB. */
  readonly grownMiB: number;
}
