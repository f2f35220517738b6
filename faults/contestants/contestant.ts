/** What a host does with whoever is put to the test. */
import type { HostReport } from '../orders.js';

/** One bus, or one provider of the stock SDK, at work. */
export interface Sending {
  /** Emits the event with this number; `extra` is one more attribute. */
  emit(number: number, extra?: unknown): void;
  /** Gives `emit` the value in place of everything that it takes. Returns how many events that were. */
  emitRaw(value: unknown): number;
  /** Waits until everything was sent, as far as that can be known, at most so many milliseconds. */
  settle(ms: number): Promise<void>;
  /** Ends it within `ms`, where it takes a deadline. */
  close(ms: number): Promise<void>;
  /** Its books, where it keeps any. */
  books(): HostReport['books'];
}
