/** Which method of a session a host calls for each event, with no more than a host knows: the session works out the rest. */
import type { CodexEvents, EmitOptions, FieldValue, SessionTelemetry } from '../../index.js';

/** Fields by wire name, in natural types. */
export type Natural = Readonly<Record<string, FieldValue>>;
type Call = (session: SessionTelemetry, fields: Natural, options: EmitOptions) => void;

/** A text that is not the one that Codex had: masked, or made smaller for the fixture. */
export const isNotWhole = (text: unknown): boolean =>
  typeof text !== 'string' || /^\[REDACTED\]$|characters, elided\]|preview truncated|\/home\/dev\//.test(text);

/** What follows from a text; left to the bus where the capture holds the text. */
const followers: Readonly<Record<string, readonly string[]>> = {
  arguments: ['arguments_length'],
  output: ['output_length', 'output_line_count', 'output_truncated'],
  mcp_server: ['tool_origin', 'mcp_tool'],
  response: ['response_length', 'response_truncated'],
  rationale: ['rationale_length', 'rationale_truncated'],
};

function without(fields: Natural, ...names: readonly string[]): Natural {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

function withoutFollowers(fields: Natural): Natural {
  const isCut = (text: string) => isNotWhole(fields[text]) || fields[`${text}_truncated`] === true;
  const left = Object.entries(followers).flatMap(([text, names]) => (isCut(text) ? [] : names));
  return without(fields, ...left);
}

/** Calls a method that takes the fields as they are. */
const plain =
  (method: Exclude<keyof SessionTelemetry, 'facts' | 'emit'>): Call =>
  (session, fields, options) => {
    const call = session[method] as (fields: Natural, options: EmitOptions) => void;
    call.call(session, withoutFollowers(fields), options);
  };

/** Calls it on a session that knows the keys of the environment, without what the session works out. */
const asking =
  (method: 'conversationStarts' | 'recordApiRequest' | 'recordWebsocketConnect' | 'recordWebsocketRequest'): Call =>
  (session, fields, options) => {
    const isEnv = (name: string) => name.startsWith('auth.env_');
    const env = Object.fromEntries(Object.entries(fields).filter(([name]) => isEnv(name)));
    const servers = typeof fields.mcp_servers === 'string' ? fields.mcp_servers.split(', ').filter(Boolean) : undefined;
    const workedOut = ['success', 'auth.mode', ...(servers ? ['mcp_server_count'] : [])];
    const said = without(fields, ...workedOut, ...Object.keys(env));
    const asked = session.withAuthEnv(env);
    const call = asked[method] as (fields: Natural, options: EmitOptions) => void;
    call.call(asked, { ...said, ...(servers && { mcp_servers: servers }) }, options);
  };

const prompt: Call = (session, fields, options) => {
  const isMasked = fields.prompt === '[REDACTED]';
  if (!isMasked && isNotWhole(fields.prompt)) return session.emit('codex.user_prompt', fields, options);
  const text = isMasked ? 'x'.repeat(Number(fields.prompt_length)) : String(fields.prompt);
  const repeat = (type: string, count: unknown) => Array.from({ length: Number(count ?? 0) }, () => ({ type }));
  const items = [
    { type: 'text', text },
    ...repeat('text', Number(fields.text_input_count ?? 1) - 1).map(() => ({ type: 'text', text: '' })),
    ...repeat('image', fields.image_input_count),
    ...repeat('local_image', fields.local_image_input_count),
  ];
  session.userPrompt({ items }, options);
};

const stream: Call = (session, fields, options) => {
  const { 'event.kind': kind, duration_ms: durationMs, 'error.message': error } = fields;
  if ('input_token_count' in fields) {
    const { service_tier, model_reasoning_effort } = fields;
    session
      .withInferenceRequest({ service_tier, model_reasoning_effort } as never)
      .sseEventCompleted(
        without(fields, 'event.kind', 'tool_token_count', 'service_tier', 'model_reasoning_effort'),
        options,
      );
  } else if (durationMs === undefined) {
    session.seeEventCompletedFailed(error, options);
  } else if (error !== undefined && kind !== undefined && kind !== 'response.failed') {
    session.sseEventFailed(error, without(fields, 'error.message'), options);
  } else if (error === undefined || kind === 'response.failed') {
    const data = error === undefined ? '{"item":{"type":"message"}}' : String(error);
    session.logSseEvent({ event: String(kind), data }, Number(durationMs), options);
  } else {
    session.logSseEvent({ error: new Error(String(error)) }, Number(durationMs), options);
  }
};

/** The calls, by event. */
const calls: Readonly<Record<keyof CodexEvents, Call>> = {
  'codex.conversation_starts': asking('conversationStarts'),
  'codex.startup_phase': plain('recordStartupPhase'),
  'codex.user_prompt': prompt,
  'codex.skill_invocation': plain('skillInvocation'),
  'mcp.binding_catalog': plain('mcpBindingCatalog'),
  'codex.api_request': asking('recordApiRequest'),
  'codex.websocket_connect': asking('recordWebsocketConnect'),
  'codex.websocket_request': asking('recordWebsocketRequest'),
  'codex.websocket_event': () => assertNever(),
  'codex.sse_event': stream,
  'codex.retry': plain('retry'),
  'codex.auth_recovery': plain('recordAuthRecovery'),
  'codex.turn_ttft': plain('recordTurnTtft'),
  'codex.tool_call_received': plain('toolCallReceived'),
  'codex.tool_decision': plain('toolDecision'),
  'codex.sandbox_outcome': plain('sandboxOutcome'),
  'codex.tool_result': (session, fields, options) => {
    const {
      mcp_server: server,
      mcp_server_origin: origin,
      ...call
    } = withoutFollowers(without(fields, 'tool_result_seq'));
    session.toolResult(
      { ...call, ...(server !== '' && { mcp_server: server, mcp_server_origin: origin }) } as never,
      options,
    );
  },
  'codex.tool_result_ready': plain('toolResultReady'),
  'codex.guardian_assessment': plain('guardianAssessment'),
  'codex.network_proxy.policy_decision': plain('networkPolicyDecision'),
  'codex.plugin_install_elicitation_sent': plain('recordPluginInstallElicitationSent'),
  'codex.plugin_install_suggestion': plain('recordPluginInstallSuggestion'),
  'codex.agent_response': plain('agentResponse'),
  'codex.turn_profile': plain('turnProfile'),
  'codex.turn_cost': plain('turnCost'),
};

function assertNever(): never {
  throw new Error('Codex exports no message of a WebSocket');
}

/** Says an event through the public session. */
export function drive(session: SessionTelemetry, name: keyof CodexEvents, fields: Natural, time: number): void {
  calls[name](session, fields, time === 0 ? {} : { time });
}
