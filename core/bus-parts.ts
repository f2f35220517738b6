/** What goes into a bus and comes out of it, beside the events: its parts, what came of its configuration, what listeners see. */

import type { Offer } from './candidates.js';
import type { EventMap, FieldsOf } from './catalogue/define.js';
import type { Configuration } from './config/schema.js';
import type { Untraced } from './delivery/untraced.js';
import type { Mistake } from './errors.js';
import type { TelemetryEvent, TraceReference } from './events.js';
import type { EndingSignal } from './leave-by-signal.js';
import type { MetricsOptions } from './metrics/hub.js';
import type { EnvironmentContext } from './trace/from-environment.js';
import type { PropagationRule } from './trace/propagation.js';

/** What `emit` takes besides the fields. */
export interface EmitOptions {
  /** When it happened: milliseconds since the epoch, or a `Date`; default now. */
  readonly time?: number | Date | undefined;
  /** The span that it belongs to. */
  readonly trace?: TraceReference | undefined;
  /** The target under which a subsystem says it: `codex_otel.` and a family that the host lists in `start({ subsystems })`. */
  readonly target?: string | undefined;
  /** Tags for the metrics that follow from the event, besides those that it has anyway; legal ones, as `bus.metrics` takes them. */
  readonly metricTags?: Readonly<Record<string, string>> | undefined;
}

/** How a bus is closed when the process is asked to end. */
export interface SignalOptions {
  /** Milliseconds; default: those of `close()`. */
  readonly timeoutMs?: number;
  readonly signals?: readonly EndingSignal[];
}

/** What came of the configuration. */
export interface Readiness {
  /** Full names of the open sinks. */
  readonly sinks: readonly string[];
  /** What the owner has to mend. */
  readonly mistakes: readonly Mistake[];
  /** What is told but stops nobody, such as what a file of the working directory asked for in vain. */
  readonly notices: readonly Mistake[];
}

/** What came of `reload`. */
export interface Reloaded extends Readiness {
  /** `false`: a mistake, or a closed bus, kept everything as it was. */
  readonly isApplied: boolean;
}

/** What the owner wants, as far as it could be read. */
export interface LoadedConfiguration {
  readonly configuration: Configuration;
  /** Everything found wrong by the owner's doing, told together; none of it holds a value. */
  readonly mistakes: readonly Mistake[];
  /**
   * What is told but stops nobody: what files of the working directory asked for in vain or got wrong, files that are not read,
   * standard variables whose value is ignored.
   */
  readonly notices: readonly Mistake[];
  /** The environment that it was read with. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What a bus is made of; `start` gathers it. */
export interface BusParts {
  readonly events: EventMap;
  readonly offer: Offer;
  /** Finds out what the owner wants; must not throw. */
  readonly load: () => Promise<LoadedConfiguration>;
  readonly service: { readonly name?: string | undefined; readonly version?: string | undefined };
  readonly now: () => number;
  readonly random: () => number;
  readonly isStrict: boolean;
  /** The host's own subsystem families. */
  readonly subsystems: readonly string[];
  readonly propagation: readonly PropagationRule[];
  readonly metrics: MetricsOptions;
  /** What `TRACEPARENT` and `TRACESTATE` say; asked when the first trace begins. */
  readonly readTraceVariables: () => EnvironmentContext;
  /** Runs what sends, unseen by the host's own tracing. */
  readonly untraced: Untraced;
  /** Tells a person of mistakes; one line. */
  readonly warn: (line: string) => void;
}

/** An event as listeners see it: its fields are typed. */
export type ObservedEvent<E> = Omit<TelemetryEvent, 'fields'> & { readonly fields: FieldsOf<E> };
