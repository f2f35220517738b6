/** The events that wait for the configuration: bounded in number and in bytes, since nobody knows how long it takes. */
import type { EventLine } from './event-line.js';
import type { TelemetryEvent } from './events.js';
import type { Span } from './trace/span.js';

/** Most events that wait. */
const maxEvents = 10_000;

/** Most estimated bytes that wait: as many as a queue holds. */
const maxBytes = 32 * 2 ** 20;

/** The span is the one that the event sits on, or that it is the record of. */
type Entry = readonly [EventLine, TelemetryEvent, Span | undefined];

/** Events in order, each with its line. */
export class WaitingList {
  #entries: Entry[] = [];
  #bytes = 0;

  /** Takes an event over; `false`: there is no room. */
  add(line: EventLine, event: TelemetryEvent, span: Span | undefined): boolean {
    if (this.#entries.length >= maxEvents || this.#bytes + event.bytes > maxBytes) return false;
    this.#entries.push([line, event, span]);
    this.#bytes += event.bytes;
    return true;
  }

  /** Hands all of them out, and is empty. */
  drain(): readonly Entry[] {
    const entries = this.#entries;
    this.#entries = [];
    this.#bytes = 0;
    return entries;
  }
}
