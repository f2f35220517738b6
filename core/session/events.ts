/** One method for each event of a session, named as in Codex; what Codex works out, they work out, and none throws into the host. */
import type { EmitOptions } from '../bus-parts.js';
import type { CodexEvents } from '../catalogue/index.js';
import type { SessionFacts } from '../events.js';
import { messageOf } from '../message-of.js';
import { type DomainEvaluation, fieldsOfEvaluation, unsaidOfConnection } from './network-policy.js';
import type { CodexFields, SessionParts } from './parts.js';
import { fieldsOfApiRequest, fieldsOfConnect, fieldsOfWebsocketRequest } from './requests.js';
import { outcomeOfStream, type StreamReceived } from './stream.js';
import { type FailedToolCall, fieldsOfFailedCall, noServer } from './tool-calls.js';
import { fieldsOfPrompt, type UserPrompt } from './user-input.js';
import { fieldsOfMessage, type WebsocketReceived } from './websocket-message.js';

/** The fields of `codex.conversation_starts`, and the servers as a list where a host has one. */
export type ConversationStarts = Omit<CodexFields<'codex.conversation_starts'>, 'mcp_servers'> & {
  /** Names of the MCP servers: a list, or joined by comma and space. */
  readonly mcp_servers?: string | readonly string[];
};

/** Arguments, outputs and errors may be anything: the bus makes text of them. */
type Told<Name extends keyof CodexEvents> = Name extends 'codex.tool_result' | 'codex.sse_event'
  ? Readonly<Partial<Record<keyof CodexFields<Name>, unknown>>>
  : CodexFields<Name>;

/** Emits the events of one session. Durations are milliseconds, and cut to whole ones. */
export class SessionEvents {
  protected readonly parts: SessionParts;

  protected constructor(parts: SessionParts) {
    this.parts = parts;
  }

  /** The session's facts, frozen. */
  get facts(): SessionFacts {
    return this.parts.state.facts;
  }

  /** A conversation begins. */
  conversationStarts(fields: ConversationStarts, options?: EmitOptions): void {
    this.tell('codex.conversation_starts', options, () => {
      const { mcp_servers: servers } = fields;
      const mcp_servers = typeof servers === 'object' && servers !== null ? servers.join(', ') : servers;
      return { ...this.parts.request.authEnv, ...fields, mcp_servers };
    });
  }

  /** A phase of the start ended. */
  recordStartupPhase(fields: CodexFields<'codex.startup_phase'>, options?: EmitOptions): void {
    this.tell('codex.startup_phase', options, () => fields);
  }

  /** The user said something; texts are joined without a separator, images are counted. */
  userPrompt(prompt: UserPrompt, options?: EmitOptions): void {
    this.tell('codex.user_prompt', options, () => fieldsOfPrompt(prompt));
  }

  /** A skill was used. */
  skillInvocation(fields: CodexFields<'codex.skill_invocation'>, options?: EmitOptions): void {
    this.tell('codex.skill_invocation', options, () => fields);
  }

  /** The tools of an MCP server became known. */
  mcpBindingCatalog(fields: CodexFields<'mcp.binding_catalog'>, options?: EmitOptions): void {
    this.tell('mcp.binding_catalog', options, () => fields);
  }

  /** One HTTP attempt at the model's API ended. `timeRequest` does it around a call. */
  recordApiRequest(fields: CodexFields<'codex.api_request'>, options?: EmitOptions): void {
    this.tell('codex.api_request', options, () => fieldsOfApiRequest(fields, this.parts.request, this.facts));
  }

  /** An attempt to open a WebSocket ended. */
  recordWebsocketConnect(fields: CodexFields<'codex.websocket_connect'>, options?: EmitOptions): void {
    this.tell('codex.websocket_connect', options, () => fieldsOfConnect(fields, this.parts.request));
  }

  /** A request was sent over an open WebSocket. */
  recordWebsocketRequest(fields: CodexFields<'codex.websocket_request'>, options?: EmitOptions): void {
    this.tell('codex.websocket_request', options, () => fieldsOfWebsocketRequest(fields, this.parts.request));
  }

  /** Something arrived over a WebSocket, after `duration_ms`. No lane carries it, listeners of the bus see it. */
  recordWebsocketEvent(received: WebsocketReceived, duration_ms: number, options?: EmitOptions): void {
    if (received === 'ping' || received === 'pong') return;
    this.tell('codex.websocket_event', options, () => ({ ...fieldsOfMessage(received), duration_ms }));
  }

  /** Something streamed back, or failed to, as the caller puts it; `logSseEvent` finds out by itself. */
  sseEvent(fields: CodexFields<'codex.sse_event'>, options?: EmitOptions): void {
    this.tell('codex.sse_event', options, () => fields);
  }

  /** Something came of a stream, after `duration_ms`: an event, or a failure. The end of a stream tells nothing. */
  logSseEvent(received: StreamReceived, duration_ms: number, options?: EmitOptions): void {
    if (received === 'end') return;
    this.tell('codex.sse_event', options, () => {
      const { kind, error } = outcomeOfStream(received) ?? {};
      return { 'event.kind': kind, duration_ms, 'error.message': error };
    });
  }

  /** A stream, or one of its events, failed; the kind of the event is left out where it is not known. */
  sseEventFailed(
    error: unknown,
    fields: Pick<CodexFields<'codex.sse_event'>, 'event.kind' | 'duration_ms'>,
    options?: EmitOptions,
  ): void {
    this.tell('codex.sse_event', options, () => ({ ...fields, 'error.message': messageOf(error) }));
  }

  /** A response ended without an end that could be read. */
  seeEventCompletedFailed(error: unknown, options?: EmitOptions): void {
    this.tell('codex.sse_event', options, () => ({
      'event.kind': 'response.completed',
      'error.message': messageOf(error),
    }));
  }

  /** A response is complete. `tool_token_count` is its total: input and output where nothing is given. */
  sseEventCompleted(
    fields: Omit<CodexFields<'codex.sse_event'>, 'event.kind' | 'error.message'>,
    options?: EmitOptions,
  ): void {
    this.tell('codex.sse_event', options, () => {
      const { input_token_count: input, output_token_count: output } = fields;
      const tool_token_count = typeof input === 'number' && typeof output === 'number' ? input + output : undefined;
      return { ...this.parts.request.inference, tool_token_count, ...fields, 'event.kind': 'response.completed' };
    });
  }

  /** A request, or the stream that it opened, will be tried again. */
  retry(fields: CodexFields<'codex.retry'>, options?: EmitOptions): void {
    this.tell('codex.retry', options, () => fields);
  }

  /** A step to recover from a 401 ended. */
  recordAuthRecovery(fields: CodexFields<'codex.auth_recovery'>, options?: EmitOptions): void {
    this.tell('codex.auth_recovery', options, () => fields);
  }

  /** The first output of the model in a turn arrived. */
  recordTurnTtft(fields: CodexFields<'codex.turn_ttft'>, options?: EmitOptions): void {
    this.tell('codex.turn_ttft', options, () => fields);
  }

  /** The model asked for a tool. */
  toolCallReceived(fields: CodexFields<'codex.tool_call_received'>, options?: EmitOptions): void {
    this.tell('codex.tool_call_received', options, () => fields);
  }

  /** It was decided whether a tool may run. */
  toolDecision(fields: CodexFields<'codex.tool_decision'>, options?: EmitOptions): void {
    this.tell('codex.tool_decision', options, () => fields);
  }

  /** The sandbox dealt with a command in another way than by letting it run. */
  sandboxOutcome(fields: CodexFields<'codex.sandbox_outcome'>, options?: EmitOptions): void {
    this.tell('codex.sandbox_outcome', options, () => fields);
  }

  /** A tool returned. `timeTool` does it around a call. */
  toolResult(fields: CodexFields<'codex.tool_result'>, options?: EmitOptions): void {
    this.tell('codex.tool_result', options, () => ({ ...noServer, ...fields }));
  }

  /** A tool never ran: its name is unknown, its arguments are bad, it was refused. */
  logToolFailed(call: FailedToolCall, options?: EmitOptions): void {
    this.tell('codex.tool_result', options, () => fieldsOfFailedCall(call));
  }

  /** The result of a tool is ready for the model. */
  toolResultReady(fields: CodexFields<'codex.tool_result_ready'>, options?: EmitOptions): void {
    this.tell('codex.tool_result_ready', options, () => fields);
  }

  /** An automatic reviewer assessed a risky action. */
  guardianAssessment(fields: CodexFields<'codex.guardian_assessment'>, options?: EmitOptions): void {
    this.tell('codex.guardian_assessment', options, () => fields);
  }

  /** The network proxy decided about a connection, as the caller puts it. */
  networkPolicyDecision(fields: CodexFields<'codex.network_proxy.policy_decision'>, options?: EmitOptions): void {
    this.tell('codex.network_proxy.policy_decision', options, () => ({ ...unsaidOfConnection, ...fields }));
  }

  /** The network proxy evaluated a host; what was decided, by whom and why follows from the baseline and the decider. */
  domainPolicyEvaluated(evaluation: DomainEvaluation, options?: EmitOptions): void {
    this.tell('codex.network_proxy.policy_decision', options, () => fieldsOfEvaluation(evaluation));
  }

  /** The user was asked whether to install a plugin. */
  recordPluginInstallElicitationSent(
    fields: CodexFields<'codex.plugin_install_elicitation_sent'>,
    options?: EmitOptions,
  ): void {
    this.tell('codex.plugin_install_elicitation_sent', options, () => fields);
  }

  /** The suggestion to install a plugin was answered. */
  recordPluginInstallSuggestion(fields: CodexFields<'codex.plugin_install_suggestion'>, options?: EmitOptions): void {
    this.tell('codex.plugin_install_suggestion', options, () => fields);
  }

  /** The agent gave its final answer. */
  agentResponse(fields: CodexFields<'codex.agent_response'>, options?: EmitOptions): void {
    this.tell('codex.agent_response', options, () => fields);
  }

  /** A turn ended. */
  turnProfile(fields: CodexFields<'codex.turn_profile'>, options?: EmitOptions): void {
    this.tell('codex.turn_profile', options, () => fields);
  }

  /** What a turn cost became known. */
  turnCost(fields: CodexFields<'codex.turn_cost'>, options?: EmitOptions): void {
    this.tell('codex.turn_cost', options, () => fields);
  }

  /** Hands an event over. What throws while its fields are worked out costs the event, and is counted; it never reaches the host. */
  protected tell<Name extends keyof CodexEvents>(
    name: Name,
    options: EmitOptions | undefined,
    work: () => Told<Name> | undefined,
  ): void {
    const { state, door } = this.parts;
    let fields: Told<Name> | undefined;
    try {
      if (!door.isIdle()) fields = work();
    } catch {
      fields = undefined;
    }
    door.emit(state, name, fields, options);
  }
}
