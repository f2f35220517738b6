/** The account of one sink: every fate of a record is entered into the books and told, in one step. */
import type { TelemetryEvent } from '../events.js';
import { type Guard, kindOf } from '../guard.js';
import type { Sink } from '../plugin.js';
import type { Watch } from '../signals.js';
import type { DropReason } from '../steps.js';
import { SinkLedger, type SinkReceipt } from './ledger.js';
import { Losses, type Lost } from './losses.js';

/** Keeps the books of a sink, and speaks for it. */
export class Account {
  readonly #ledger: SinkLedger;
  /** By session, for its closing record. */
  readonly losses = new Losses();
  /** Records that were in the queue and are accounted for. */
  settled = 0;

  constructor(
    private readonly name: string,
    unit: Sink['unit'],
    private readonly guard: Guard,
    private readonly watch: Watch,
  ) {
    this.#ledger = new SinkLedger(unit);
  }

  /** A record came. */
  accept(): void {
    this.#ledger.accept();
  }

  /** The record that came does not even enter the queue. */
  turnAway(record: TelemetryEvent, reason: DropReason): void {
    this.#ledger.drop(1, reason);
    this.losses.note([record], 'dropped');
    this.watch.tell('dropped', { sink: this.name, records: 1, reason });
  }

  deliver(records: number): void {
    if (records === 0) return;
    this.#ledger.deliver(records);
    this.settled += records;
    this.watch.tell('delivered', { sink: this.name, records });
  }

  reject(batch: readonly TelemetryEvent[], reason: string): void {
    this.losses.note(batch, 'rejected');
    this.rejectSome(batch.length, reason);
  }

  /** The destination took a batch but for so many of its records; it does not say which. */
  rejectSome(records: number, reason: string): void {
    if (records === 0) return;
    this.#ledger.reject(records);
    this.settled += records;
    this.watch.tell('dropped', { sink: this.name, records, reason: `rejected:${reason}` });
  }

  drop(batch: readonly Lost[], reason: DropReason): void {
    if (batch.length === 0) return;
    this.#ledger.drop(batch.length, reason);
    this.losses.note(batch, 'dropped');
    this.settled += batch.length;
    this.watch.tell('dropped', { sink: this.name, records: batch.length, reason });
  }

  /** An attempt ended. */
  tellAttempt(records: number, outcome: string, durationMs: number): void {
    this.watch.tell('attempted', { sink: this.name, records, outcome, durationMs });
  }

  receipt(pending: number): SinkReceipt {
    return this.#ledger.receipt(pending);
  }

  /** The destination refuses our credentials. */
  tellDenied(reason: string): void {
    const isProxy = reason.startsWith('proxy_') || reason === 'http_407';
    const [who, what] = isProxy ? ['proxy', 'its URL'] : ['destination', 'the headers'];
    const message = `the ${who} refuses our credentials (${reason}); records are kept, check ${what}`;
    this.guard.mishap(this.name, 'export', message);
  }

  /** A batch failed at the sink itself; whether the sink is to blame is not known yet. */
  tellFailed(thrown: unknown): void {
    const message = `an attempt failed (${kindOf(thrown)}); the bus looks for the record that causes it`;
    this.guard.mishap(this.name, 'export', message, thrown);
  }

  /** A record failed alone at the sink: that counts against the sink. */
  blame(thrown: unknown): void {
    this.guard.fault(this.name, 'export', `an attempt at one record failed (${kindOf(thrown)})`, thrown);
  }
}
