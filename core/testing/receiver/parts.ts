/** What the two servers of a receiver share. */
import type { Journal } from './journal.js';
import type { Signal } from './records.js';
import type { Script } from './script.js';

export interface ServerParts {
  readonly script: Script;
  readonly journal: Journal;
  /** Tells the time, in milliseconds since 1970. */
  readonly now: () => number;
  /** HTTP paths that carry a signal although they do not end as OTLP's do. */
  readonly paths: ReadonlyMap<string, Signal>;
}
