/** The parent of a trace that nobody gave one: the span of the host's OpenTelemetry, else the one that the process was started in. */
import type { Guard } from '../guard.js';
import type { EnvironmentContext } from './from-environment.js';
import { hostContext } from './host-context.js';
import type { TraceContext } from './traceparent.js';

/** Prepares the question. The variables are read when the first trace begins, and once; if they say nothing that can be used, that is told. */
export function prepareOutsideParent(read: () => EnvironmentContext, guard: Guard): () => TraceContext | undefined {
  let said: EnvironmentContext | undefined;
  const parentOfProcess = (): TraceContext | undefined => {
    if (!said) {
      said = read();
      if (said.isInvalid)
        guard.mishap('environment', 'setup', 'TRACEPARENT is set but invalid; ignoring trace context');
    }
    return said.context;
  };
  return () => hostContext() ?? parentOfProcess();
}
