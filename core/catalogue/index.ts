/** The catalogue: every event of a Codex session that the bus knows, by its wire name. */
import { agentResponse, guardianAssessment } from './answers.js';
import { authRecovery } from './auth-recovery.js';
import { conversationStarts, userPrompt } from './conversation.js';
import { networkPolicyDecision } from './network-proxy.js';
import {
  mcpBindingCatalog,
  pluginInstallElicitationSent,
  pluginInstallSuggestion,
  skillInvocation,
} from './plugins.js';
import { apiRequest, retry, sseEvent } from './requests.js';
import { startupPhase } from './startup.js';
import { sandboxOutcome, toolCallReceived, toolDecision, toolResult, toolResultReady } from './tools.js';
import { turnCost, turnProfile, turnTtft } from './turn.js';
import { websocketConnect, websocketEvent, websocketRequest } from './websocket.js';

/** The built-in events, about in the order of a session. */
export const codexEvents = Object.freeze({
  'codex.conversation_starts': conversationStarts,
  'codex.startup_phase': startupPhase,
  'codex.user_prompt': userPrompt,
  'codex.skill_invocation': skillInvocation,
  'mcp.binding_catalog': mcpBindingCatalog,
  'codex.api_request': apiRequest,
  'codex.websocket_connect': websocketConnect,
  'codex.websocket_request': websocketRequest,
  'codex.websocket_event': websocketEvent,
  'codex.sse_event': sseEvent,
  'codex.retry': retry,
  'codex.auth_recovery': authRecovery,
  'codex.turn_ttft': turnTtft,
  'codex.tool_call_received': toolCallReceived,
  'codex.tool_decision': toolDecision,
  'codex.sandbox_outcome': sandboxOutcome,
  'codex.tool_result': toolResult,
  'codex.tool_result_ready': toolResultReady,
  'codex.guardian_assessment': guardianAssessment,
  'codex.network_proxy.policy_decision': networkPolicyDecision,
  'codex.plugin_install_elicitation_sent': pluginInstallElicitationSent,
  'codex.plugin_install_suggestion': pluginInstallSuggestion,
  'codex.agent_response': agentResponse,
  'codex.turn_profile': turnProfile,
  'codex.turn_cost': turnCost,
});

/** Their types, as `emit` and `on` know them. */
export type CodexEvents = typeof codexEvents;
