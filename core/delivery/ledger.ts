/** The ledger: exact to the record, accepted = delivered + pending + rejected + the dropped, per sink. */

import type { Alteration } from '../normalise.js';
import type { Sink } from '../plugin.js';
import type { DropReason, RefusalReason, SpanEventDropReason } from '../steps.js';

/** What became of the records of one sink. */
export interface SinkReceipt {
  /** What is counted. */
  readonly unit: Sink['unit'];
  /** Records that came into the sink's queue. */
  readonly accepted: number;
  /** Acknowledged by the destination. */
  readonly delivered: number;
  /** Waiting, or in an attempt. */
  readonly pending: number;
  /** Refused by the destination for good. */
  readonly rejected: number;
  /** Given up by the bus, by reason. */
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
}

/** What became of the events that belong on spans, for each sink that takes spans; the log lane has its own books. */
export interface SpanEventsReceipt {
  readonly attached: number;
  readonly dropped: Readonly<Partial<Record<SpanEventDropReason, number>>>;
}

/** The state of all books at one moment. */
export interface Receipt {
  /** Calls of `emit`, and spans that ended while a sink takes spans. */
  readonly emitted: number;
  /** Events that no sink saw, by reason. */
  readonly refused: Readonly<Partial<Record<RefusalReason, number>>>;
  /** Values that normalisation had to change. */
  readonly altered: Readonly<Partial<Record<Alteration, number>>>;
  /** Events that belong on spans: those that sit on one, and those that do not. Absent while there were none. */
  readonly spanEvents?: SpanEventsReceipt;
  readonly sinks: Readonly<Record<string, SinkReceipt>>;
}

/** The books of one sink. */
export class SinkLedger {
  #accepted = 0;
  #delivered = 0;
  #rejected = 0;
  readonly #dropped: Partial<Record<DropReason, number>> = {};

  constructor(private readonly unit: Sink['unit']) {}

  accept(): void {
    this.#accepted++;
  }

  deliver(records: number): void {
    this.#delivered += records;
  }

  reject(records: number): void {
    this.#rejected += records;
  }

  drop(records: number, reason: DropReason): void {
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + records;
  }

  /** `pending` is counted by the queue itself, so that the books can be checked against it. */
  receipt(pending: number): SinkReceipt {
    return {
      unit: this.unit,
      accepted: this.#accepted,
      delivered: this.#delivered,
      pending,
      rejected: this.#rejected,
      dropped: { ...this.#dropped },
    };
  }
}

/** The books of what happens before any sink. */
export class EmitLedger {
  emitted = 0;
  readonly refused: Partial<Record<RefusalReason, number>> = {};
  readonly altered: Partial<Record<Alteration, number>> = {};
  #attached = 0;
  readonly #unattached: Partial<Record<SpanEventDropReason, number>> = {};

  /** An event sits on a span. */
  attach(): void {
    this.#attached++;
  }

  /** An event could not stay on any span. */
  leaveOff(reason: SpanEventDropReason): void {
    this.#unattached[reason] = (this.#unattached[reason] ?? 0) + 1;
  }
  /** Events that had a number already when they were refused, by stream; forgotten with their session. */
  readonly refusedOf = new Map<string, number>();

  /** `stream`: that of an event that has its number. */
  refuse(reason: RefusalReason, stream?: string): void {
    this.refused[reason] = (this.refused[reason] ?? 0) + 1;
    if (stream !== undefined) this.refusedOf.set(stream, (this.refusedOf.get(stream) ?? 0) + 1);
  }

  readonly alter = (alteration: Alteration): void => {
    this.altered[alteration] = (this.altered[alteration] ?? 0) + 1;
  };

  receipt(sinks: Readonly<Record<string, SinkReceipt>>): Receipt {
    const hasSpanEvents = this.#attached > 0 || Object.keys(this.#unattached).length > 0;
    return {
      emitted: this.emitted,
      refused: { ...this.refused },
      altered: { ...this.altered },
      ...(hasSpanEvents && { spanEvents: { attached: this.#attached, dropped: { ...this.#unattached } } }),
      sinks,
    };
  }
}

/** Whether every accepted record was delivered. */
export const isAllDelivered = ({ sinks }: Receipt): boolean =>
  Object.values(sinks).every(({ accepted, delivered }) => accepted === delivered);
