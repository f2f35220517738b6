/** The catalogue: every event of a Codex session that the bus knows, by its wire name. */
import { authRecovery } from './auth-recovery.js';
import { conversationStarts, turnTtft, userPrompt } from './conversation.js';
import { apiRequest, sseEvent } from './requests.js';
import { toolDecision, toolResult } from './tools.js';

/** The built-in events. */
export const codexEvents = Object.freeze({
  'codex.conversation_starts': conversationStarts,
  'codex.user_prompt': userPrompt,
  'codex.api_request': apiRequest,
  'codex.sse_event': sseEvent,
  'codex.turn_ttft': turnTtft,
  'codex.tool_decision': toolDecision,
  'codex.tool_result': toolResult,
  'codex.auth_recovery': authRecovery,
});

/** Their types, as `emit` and `on` know them. */
export type CodexEvents = typeof codexEvents;
