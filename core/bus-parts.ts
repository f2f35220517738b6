/** What goes into a bus and comes out of it, beside the events: its parts, what came of its configuration, what listeners see. */
import type { EventMap, FieldsOf } from './catalogue/define.js';
import type { Configuration } from './config/schema.js';
import type { Mistake } from './errors.js';
import type { TelemetryEvent, TraceReference } from './events.js';
import type { Offer } from './install.js';

/** What `emit` takes besides the fields. */
export interface EmitOptions {
  /** When it happened: milliseconds since the epoch, or a `Date`; default now. */
  readonly time?: number | Date | undefined;
  /** The span that it belongs to. */
  readonly trace?: TraceReference | undefined;
}

/** What came of the configuration. */
export interface Readiness {
  /** Full names of the open sinks. */
  readonly sinks: readonly string[];
  readonly mistakes: readonly Mistake[];
}

/** What a bus is made of; `start` gathers it. */
export interface BusParts {
  readonly events: EventMap;
  readonly offer: Offer;
  /** Finds out what the owner wants; must not throw. */
  readonly load: () => Promise<{ readonly configuration: Configuration; readonly mistakes: readonly Mistake[] }>;
  readonly service: { readonly name?: string | undefined; readonly version?: string | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  readonly random: () => number;
  readonly isStrict: boolean;
  /** Tells a person of mistakes; one line. */
  readonly warn: (line: string) => void;
}

/** An event as listeners see it: its fields are typed. */
export type ObservedEvent<E> = Omit<TelemetryEvent, 'fields'> & { readonly fields: FieldsOf<E> };
