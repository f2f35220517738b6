/** The session of an agent: one method per event, typed; it counts, times and fills in, and never throws into the host. */

import type { EmitOptions } from '../bus-parts.js';
import type { DeclaredEvent, EventMap, FieldsOf } from '../catalogue/define.js';
import type { CodexEvents } from '../catalogue/index.js';
import type { sessionFacts } from '../catalogue/session-facts.js';
import type { SessionFacts } from '../events.js';
import type { TraceContext } from '../trace/traceparent.js';
import type { Tracing } from '../trace/tracing.js';
import type { SessionState } from './state.js';
import { inSpan, type OpenSpan, type SpanFields, type SpanOptions, Turn } from './turn.js';
import { fieldsOfPrompt, type UserPrompt } from './user-input.js';

/** The facts of a session, by wire names. */
export type SessionInput = FieldsOf<DeclaredEvent<typeof sessionFacts>>;

/** A tool call about to be timed. */
export interface ToolCall {
  readonly tool_name: string;
  readonly call_id: string;
  /** Text as it is, anything else as JSON. */
  readonly arguments?: unknown;
  readonly tool_namespace?: string;
  /** Name of the MCP server that offers the tool; absent: a built-in tool. */
  readonly mcp_server?: string;
  /** Where that server runs, such as `stdio`. */
  readonly mcp_server_origin?: string;
}

/** What a session needs of its bus. */
export interface SessionDoor {
  emit(session: SessionState, name: string, fields: unknown, options: EmitOptions | undefined): void;
  /** Makes frozen facts of what a host gave. */
  normalise(facts: SessionInput): SessionFacts;
  /** The state of an open session changed, or the session is over. */
  replace(state: SessionState, next: SessionState | undefined): void;
  readonly tracing: Tracing;
}

type CodexFields<Name extends keyof CodexEvents> = FieldsOf<CodexEvents[Name]>;

/** Emits the events of one session; each bears the session's facts. */
export class SessionTelemetry<Events extends EventMap = CodexEvents> {
  readonly #state: SessionState;
  readonly #door: SessionDoor;

  constructor(state: SessionState, door: SessionDoor) {
    this.#state = state;
    this.#door = door;
  }

  /** The session's facts, frozen. */
  get facts(): SessionFacts {
    return this.#state.facts;
  }

  /** As `bus.emit`, with this session's facts. */
  emit<Name extends keyof Events & string>(name: Name, fields: FieldsOf<Events[Name]>, options?: EmitOptions): void {
    this.#door.emit(this.#state, name, fields, options);
  }

  /** A conversation begins. */
  conversationStarts(fields: CodexFields<'codex.conversation_starts'>, options?: EmitOptions): void {
    this.#codex('codex.conversation_starts', fields, options);
  }

  /** The user said something; texts are joined without a separator, images are counted. */
  userPrompt(prompt: UserPrompt, options?: EmitOptions): void {
    this.#door.emit(this.#state, 'codex.user_prompt', fieldsOfPrompt(prompt), options);
  }

  /** One HTTP attempt at the model's API ended. */
  recordApiRequest(fields: CodexFields<'codex.api_request'>, options?: EmitOptions): void {
    this.#codex('codex.api_request', fields, options);
  }

  /** Something streamed back, or failed to. */
  sseEvent(fields: CodexFields<'codex.sse_event'>, options?: EmitOptions): void {
    this.#codex('codex.sse_event', fields, options);
  }

  /** The first output of the model in a turn arrived. */
  recordTurnTtft(fields: CodexFields<'codex.turn_ttft'>, options?: EmitOptions): void {
    this.#codex('codex.turn_ttft', fields, options);
  }

  /** It was decided whether a tool may run. */
  toolDecision(fields: CodexFields<'codex.tool_decision'>, options?: EmitOptions): void {
    this.#codex('codex.tool_decision', fields, options);
  }

  /** A tool returned. */
  toolResult(fields: CodexFields<'codex.tool_result'>, options?: EmitOptions): void {
    this.#codex('codex.tool_result', fields, options);
  }

  /** A step to recover from a 401 ended. */
  recordAuthRecovery(fields: CodexFields<'codex.auth_recovery'>, options?: EmitOptions): void {
    this.#codex('codex.auth_recovery', fields, options);
  }

  /**
   * Runs a tool, reports its result with its duration in whole milliseconds, and passes the result or the error on. A tool
   * that throws is reported with `success: false` and the error's text as its output. The call has a span of its own.
   */
  timeTool<T>(call: ToolCall, run: () => Promise<T> | T): Promise<T> {
    return this.span({ name: 'tool_call', fields: spanFieldsOf(call) }, (span) => this.#timeTool(call, run, span));
  }

  /** Runs a turn of the session within a span of its own; the events of the session that have no other span sit on it. */
  turn<T>(fields: SpanFields, run: (turn: Turn) => Promise<T> | T): Promise<T> {
    const turn = this.beginTurn(fields);
    return turn.run(async () => {
      try {
        const result = await run(turn);
        turn.end();
        return result;
      } catch (error) {
        turn.end(error ?? 'failed');
        throw error;
      }
    });
  }

  /** Begins a turn for hosts that cannot run it as one function: `turn.run(…)` for its parts, then `turn.end()`. */
  beginTurn(fields: SpanFields = {}): Turn {
    return new Turn(this.#door.tracing, this.#state, fields);
  }

  /** Runs something within a span of its own, below the active one: `session.span({ name: 'model_request', kind: 'client' }, …)`. */
  span<T>(options: SpanOptions, run: (span: OpenSpan) => Promise<T> | T): Promise<T> {
    return inSpan(this.#door.tracing, this.#state, options, run);
  }

  /** Makes the session a child of a span elsewhere; `false` once its own span has begun, with its first event at the latest. */
  setParent(parent: TraceContext | undefined): boolean {
    return this.#state.trace?.setParent(parent) ?? false;
  }

  async #timeTool<T>(call: ToolCall, run: () => Promise<T> | T, span: OpenSpan): Promise<T> {
    const startedAt = performance.now();
    const report = (success: boolean, output: unknown) => {
      span.set({ success });
      this.#door.emit(
        this.#state,
        'codex.tool_result',
        fieldsOfCall(call, success, output, performance.now() - startedAt),
        undefined,
      );
    };
    try {
      const result = await run();
      report(true, result);
      return result;
    } catch (error) {
      report(false, errorText(error));
      throw error;
    }
  }

  /** The same session under changed facts (another model, another login): numbers go on. Use the new one from here on. */
  with(facts: SessionInput): SessionTelemetry<Events> {
    const next = this.#state.with(this.#door.normalise(facts));
    this.#door.replace(this.#state, next);
    return new SessionTelemetry<Events>(next, this.#door);
  }

  /** The session is over: its spans end, and its facts are no longer offered for bug reports. */
  end(): void {
    this.#door.replace(this.#state, undefined);
  }

  #codex<Name extends keyof CodexEvents>(
    name: Name,
    fields: CodexFields<Name>,
    options: EmitOptions | undefined,
  ): void {
    this.#door.emit(this.#state, name, fields, options);
  }
}

function errorText(error: unknown): unknown {
  try {
    return error instanceof Error ? error.message : error;
  } catch {
    return undefined;
  }
}

/** What the span of a call says of it. */
function spanFieldsOf(call: ToolCall): SpanFields {
  try {
    const { tool_name, tool_namespace, call_id } = call;
    return { tool_name, tool_namespace, call_id };
  } catch {
    return {};
  }
}

/** The fields of `codex.tool_result`; `undefined` when the call is of no usable form. Without an MCP server Codex writes empty names. */
function fieldsOfCall(call: ToolCall, success: boolean, output: unknown, durationMs: number) {
  if (typeof call !== 'object' || call === null) return undefined;
  try {
    return { mcp_server: '', mcp_server_origin: '', ...call, success, output, duration_ms: durationMs };
  } catch {
    return undefined;
  }
}
