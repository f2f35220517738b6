/** What each event tells, and the method of a session that says it: what the catalogue does not hold as data. */
import type { CodexEvents, SessionTelemetry } from '../../core/index.js';

/** The words for one event. */
export interface EventWords {
  readonly tells: string;
  readonly methods: readonly (keyof SessionTelemetry)[];
  /** What else a reader wants to know. */
  readonly note?: string;
}

/** By event; the compiler sees that none is missing. */
export const eventWords: Readonly<Record<keyof CodexEvents, EventWords>> = {
  'codex.conversation_starts': {
    tells: 'A conversation begins: who serves the model, and under which policies.',
    methods: ['conversationStarts'],
  },
  'codex.startup_phase': { tells: 'A phase of the start ended.', methods: ['recordStartupPhase'] },
  'codex.user_prompt': { tells: 'The user said something.', methods: ['userPrompt'] },
  'codex.skill_invocation': {
    tells: 'A skill was used.',
    methods: ['skillInvocation'],
    note: 'Codex gives it fewer facts of the session than others, around its fields.',
  },
  'mcp.binding_catalog': { tells: 'The tools of an MCP server became known.', methods: ['mcpBindingCatalog'] },
  'codex.api_request': {
    tells: "One HTTP attempt at the model's API ended.",
    methods: ['recordApiRequest', 'timeRequest'],
    note: 'The shape `models` is that of `endpoint: /models`: it bears `success` and the login mode, and no facts of the session.',
  },
  'codex.websocket_connect': {
    tells: 'An attempt to open a WebSocket ended.',
    methods: ['recordWebsocketConnect'],
    note: '`success`, where it is not given: no error, and no status or one of 2xx.',
  },
  'codex.websocket_request': {
    tells: 'A request was sent over an open WebSocket.',
    methods: ['recordWebsocketRequest'],
    note: '`success`, where it is not given: no error.',
  },
  'codex.websocket_event': {
    tells: 'A message arrived over a WebSocket.',
    methods: ['recordWebsocketEvent'],
    note: 'On no lane, as in Codex, which only counts it. Listeners (`bus.on`) see it.',
  },
  'codex.sse_event': {
    tells: 'Something streamed back from the model.',
    methods: ['logSseEvent', 'sseEventFailed', 'sseEventCompleted', 'seeEventCompletedFailed', 'sseEvent'],
    note: 'It has four forms. A success has `event.kind` and `duration_ms`. A failure has `duration_ms`, `error.message`, and `event.kind` where it is known. The end of a response has `event.kind: response.completed` and the counts. An end that could not be read has `event.kind: response.completed` and `error.message`. Kinds that end in `.delta` have a switch of their own, `log_sse_deltas`.',
  },
  'codex.retry': { tells: 'A request, or the stream that it opened, is tried again.', methods: ['retry'] },
  'codex.auth_recovery': {
    tells: 'A step to recover from a 401 ended.',
    methods: ['recordAuthRecovery'],
    note: '`auth.mode` is here the mode of the recovery, not of the login.',
  },
  'codex.turn_ttft': { tells: 'The first output of the model in a turn arrived.', methods: ['recordTurnTtft'] },
  'codex.tool_call_received': { tells: 'The model asked for a tool.', methods: ['toolCallReceived'] },
  'codex.tool_decision': {
    tells: 'It was decided whether a tool may run.',
    methods: ['toolDecision'],
    note: 'Codex writes `source` as `Config`, `User`, `AutomatedReviewer`; both spellings are taken.',
  },
  'codex.sandbox_outcome': {
    tells: 'The sandbox dealt with a command in another way than by letting it run.',
    methods: ['sandboxOutcome'],
  },
  'codex.tool_result': {
    tells: 'A tool returned, or could not run.',
    methods: ['toolResult', 'timeTool', 'logToolFailed'],
    note: '`success` says whether the tool could be dispatched: a command with the exit code 3 is a success. Of `output` the log lane carries at most `otel.tool_result.max_bytes` bytes, then a line feed and `[... telemetry preview truncated ...]`.',
  },
  'codex.tool_result_ready': { tells: 'The result of a tool is ready for the model.', methods: ['toolResultReady'] },
  'codex.guardian_assessment': {
    tells: 'An automatic reviewer assessed a risky action.',
    methods: ['guardianAssessment'],
  },
  'codex.network_proxy.policy_decision': {
    tells: 'The network proxy decided about a connection.',
    methods: ['domainPolicyEvaluated', 'networkPolicyDecision'],
    note: 'No URL, path, query, header or body. `domainPolicyEvaluated` works decision, source, reason and override out of the baseline and the decider. `http.request.method`, `client.address` and `network.policy.override` are `none`, `unknown` and `false` where they are not given.',
  },
  'codex.plugin_install_elicitation_sent': {
    tells: 'The user was asked whether to install a plugin.',
    methods: ['recordPluginInstallElicitationSent'],
  },
  'codex.plugin_install_suggestion': {
    tells: 'The suggestion to install a plugin was answered.',
    methods: ['recordPluginInstallSuggestion'],
  },
  'codex.agent_response': { tells: 'The agent gave its final answer.', methods: ['agentResponse'] },
  'codex.turn_profile': { tells: 'A turn ended: how often it asked the model.', methods: ['turnProfile'] },
  'codex.turn_cost': { tells: 'What a turn cost became known.', methods: ['turnCost'] },
};
