/** Events of a conversation: its beginning, and what the user says. */
import { authEnvFields } from './auth-fields.js';
import { declareEvent } from './define.js';
import { countOfNames, countOfScalars } from './derive.js';
import { asText, content, fact, identity } from './field.js';

const bothLanes = { lanes: ['log', 'trace'] } as const;

/** A conversation begins: who serves the model, and under which policies. */
export const conversationStarts = declareEvent(
  {
    'config.legacy_multi_agent_disabled_sources': fact.string,
    provider_name: fact.string,
    ...authEnvFields,
    reasoning_effort: fact.string,
    reasoning_summary: fact.string,
    context_window: fact.int,
    auto_compact_token_limit: fact.int,
    approval_policy: fact.string,
    sandbox_policy: fact.string,
    /** Names joined by comma and space; empty when there are none. */
    mcp_servers: identity.string,
    mcp_server_count: fact.int.with({ lanes: 'trace', derive: countOfNames('mcp_servers') }),
  },
  bothLanes,
);

/** The user said something. */
export const userPrompt = declareEvent(
  {
    prompt_length: fact.int.with({ codex: asText, derive: countOfScalars('prompt') }),
    prompt: content.string.with({ switch: 'log_user_prompt', whenOff: 'mask' }),
    text_input_count: fact.int.with({ lanes: 'trace' }),
    image_input_count: fact.int.with({ lanes: 'trace' }),
    local_image_input_count: fact.int.with({ lanes: 'trace' }),
  },
  bothLanes,
);
