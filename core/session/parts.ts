/** What the methods of a session work with: its state, the way into the bus, and what it knows of requests. */
import type { EmitOptions } from '../bus-parts.js';
import type { agentIdentityFields, authEnvFields } from '../catalogue/auth-fields.js';
import type { DeclaredEvent, FieldsOf } from '../catalogue/define.js';
import type { CodexEvents } from '../catalogue/index.js';
import type { sessionFacts } from '../catalogue/session-facts.js';
import type { SessionFacts } from '../events.js';
import type { MetricsClient } from '../metrics/client.js';
import type { Tracing } from '../trace/tracing.js';
import type { SessionState } from './state.js';

/** The facts of a session, by wire names. */
export type SessionInput = FieldsOf<DeclaredEvent<typeof sessionFacts>>;

/** Which keys stand in the environment, by wire names; never a name or a value of one. */
export type AuthEnvironment = FieldsOf<DeclaredEvent<typeof authEnvFields>>;

/** Who signs for an agent that has an identity of its own, by wire names; of class `identity`, so on the log lane alone. */
export type AgentIdentity = FieldsOf<DeclaredEvent<typeof agentIdentityFields>>;

/** How the model is asked, by wire names; it stands in the record of each completed response. */
export type InferenceRequest = Pick<CodexFields<'codex.sse_event'>, 'service_tier' | 'model_reasoning_effort'>;

/** What a session says of its requests besides what each of them says. */
export interface RequestContext {
  readonly authEnv: AuthEnvironment;
  readonly agent: AgentIdentity;
  readonly inference: InferenceRequest;
}

/** What a session needs of its bus. */
export interface SessionDoor {
  emit(session: SessionState, name: string, fields: unknown, options: EmitOptions | undefined): void;
  /** Whether nobody would ever see an event, so that its fields need not be worked out. */
  isIdle(): boolean;
  /** Makes frozen facts of what a host gave. */
  normalise(facts: SessionInput): SessionFacts;
  /** The state of an open session changed, or the session is over. */
  replace(state: SessionState, next: SessionState | undefined): void;
  readonly tracing: Tracing;
  readonly metrics: MetricsClient;
}

/** The parts of one session. */
export interface SessionParts {
  readonly state: SessionState;
  readonly door: SessionDoor;
  readonly request: RequestContext;
}

/** The fields of a built-in event; all are optional. */
export type CodexFields<Name extends keyof CodexEvents> = FieldsOf<CodexEvents[Name]>;
