/** One complete sample of each event that is rarer in a session, and the session that they belong to. */
import { asGiven, env, response, type Sample } from './catalogue-samples.js';

export const time = '2026-11-20T11:47:09.683Z';
export const facts = {
  'conversation.id': '01a1f8c8-28f0-71b3-bbb8-c0fcae8d3958',
  'app.version': '0.169.0',
  auth_mode: 'ApiKey',
  originator: 'codex_exec',
  'user.account_id': 'acct-1',
  'user.email': 'me@example.test',
  'terminal.type': 'xterm-256color',
  model: 'gpt-5.5',
  slug: 'gpt-5.5',
};

const connect = {
  'auth.header_attached': true,
  'auth.header_name': 'authorization',
  'auth.retry_after_unauthorized': true,
  'auth.recovery_mode': 'managed',
  'auth.recovery_phase': 'reload',
  endpoint: '/responses',
  ...env,
  'auth.connection_reused': false,
  'auth.reauth': true,
  ...response,
  'auth.agent_id': 'agent-1',
  'auth.task_id': 'task-1',
};
const request = {
  'error.message': 'timeout',
  ...env,
  'auth.connection_reused': true,
  'auth.agent_id': 'agent-1',
  'auth.task_id': 'task-1',
};
const outcome = {
  tool_name: 'exec_command',
  call_id: 'call_1',
  outcome: 'escalated',
  initial_duration_ms: 49,
  escalated_duration_ms: 120,
};
const skill = {
  'turn.id': 'turn-1',
  'user.id': 'user-1',
  'skill.name': 'release-notes',
  'skill.scope': 'user',
  'skill.plugin_id': 'plugin-1',
  'skill.invocation_type': 'explicit',
};
const answer = {
  'agent.type': 'subagent',
  'turn.id': 'turn-1',
  'item.id': 'msg_1',
  'parent.conversation.id': 'conversation-0',
  'parent.turn.id': 'turn-0',
  'root.turn.id': 'turn-0',
  'initiating.agent.path': '/root/worker',
  response: 'Grüße\n',
};
const assessment = {
  'review.id': 'review-1',
  'turn.id': 'turn-1',
  'item.id': 'call_1',
  status: 'denied',
  outcome: 'deny',
  risk_level: 'high',
  user_authorization: 'low',
  started_at_ms: 1_795_176_041_444,
  completed_at_ms: 1_795_176_041_496,
  rationale: 'too risky',
};
const plugin = {
  'plugin_install.tool_type': 'connector',
  'plugin_install.tool_id': 'connector_1',
  'plugin_install.tool_name': 'Calendar',
};
const suggestion = {
  ...plugin,
  'plugin_install.response_action': 'decline',
  'plugin_install.user_confirmed': false,
  'plugin_install.completed': true,
};
const decision = {
  'network.policy.scope': 'domain',
  'network.policy.decision': 'deny',
  'network.policy.source': 'decider',
  'network.policy.reason': 'it looked odd',
  'network.transport.protocol': 'https_connect',
  'server.address': 'api.example.test',
  'server.port': 443,
  'http.request.method': 'none',
  'client.address': 'unknown',
  'network.policy.override': false,
};

/** Facts of the session among the fields. */
const factsNamed = (...names: (keyof typeof facts)[]): Sample['expected'] =>
  names.map((name) => [name, 'string', facts[name]] as const);
const stamp: Sample['expected'] = [['event.timestamp', 'string', time]];
const namesOfFacts = Object.keys(facts) as (keyof typeof facts)[];

export const rarerSamples: readonly Sample[] = [
  {
    event: 'codex.startup_phase',
    attributes: { 'startup.phase': 'thread_start_total', 'startup.status': 'ready', duration_ms: 18.9 },
    expected: [
      ...asGiven({ 'startup.phase': 'thread_start_total', 'startup.status': 'ready' }),
      ['duration_ms', 'string', '18'],
    ],
  },
  {
    event: 'codex.websocket_connect',
    attributes: {
      ...connect,
      duration_ms: 53,
      'http.response.status_code': 404,
      success: false,
      'error.message': 'http 404',
    },
    expected: [
      ['duration_ms', 'string', '53'],
      ['http.response.status_code', 'int', 404],
      ['success', 'string', 'false'],
      ['error.message', 'string', 'http 404'],
      ...asGiven(connect),
    ],
  },
  {
    event: 'codex.websocket_request',
    attributes: { ...request, duration_ms: 0, success: false },
    expected: [['duration_ms', 'string', '0'], ['success', 'string', 'false'], ...asGiven(request)],
  },
  { event: 'codex.sandbox_outcome', attributes: outcome, expected: asGiven(outcome) },
  {
    event: 'codex.skill_invocation',
    attributes: skill,
    expected: [
      ...stamp,
      ...factsNamed('conversation.id'),
      ...asGiven({ 'turn.id': 'turn-1', 'user.id': 'user-1' }),
      ...factsNamed('user.account_id'),
      ...asGiven(skill).slice(2),
      ...factsNamed('model', 'app.version', 'originator', 'auth_mode'),
    ],
    isBare: true,
  },
  {
    event: 'codex.agent_response',
    attributes: answer,
    expected: [...asGiven(answer), ['response_length', 'int', 8], ['response_truncated', 'bool', false]],
  },
  {
    event: 'codex.guardian_assessment',
    attributes: assessment,
    expected: [...asGiven(assessment), ['rationale_length', 'int', 9], ['rationale_truncated', 'bool', false]],
  },
  { event: 'codex.plugin_install_elicitation_sent', attributes: plugin, expected: asGiven(plugin) },
  { event: 'codex.plugin_install_suggestion', attributes: suggestion, expected: asGiven(suggestion) },
  {
    event: 'codex.turn_cost',
    attributes: {
      'turn.id': 'turn-1',
      'usage.estimated_usd': 0.0024,
      'turn.interrupted': false,
      speed: 'standard',
      reasoning_effort: 'medium',
    },
    expected: asGiven({
      'turn.id': 'turn-1',
      'usage.estimated_usd': '0.002400',
      'turn.interrupted': false,
      speed: 'standard',
      reasoning_effort: 'medium',
    }),
  },
  {
    event: 'codex.network_proxy.policy_decision',
    attributes: decision,
    expected: [...stamp, ...factsNamed(...namesOfFacts), ...asGiven(decision)],
    isBare: true,
  },
];
