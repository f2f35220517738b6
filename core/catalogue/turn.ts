/** Events of a turn: its first output, its cost, and how its requests went. */
import { declareEvent } from './define.js';
import { asText, fact } from './field.js';

/** The first output of the model in a turn arrived, `duration_ms` after the turn began. */
export const turnTtft = declareEvent({ duration_ms: fact.int.with({ codex: asText }) }, { lanes: ['log', 'trace'] });

/** What a turn cost; known some minutes after it. */
export const turnCost = declareEvent({
  'turn.id': fact.string,
  /** US dollars; Codex writes six decimals. */
  'usage.estimated_usd': fact.double.with({
    codex: (value) => (typeof value === 'number' ? value.toFixed(6) : value),
  }),
  'turn.interrupted': fact.boolean,
  /** Such as `standard`. */
  speed: fact.string,
  reasoning_effort: fact.string,
});

/** A turn ended: how often it asked the model. */
export const turnProfile = declareEvent(
  {
    turn_id: fact.string,
    critical_path_status: fact.string,
    sampling_request_count: fact.uint,
    sampling_retry_count: fact.uint,
  },
  { lanes: ['trace'], order: ['conversation.id'], tail: 'none' },
);
