/** The five words of an event's life, and what a failed step means: keep the event, refuse it, or skip one sink. */

/** `emit → enrich → redact → route → export`, in this order; the same words name hooks, faults, configuration and tests. */
export const steps = ['emit', 'enrich', 'redact', 'route', 'export'] as const;

/** One of the five words. */
export type Step = (typeof steps)[number];

/** Where a fault can arise: in a step of an event's life, or in an observer, a set-up or a shutdown. */
export type FaultPlace = Step | 'observe' | 'setup' | 'flush' | 'shutdown';

/** What the bus does when a plugin throws, returns rubbish or returns a promise in a step. */
export const faultPolicy = {
  emit: 'refuse the event',
  enrich: 'keep the event as it was',
  redact: 'refuse the event',
  route: 'ask the next plugin',
  export: 'skip this sink',
} as const satisfies Record<Step, string>;

/** Why an event was refused before any sink saw it. */
export type RefusalReason =
  /** No declaration has this name. */
  | 'unknown_event'
  /** The name, the fields or the facts were of no usable form. */
  | 'invalid_event'
  /** A redaction step failed: fail closed. */
  | 'redaction_failed'
  /** More events waited for `ready` than the bound allows. */
  | 'waiting_full'
  /** The declaration drops the event while its switch is off. */
  | 'switched_off'
  /** A subsystem that the host did not list handed it in. */
  | 'unlisted_target'
  /** The sampler left the span out. */
  | 'sampled_out'
  /** The bus was closed. */
  | 'closed';

/** Why an accepted record will not arrive. */
export type DropReason =
  /** The bounded queue was full. */
  | 'queue_full'
  /** The deadline of `close` came before the record could be delivered. */
  | 'close_deadline'
  /** The sink itself failed on this record. */
  | 'sink_failed'
  /** A new configuration has no place for it: its sink or its switch is off. */
  | 'switched_off';

/** Why an event is on no span; each of them counts events, not spans. */
export type SpanEventDropReason =
  /** The span held as many as a span may hold. */
  | 'span_full'
  /** No span was active, and neither a turn nor a session was open. */
  | 'no_span';
