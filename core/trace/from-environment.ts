/** The trace that this process was started in: `TRACEPARENT` and `TRACESTATE` of the environment. */
import { type Environment, readEnvironment, readVariable } from '../config/env.js';
import { contextFromW3cTraceContext, type TraceContext } from './traceparent.js';

/** What the variables say. */
export interface EnvironmentContext {
  readonly context: TraceContext | undefined;
  /** `TRACEPARENT` is set, but says nothing. */
  readonly isInvalid: boolean;
}

/** Reads the variables of an environment. */
export function readTraceVariables(env: Environment): EnvironmentContext {
  const traceparent = readVariable(env, 'TRACEPARENT');
  const context = contextFromW3cTraceContext({ traceparent, tracestate: readVariable(env, 'TRACESTATE') });
  return { context, isInvalid: traceparent !== undefined && context === undefined };
}

let ofProcess: EnvironmentContext | undefined;

/** Those of the process, read once: later changes of `process.env` say nothing. */
export function traceVariablesOfProcess(): EnvironmentContext {
  ofProcess ??= readTraceVariables(readEnvironment());
  return ofProcess;
}

/** The parent that the process was started with, if `TRACEPARENT` names one. Read once per process. */
export const traceparentContextFromEnv = (): TraceContext | undefined => traceVariablesOfProcess().context;
