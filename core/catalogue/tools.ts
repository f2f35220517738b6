/** Events of tool calls, from the call to its result. */
import { declareEvent } from './define.js';
import { countOfLines, isLongerThanPreview, lengthInBytes, numberInSession, whetherNamed } from './derive.js';
import { asPascalCase, asText, content, fact, identity } from './field.js';

const callFields = {
  turn_id: fact.string,
  call_id: fact.string,
  tool_name: fact.string,
  tool_namespace: fact.string,
  /** Such as `direct`. */
  tool_source: fact.string,
} as const;

/** The model asked for a tool. */
export const toolCallReceived = declareEvent(callFields, {
  lanes: ['trace'],
  order: ['conversation.id'],
  tail: 'none',
});

/** The result of a tool is ready for the model. */
export const toolResultReady = declareEvent(
  { dispatch_to_result_ready_ms: fact.double, ...callFields },
  { lanes: ['trace'], order: ['dispatch_to_result_ready_ms', 'conversation.id'], tail: 'none' },
);

/** Whether a tool may run, and who said so. */
export const toolDecision = declareEvent({
  tool_name: fact.string,
  tool_namespace: fact.string,
  call_id: fact.string,
  decision: fact.oneOf(
    'approved',
    'approved_for_session',
    'approved_with_amendment',
    'approved_execpolicy_amendment',
    'approved_mcp_policy_amendment',
    'approved_with_network_policy_allow',
    'network_policy_amendment',
    'denied_with_network_policy_deny',
    'denied',
    'timed_out',
    'abort',
  ),
  /** Written in natural form, or as on the wire. */
  source: fact
    .oneOf('config', 'user', 'automated_reviewer', 'Config', 'User', 'AutomatedReviewer')
    .with({ codex: asPascalCase }),
});

/** How the sandbox dealt with a command: `denied`, `escalated`, `signal`, `timed_out`. */
export const sandboxOutcome = declareEvent(
  {
    tool_name: fact.string,
    call_id: fact.string,
    outcome: fact.string,
    initial_duration_ms: fact.int,
    /** Only when it was tried again outside. */
    escalated_duration_ms: fact.int,
  },
  { lanes: ['log', 'trace'] },
);

const toolContent = content.string.with({ switch: 'log_tool_content', whenOff: 'mask' });

/** A tool returned; `success` says whether it could be dispatched, not whether the command succeeded. */
export const toolResult = declareEvent(
  {
    tool_result_seq: fact.uint.with({ derive: numberInSession('tool_result') }),
    tool_name: fact.string,
    tool_namespace: fact.string,
    call_id: fact.string,
    product_sku: fact.string,
    duration_ms: fact.int.with({ codex: asText }),
    success: fact.boolean.with({ codex: asText }),
    output_truncated: fact.boolean.with({ derive: isLongerThanPreview('output') }),
    agent_name: fact.string.with({ lanes: 'log' }),
    arguments: toolContent,
    output: toolContent.with({ isPreviewed: true }),
    mcp_server: identity.string,
    mcp_server_origin: identity.string,
    arguments_length: fact.int.with({ lanes: 'trace', derive: lengthInBytes('arguments'), standsFor: 'arguments' }),
    output_length: fact.int.with({ lanes: 'trace', derive: lengthInBytes('output'), standsFor: 'output' }),
    output_line_count: fact.int.with({ lanes: 'trace', derive: countOfLines('output'), standsFor: 'output' }),
    tool_origin: fact
      .oneOf('builtin', 'mcp')
      .with({ lanes: 'trace', derive: whetherNamed('mcp_server', 'mcp', 'builtin') }),
    mcp_tool: fact.boolean.with({ lanes: 'trace', derive: whetherNamed('mcp_server', true, false) }),
  },
  { lanes: ['log', 'trace'], isKeptLonger: ({ success }) => success === false },
);
