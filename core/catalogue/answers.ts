/** Texts of models that travel only when somebody asked for them: final answers, and the words of a reviewer. */
import { declareEvent } from './define.js';
import { isLongerThan, lengthInBytes } from './derive.js';
import { content, fact } from './field.js';

/** Most UTF-8 bytes of either text, as in Codex; a longer one is cut, and says so. */
const maxTextBytes = 65_536;

/** The agent gave its final answer; Codex tells no other message. */
export const agentResponse = declareEvent(
  {
    'agent.type': fact.oneOf('main', 'subagent'),
    'turn.id': fact.string,
    'item.id': fact.string,
    'parent.conversation.id': fact.string,
    'parent.turn.id': fact.string,
    'root.turn.id': fact.string,
    'initiating.agent.path': fact.string,
    response: content.string.with({ switch: 'log_agent_responses', maxBytes: maxTextBytes }),
    response_length: fact.int.with({ derive: lengthInBytes('response') }),
    response_truncated: fact.boolean.with({ derive: isLongerThan('response', maxTextBytes) }),
  },
  { switch: 'log_agent_responses' },
);

/** An automatic reviewer assessed a risky action. Without an `outcome`: the review itself failed. */
export const guardianAssessment = declareEvent(
  {
    'review.id': fact.string,
    'turn.id': fact.string,
    'item.id': fact.string,
    /** Such as `approved`, `denied`, `timed_out`, `aborted`. */
    status: fact.string,
    /** `allow` or `deny`. */
    outcome: fact.string,
    /** Such as `low` or `high`. */
    risk_level: fact.string,
    /** Such as `low` or `high`. */
    user_authorization: fact.string,
    /** Milliseconds since the epoch. */
    started_at_ms: fact.int,
    /** Milliseconds since the epoch. */
    completed_at_ms: fact.int,
    rationale: content.string.with({ switch: 'log_guardian_assessments', maxBytes: maxTextBytes }),
    rationale_length: fact.int.with({ derive: lengthInBytes('rationale') }),
    rationale_truncated: fact.boolean.with({ derive: isLongerThan('rationale', maxTextBytes) }),
  },
  { switch: 'log_guardian_assessments' },
);
