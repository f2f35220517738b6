/** The senders of a bus: one for each name of a sink, as long as the bus lives. A new configuration changes their sinks, not their queues. */
import { type Deadline, deadlineIn } from '../deadline.js';
import type { Guard } from '../guard.js';
import type { Sink } from '../plugin.js';
import type { Watch } from '../signals.js';
import type { LastMessage } from './last-words.js';
import type { SinkReceipt } from './ledger.js';
import { Sender, type SenderOptions } from './sender.js';

type Sinks = ReadonlyArray<readonly [name: string, sink: Sink]>;

/** Keeps the senders, also those whose sink is gone: their books stay. */
export class Senders {
  readonly #all = new Map<string, Sender>();
  #open: readonly Sender[] = [];

  constructor(
    private readonly guard: Guard,
    private readonly watch: Watch,
  ) {}

  /** Those whose sinks are open, in the order of the plugins. */
  get open(): readonly Sender[] {
    return this.#open;
  }

  /**
   * Opens exactly these sinks. A sender that is there already goes on with the new sink, and what waits in its queue is kept. One
   * whose sink is gone has `graceMs` milliseconds to deliver what waits.
   */
  replace(sinks: Sinks, optionsOf: (name: string) => SenderOptions, graceMs: number): void {
    const before = this.#open;
    this.#open = sinks.map(([name, sink]) => this.#openOne(name, sink, optionsOf(name)));
    for (const sender of before) if (!this.#open.includes(sender)) retire(sender, graceMs);
  }

  /** Closes every sink once what waits is delivered, and `graceMs` milliseconds from now at the latest. */
  retire(graceMs: number): void {
    for (const sender of this.#open) retire(sender, graceMs);
    this.#open = [];
  }

  receipts(): Readonly<Record<string, SinkReceipt>> {
    return Object.fromEntries([...this.#all].map(([name, sender]) => [name, sender.receipt()]));
  }

  /** What waits at each sink, as requests for a process that is ended at once. */
  lastMessages(isLate: () => boolean): ReadonlyArray<readonly LastMessage[]> {
    return [...this.#all.values()].map((sender) => sender.lastMessages(isLate));
  }

  async flush(deadline: Deadline): Promise<void> {
    await Promise.all([...this.#all.values()].map((sender) => sender.flush(deadline)));
  }

  /** Gives up what is left, and frees all sinks. */
  async close(): Promise<void> {
    await Promise.all([...this.#all.values()].map((sender) => sender.close()));
  }

  #openOne(name: string, sink: Sink, options: SenderOptions): Sender {
    const known = this.#all.get(name);
    known?.renew(sink, options);
    const sender = known ?? new Sender(name, sink, options, this.guard, this.watch);
    this.#all.set(name, sender);
    return sender;
  }
}

const retire = (sender: Sender, graceMs: number): void =>
  void sender.retire(deadlineIn(graceMs, { holdsProcess: false }));
