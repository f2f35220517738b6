/** Events of tool calls: the decision, and the result. */
import { declareEvent } from './define.js';
import { countOfLines, isLongerThanPreview, lengthInBytes, numberInSession, whetherNamed } from './derive.js';
import { asPascalCase, asText, content, fact, identity } from './field.js';

/** Whether a tool may run, and who said so. */
export const toolDecision = declareEvent({
  tool_name: fact.string,
  tool_namespace: fact.string,
  call_id: fact.string,
  decision: fact.oneOf('approved', 'approved_for_session', 'denied', 'abort'),
  source: fact
    .oneOf('config', 'user', 'automated_reviewer', 'Config', 'User', 'AutomatedReviewer')
    .with({ codex: asPascalCase }),
});

const toolContent = content.string.with({ switch: 'log_tool_content', whenOff: 'mask' });

/** A tool returned; `success` says whether it could be dispatched, not whether the command succeeded. */
export const toolResult = declareEvent(
  {
    tool_result_seq: fact.uint.with({ derive: numberInSession('tool_result') }),
    tool_name: fact.string,
    tool_namespace: fact.string,
    call_id: fact.string,
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
