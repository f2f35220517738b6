/** The session of an agent: typed events under its facts, timed calls, and derived sessions for another model or login. */
import type { EmitOptions } from '../bus-parts.js';
import type { EventMap, FieldsOf } from '../catalogue/define.js';
import type { CodexEvents } from '../catalogue/index.js';
import { messageOf } from '../message-of.js';
import { type RuntimeMetricsSummary, summariseRuntime } from '../metrics/runtime-summary.js';
import type { TraceContext } from '../trace/traceparent.js';
import { SessionEvents } from './events.js';
import type {
  AgentIdentity,
  AuthEnvironment,
  CodexFields,
  InferenceRequest,
  RequestContext,
  SessionDoor,
  SessionInput,
} from './parts.js';
import { fieldsOfApiRequest, unsaidOf } from './requests.js';
import { factsOfAnswer, factsOfFailure } from './response-facts.js';
import { spanFieldsOfAnswer, spanFieldsOfCall, spanFieldsOfRequest } from './span-fields.js';
import type { SessionState } from './state.js';
import { fieldsOfCall, type ToolCall } from './tool-calls.js';
import { inSpan, type OpenSpan, type SpanFields, type SpanOptions, Turn } from './turn.js';

const noContext: RequestContext = Object.freeze({
  authEnv: Object.freeze({}),
  agent: Object.freeze({}),
  inference: Object.freeze({}),
});

/** What a login says of its user. */
const loginFacts = ['auth_mode', 'user.account_id', 'user.email'] as const;

/** Emits the events of one session; each bears the session's facts. Immutable: what changes them gives another session. */
export class SessionTelemetry<Events extends EventMap = CodexEvents> extends SessionEvents {
  /** Use `bus.session(facts)`. */
  constructor(state: SessionState, door: SessionDoor, request: RequestContext = noContext) {
    super({ state, door, request });
  }

  /** As `bus.emit`, with this session's facts. */
  emit<Name extends keyof Events & string>(name: Name, fields: FieldsOf<Events[Name]>, options?: EmitOptions): void {
    const { state, door } = this.parts;
    door.emit(state, name, fields, options);
  }

  /**
   * What all sessions of the bus did since the call before, from the metrics; nothing where nothing happened, or where
   * `start({ metrics: { hasRuntimeReader: true } })` did not ask for it. What is exported is not disturbed.
   */
  runtimeSummary(): RuntimeMetricsSummary | undefined {
    try {
      return summariseRuntime(this.parts.door.metrics.snapshot());
    } catch {
      return undefined;
    }
  }

  /** Sends the metrics of the bus; says whether all of them arrived within `timeoutMs` milliseconds. */
  shutdownMetrics(timeoutMs?: number): Promise<boolean> {
    return this.parts.door.metrics.flush(timeoutMs);
  }

  /**
   * Sends a request, reports it with its duration in whole milliseconds, and passes the answer or the error on. Of an answer the
   * status is read, and of a refusal the headers that name it, never a body. `facts` say the rest, and win; without them it is
   * attempt 0 at an `unknown` endpoint, without a header of authorization. The request has a span of its own.
   */
  timeRequest<T>(facts: CodexFields<'codex.api_request'>, send: () => Promise<T> | T): Promise<T> {
    const options = { name: 'model_request', kind: 'client', fields: spanFieldsOfRequest(facts) } as const;
    return this.span(options, (span) => this.#timeRequest(facts, send, span));
  }

  async #timeRequest<T>(
    facts: CodexFields<'codex.api_request'>,
    send: () => Promise<T> | T,
    span: OpenSpan,
  ): Promise<T> {
    const startedAt = performance.now();
    const report = (read: () => CodexFields<'codex.api_request'>) => {
      const duration_ms = performance.now() - startedAt;
      span.set(spanFieldsOfAnswer(read));
      this.tell('codex.api_request', undefined, () =>
        fieldsOfApiRequest(
          { ...unsaidOf(facts.endpoint), ...read(), duration_ms, ...facts },
          this.parts.request,
          this.facts,
        ),
      );
    };
    try {
      const answer = await send();
      report(() => factsOfAnswer(answer));
      return answer;
    } catch (error) {
      report(() => factsOfFailure(error));
      throw error;
    }
  }

  /**
   * Runs a tool, reports its result with its duration in whole milliseconds, and passes the result or the error on. A tool
   * that throws is reported with `success: false` and the error's text as its output. The call has a span of its own.
   */
  timeTool<T>(call: ToolCall, run: () => Promise<T> | T): Promise<T> {
    return this.span({ name: 'tool_call', fields: spanFieldsOfCall(call) }, (span) => this.#timeTool(call, run, span));
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
    const { state, door } = this.parts;
    return new Turn(door.tracing, state, fields);
  }

  /** Runs something within a span of its own, below the active one: `session.span({ name: 'index' }, …)`. */
  span<T>(options: SpanOptions, run: (span: OpenSpan) => Promise<T> | T): Promise<T> {
    const { state, door } = this.parts;
    return inSpan(door.tracing, state, options, run);
  }

  /** Makes the session a child of a span elsewhere; `false` once its own span has begun, with its first event at the latest. */
  setParent(parent: TraceContext | undefined): boolean {
    const isSet = this.parts.state.trace?.setParent(parent) ?? false;
    if (isSet) this.parts.door.tracing.noteOutsideParent();
    return isSet;
  }

  async #timeTool<T>(call: ToolCall, run: () => Promise<T> | T, span: OpenSpan): Promise<T> {
    const startedAt = performance.now();
    const report = (success: boolean, read: () => unknown) => {
      const durationMs = performance.now() - startedAt;
      span.set({ success });
      this.tell('codex.tool_result', undefined, () => fieldsOfCall(call, success, read(), durationMs));
    };
    try {
      const result = await run();
      report(true, () => result);
      return result;
    } catch (error) {
      report(false, () => messageOf(error));
      throw error;
    }
  }

  /** The same session under changed facts: numbers go on. Use the new one from here on. */
  with(facts: SessionInput): SessionTelemetry<Events> {
    return this.#replace(this.parts.state.with(this.parts.door.normalise(facts)));
  }

  /** The same session with another model; its slug is its name where none is given. */
  withModel(model: string, slug: string = model): SessionTelemetry<Events> {
    return this.with({ model, slug });
  }

  /** The same session under another login: what the last one said of its user is forgotten. */
  withAuth(login: Pick<SessionInput, (typeof loginFacts)[number]>): SessionTelemetry<Events> {
    const { state, door } = this.parts;
    return this.#replace(state.without(loginFacts).with(door.normalise(login)));
  }

  /** The same session, whose requests say which keys stand in the environment. */
  withAuthEnv(authEnv: AuthEnvironment): SessionTelemetry<Events> {
    return this.#ask({ authEnv: copyOf(authEnv) });
  }

  /** The same session, whose requests say who signs for the agent. It stands in their records and nowhere else; nothing writes it to disk. */
  withAgentIdentity(agent: AgentIdentity): SessionTelemetry<Events> {
    return this.#ask({ agent: copyOf(agent) });
  }

  /** The same session, whose completed responses say how the model was asked. */
  withInferenceRequest(inference: InferenceRequest): SessionTelemetry<Events> {
    return this.#ask({ inference: copyOf(inference) });
  }

  /** The session is over: its spans end, and its facts are no longer offered for bug reports. */
  end(): void {
    this.parts.door.replace(this.parts.state, undefined);
  }

  #replace(next: SessionState): SessionTelemetry<Events> {
    const { state, door, request } = this.parts;
    door.replace(state, next);
    return new SessionTelemetry<Events>(next, door, request);
  }

  #ask(changed: Partial<RequestContext>): SessionTelemetry<Events> {
    const { state, door, request } = this.parts;
    return new SessionTelemetry<Events>(state, door, Object.freeze({ ...request, ...changed }));
  }
}

/** A frozen copy; of what cannot be read, an empty one. */
function copyOf<T extends object>(given: T): T | Record<never, never> {
  try {
    return Object.freeze({ ...given });
  } catch {
    return Object.freeze({});
  }
}
