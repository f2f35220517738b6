/** The plugin contract: a plugin names itself, checks its options, and says in which steps it takes part. */
import type { Deadline } from './deadline.js';
import { CodexotelError } from './errors.js';
import type { FieldClass, FieldValue, SessionFacts, TelemetryEvent } from './events.js';
import type { FeedbackSender, ReportFacts } from './feedback-report.js';
import type { Temporality } from './metrics/point.js';
import type { TraceContext } from './trace/traceparent.js';

/** What came of one attempt to deliver a batch; the bus decides what follows. */
export type Outcome =
  /** The destination has the batch; `rejected` of its records it will not keep (partial success), never sent again. */
  | { readonly kind: 'acked'; readonly rejected?: number; readonly reason?: string }
  /** The destination refuses the batch for good; `isSplittable`: one bad record may be the cause, so the bus looks for it. */
  | { readonly kind: 'rejected'; readonly reason: string; readonly isSplittable?: boolean }
  /** Not now: try again after `afterMs` milliseconds, or after the bus's own back-off; `isDenied`: credentials were refused, tell the owner once. */
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number; readonly isDenied?: boolean }
  /** Nobody knows whether it arrived; it is sent again with the same identity. */
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Spans, and who knows what of them. Core makes the spans of sessions, turns, requests and tool calls, as plain data: a span has
 * its ids at once, before the configuration is known and before anything of OpenTelemetry is loaded. The trace-safe events of
 * a session sit on its active span, after redaction and as facts only. A span that ends is a `TelemetryEvent` of the
 * declaration `span` with a member `span`: it goes through the same hooks, projection, queue and ledger as an event, and to
 * the sinks of unit `span`, which get nothing else. A plugin brings such a sink, and says by the step `spans` which traces
 * are kept and how much a span may hold. Spans that somebody else made, such as OpenTelemetry's SDK for a subsystem, come in
 * by `bus.handInSpan`, as plain data too.
 */
export interface SpanRules {
  /** Whether the trace is kept; asked once for each trace that begins or goes on here, of its id and of its parent outside. */
  isSampled(traceId: string, parent: TraceContext | undefined): boolean;
  readonly limits: SpanLimits;
}

/** How much one span may hold. */
export interface SpanLimits {
  readonly maxEvents: number;
  readonly maxAttributes: number;
  readonly maxLinks: number;
  /** Attributes of one of its events. */
  readonly maxEventAttributes: number;
  /** UTF-16 units of one text among its attributes and those of its events; `Infinity`: no limit. */
  readonly maxValueLength: number;
}

/** A request that can be sent as it stands. */
export interface ReadyRequest {
  /** An http or https URL; over gRPC its path names the method. */
  readonly url: string;
  /** Legal header names and values. */
  readonly headers: Readonly<Record<string, string>>;
  /** Over gRPC with its five bytes of length in front. */
  readonly body: Uint8Array;
  readonly isGrpc: boolean;
  /** The URL of a proxy to go through, over gRPC an http one. */
  readonly proxy?: string;
  /** Certificates in PEM, for https. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
}

/** A way out: whoever writes an exporter writes `attempt`; queue, batches, retries, deadlines and accounting are the bus's. */
export type Sink = Sight & WayOut;

/**
 * The lane whose fields a sink gets, default `log`, and the classes that its destination may see: on the trace lane facts alone.
 * What it may not see is removed before the queue.
 */
export type Sight =
  | { readonly lane?: 'log'; readonly classes: readonly FieldClass[] }
  | { readonly lane: 'trace'; readonly classes: readonly 'fact'[] };

/** How the points of metrics are collected for a sink. Where several sinks take them, the first says the temporality and the interval. */
export interface Collection {
  /** Default `delta`: of the time since the collection before. */
  readonly temporality?: Temporality;
  /** Milliseconds between two collections; default 60 000. */
  readonly intervalMs?: number;
  /** Whether the sink takes a metric of this name; default: it takes all. */
  readonly isWanted?: (metric: string) => boolean;
}

/** How a sink would have its records delivered; the owner's configuration wins. */
export interface DeliveryDefaults {
  /** Milliseconds that a record may wait for company. */
  readonly scheduleDelayMs?: number;
  /** Most records that wait. */
  readonly maxQueueRecords?: number;
  /** Milliseconds that one attempt may take. */
  readonly attemptTimeoutMs?: number;
}

/** What a sink does, and within which bounds. */
export interface WayOut {
  /**
   * What one entry of the ledger counts: a sink of `record` gets events; one of `span`, whose lane is `trace`, the spans that ended;
   * one of `point`, whose lane is `trace` too, the points of metrics, and of these each has a member `point`.
   */
  readonly unit: 'record' | 'span' | 'point';
  /** Of a sink of `point`: how points are collected. */
  readonly collection?: Collection;
  /** Names of the events that it takes; default: all. */
  readonly handles?: readonly string[];
  /** Most records of one attempt; default 512. */
  readonly maxBatchRecords?: number;
  /** Most estimated bytes of one attempt; default 3 MiB. */
  readonly maxBatchBytes?: number;
  /** Milliseconds that one attempt may take; default 10 000. */
  readonly attemptTimeoutMs?: number;
  /** What holds for this sink where the configuration says nothing. */
  readonly defaults?: DeliveryDefaults;
  /** Tries once to deliver the batch before the deadline. A throw or a rejection counts as the sink's failure on this batch. */
  attempt(batch: readonly TelemetryEvent[], deadline: Deadline): Promise<Outcome> | Outcome;
  /**
   * The request that would deliver the batch, made at once. Asked only when the process is ended while records wait, by
   * `process.exit` or an uncaught error: no promise is kept then. Absent, or `undefined`: what waits is lost.
   */
  lastRequest?(batch: readonly TelemetryEvent[]): ReadyRequest | undefined;
  /** What people may read about the destination: never a header, a key, or a URL's credentials. */
  readonly description?: string;
  /** Frees sockets and timers; called once, after the last attempt. */
  close?(): void | Promise<void>;
}

/** What a plugin gets when it is set up, once per bus. */
export interface PluginContext<Options> {
  /** Complete options: the schema has filled in the defaults. */
  readonly options: Options;
  /** The environment, read once; never `process.env` itself. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Tells of a mishap that is no exception; becomes a `fault` signal. The message must hold no value. */
  readonly report: (message: string, cause?: unknown) => void;
  /**
   * Tells, during the set-up, a mistake of the owner's that only the plugin can see, such as a file that cannot be used: it stands among
   * the mistakes of the configuration, and in strict mode `start` fails for it. `setting`: where it was said, such as `otel.exporter`;
   * default: the plugin's own options. The texts must hold no value.
   */
  readonly mistake: (expectation: string, cure: string, setting?: string) => void;
  /** Counts, in `altered` of the receipt, a value that the plugin had to change or to withhold. */
  readonly alter: (alteration: 'converted' | 'cut' | 'withheld') => void;
  /** Identity of the bus, the same object that the host holds: for state that is kept per bus. */
  readonly bus: object;
  /** Resource attributes of this bus (`service.name` …); call it when the first record leaves, not before. */
  readonly resource: () => Readonly<Record<string, FieldValue>>;
  /** Cleans attributes that are part of no event, such as those of the configuration; call it when the first record leaves, not before. */
  readonly cleanAttributes: (attributes: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  /** Cleans a text that is part of no event; one that cannot be cleaned is withheld. Not before the set-up has ended. */
  readonly cleanText: (text: string) => string;
}

/** The parts of an event's life that a plugin takes part in. */
export interface PluginSteps {
  /** Adds to an event: return `withChanges(event, …)`, or nothing to leave it. Fields are those that were given; derived ones come later. */
  enrich?(event: TelemetryEvent): TelemetryEvent | undefined | void;
  /** Cleans an event: as `enrich`, but a throw refuses the event. */
  redact?(event: TelemetryEvent): TelemetryEvent | undefined | void;
  /** Cleans a text that is part of no event: a resource attribute, the name of a span. A throw withholds the text. */
  redactText?(text: string): string;
  /** Sees each event as listeners of the bus do: cleaned, and without what no listener may see. */
  observe?(event: TelemetryEvent): void;
  /** Names the sinks that get the event; nothing: no opinion. */
  route?(event: TelemetryEvent): readonly string[] | undefined | void;
  /** Rules for spans; of several plugins that have some, the first holds. */
  spans?(): SpanRules;
  /** Ways out, by their short name: `logs` of plugin `otlp` is the sink `otlp.logs`. */
  readonly sinks?: Readonly<Record<string, Sink>>;
  /** Session facts that may still change until records leave; asked when the first record leaves. What a session says wins. */
  lateFacts?(): SessionFacts;
  /** Resource attributes that it knows; asked when the first record leaves. The host's own win. */
  resource?(): Readonly<Record<string, FieldValue>>;
  /** Facts that it keeps of a session, for bug reports: plain names and values of class `fact`. */
  facts?(session: SessionFacts): ReportFacts;
  /** Sends bug reports of people, for `bus.feedback`; of several plugins that can, the first does. */
  feedback?: FeedbackSender;
  /** What people may know of its settings, for `bus.describe()`; never a secret. */
  describe?(): Readonly<Record<string, unknown>>;
  /** Called by `bus.flush` before the sinks are drained. */
  flush?(): void | Promise<void>;
  /** Called once by `bus.close` after the sinks were drained. */
  shutdown?(): void | Promise<void>;
}

/** The part of the Standard Schema contract that checks and completes options. */
export interface StandardSchema<Output> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

/** What a schema says: the completed value, or issues with their paths. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** One thing that a schema found; `message` may echo the value and is therefore never shown. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
}

/** What a host or a built-in hands to the bus. */
export interface Plugin<Options = unknown> {
  /** Lower-case words with hyphens; names taps, sinks, faults and the key in `plugins`. */
  readonly name: string;
  /** Checks what the configuration says; absent: the plugin takes no options. */
  readonly options?: StandardSchema<Options>;
  /** Names of the events that its steps see; absent: all. */
  readonly handles?: readonly string[];
  /** Whether it withholds what must not leave: where it cannot be set up, every sink stays shut. The name `redaction` says so, too. */
  readonly redacts?: boolean;
  /** Names of plugins that run before this one. */
  readonly after?: readonly string[];
  /** Says in which steps it takes part; called once per bus. */
  setup(context: PluginContext<Options>): PluginSteps;
}

const pluginName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Checks the form of a plugin and gives it back, typed. Throws `ERR_PLUGIN` for a mistake in code. */
export function definePlugin<Options = undefined>(plugin: Plugin<Options>): Plugin<Options> {
  if (typeof plugin?.name !== 'string' || !pluginName.test(plugin.name)) {
    throw new CodexotelError(
      'ERR_PLUGIN',
      'definePlugin: name must be lower-case words with hyphens; write "my-plugin"',
    );
  }
  if (typeof plugin.setup !== 'function') {
    throw new CodexotelError('ERR_PLUGIN', `${plugin.name}: setup must be a function that returns the plugin's steps`);
  }
  return Object.freeze({ ...plugin });
}
