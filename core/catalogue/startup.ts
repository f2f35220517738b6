/** The events of a start: how long its phases took. */
import { declareEvent } from './define.js';
import { asText, fact } from './field.js';

/** A phase of the start ended, such as `thread_start_total`. */
export const startupPhase = declareEvent(
  {
    'startup.phase': fact.string,
    /** Such as `ready` or `failed`; not every phase has one. */
    'startup.status': fact.string,
    duration_ms: fact.int.with({ codex: asText }),
  },
  { lanes: ['log', 'trace'] },
);
