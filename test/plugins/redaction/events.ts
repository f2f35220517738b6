/** Events and a step for the tests of the redaction plugin. */
import {
  codexEvents,
  type Fields,
  type PluginSteps,
  type SessionFacts,
  type TelemetryEvent,
} from '../../../core/index.js';
import { type RedactionOptions, redaction } from '../../../plugins/redaction/index.js';

/** The steps of the plugin under options. */
export const stepsOf = (options: Partial<RedactionOptions> = {}): PluginSteps =>
  redaction.setup({
    options: { patterns: ['default'], rules: [], allow: [], ...options },
    env: {},
    now: () => 0,
    report: () => {},
    bus: {},
    cleanAttributes: (attributes) => attributes,
    cleanText: (text) => text,
    resource: () => ({}),
    alter: () => undefined,
    mistake: () => undefined,
  });

/** A `codex.tool_result` as it reaches the step. */
export function toolResult(fields: Fields, more: { undeclared?: Fields; session?: SessionFacts } = {}): TelemetryEvent {
  return {
    name: 'codex.tool_result',
    declaration: codexEvents['codex.tool_result'],
    time: 0,
    observedTime: 0,
    stream: '0123456789abcdef',
    sequence: 1,
    session: more.session ?? Object.freeze({ 'conversation.id': 'c-1', model: 'gpt-5.5' }),
    fields,
    undeclared: more.undeclared,
    trace: undefined,
    bytes: 500,
  };
}
