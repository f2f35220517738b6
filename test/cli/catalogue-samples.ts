/** One complete sample of each event: what a program says in natural types, and what Codex's dashboards expect of it. */

/** Fields that a program gives, and the attributes between `event.name` and the facts of the session, in wire order. */
export interface Sample {
  readonly event: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly expected: ReadonlyArray<readonly [name: string, type: string, value: unknown]>;
  /** The event has neither a time nor session facts on the wire. */
  readonly isBare?: true;
}

export const env = {
  'auth.env_openai_api_key_present': true,
  'auth.env_codex_api_key_present': false,
  'auth.env_codex_api_key_enabled': true,
  'auth.env_provider_key_name': 'configured',
  'auth.env_provider_key_present': false,
  'auth.env_refresh_token_url_override_present': true,
};
export const response = {
  'auth.request_id': 'req_1',
  'auth.cf_ray': 'ray-LHR',
  'auth.error': 'missing_authorization_header',
  'auth.error_code': 'token_expired',
};

/** Attributes that are written as they are given. */
export const asGiven = (fields: Readonly<Record<string, unknown>>): Sample['expected'] => {
  const types: Readonly<Record<string, string>> = { string: 'string', boolean: 'bool', number: 'int' };
  return Object.entries(fields).map(([name, value]) => [name, types[typeof value] ?? '', value] as const);
};

const starts = {
  'config.legacy_multi_agent_disabled_sources': 'none',
  provider_name: 'OpenAI',
  ...env,
  reasoning_effort: 'high',
  reasoning_summary: 'auto',
  context_window: 100_000,
  auto_compact_token_limit: 50_000,
  approval_policy: 'on-request',
  sandbox_policy: 'workspace-write',
  mcp_servers: 'golden, acme',
};
const request = {
  'http.response.status_code': 401,
  'error.message': 'http 401',
  attempt: 2,
  'auth.header_attached': true,
  'auth.header_name': 'authorization',
  'auth.retry_after_unauthorized': false,
  'auth.recovery_mode': 'managed',
  'auth.recovery_phase': 'refresh_token',
  endpoint: '/responses',
  ...env,
  ...response,
};
const recovery = {
  'auth.mode': 'managed',
  'auth.step': 'refresh_token',
  'auth.outcome': 'recovery_not_run',
  ...response,
  'auth.recovery_reason': 'recovery_exhausted',
  'auth.state_changed': true,
};

/** Those of the first form of the catalogue. */
export const samples: readonly Sample[] = [
  { event: 'codex.conversation_starts', attributes: starts, expected: asGiven(starts) },
  {
    event: 'codex.user_prompt',
    attributes: { prompt: 'fix the build', text_input_count: 1, image_input_count: 2, local_image_input_count: 3 },
    expected: [
      ['prompt_length', 'string', '13'],
      ['prompt', 'string', 'fix the build'],
    ],
  },
  {
    event: 'codex.api_request',
    attributes: { ...request, duration_ms: 12 },
    expected: [['duration_ms', 'string', '12'], ...asGiven(request)],
  },
  {
    event: 'codex.api_request',
    attributes: { endpoint: '/models', duration_ms: 7, success: false, attempt: 0, 'auth.mode': 'Chatgpt', ...env },
    expected: [
      ['duration_ms', 'string', '7'],
      ['success', 'bool', false],
      ['attempt', 'int', 0],
      ['endpoint', 'string', '/models'],
      ...asGiven(env),
      ['auth.mode', 'string', 'Chatgpt'],
    ],
    isBare: true,
  },
  {
    event: 'codex.sse_event',
    attributes: {
      'event.kind': 'response.completed',
      input_token_count: 1_200,
      output_token_count: 50,
      cached_token_count: 1_024,
      cache_write_token_count: 0,
      reasoning_token_count: 16,
      tool_token_count: 1_250,
      ttft_ms: 4,
      service_tier: 'priority',
      model_reasoning_effort: 'medium',
    },
    expected: [
      ['event.kind', 'string', 'response.completed'],
      ['input_token_count', 'string', '1200'],
      ['output_token_count', 'string', '50'],
      ['cached_token_count', 'int', 1_024],
      ['cache_write_token_count', 'int', 0],
      ['reasoning_token_count', 'int', 16],
      ['tool_token_count', 'string', '1250'],
      ['ttft_ms', 'int', 4],
      ['service_tier', 'string', 'priority'],
      ['model_reasoning_effort', 'string', 'medium'],
    ],
  },
  {
    event: 'codex.sse_event',
    attributes: { duration_ms: 5, 'error.message': 'the server said something new' },
    expected: [
      ['duration_ms', 'string', '5'],
      ['error.message', 'string', 'the server said something new'],
    ],
  },
  { event: 'codex.turn_ttft', attributes: { duration_ms: 52 }, expected: [['duration_ms', 'string', '52']] },
  {
    event: 'codex.tool_decision',
    attributes: {
      tool_name: 'shell',
      tool_namespace: 'functions',
      call_id: 'c',
      decision: 'denied',
      source: 'automated_reviewer',
    },
    expected: [
      ...asGiven({ tool_name: 'shell', tool_namespace: 'functions', call_id: 'c', decision: 'denied' }),
      ['source', 'string', 'AutomatedReviewer'],
    ],
  },
  {
    event: 'codex.tool_result',
    attributes: {
      mcp_server_origin: 'stdio',
      mcp_server: 'golden',
      output: 'one\ntwo\n',
      arguments: '{"cmd":"ls"}',
      agent_name: '/root',
      success: true,
      duration_ms: 58.9,
      call_id: 'call_1',
      tool_namespace: 'functions',
      tool_name: 'exec_command',
    },
    expected: [
      ['tool_result_seq', 'int', 1],
      ['tool_name', 'string', 'exec_command'],
      ['tool_namespace', 'string', 'functions'],
      ['call_id', 'string', 'call_1'],
      ['duration_ms', 'string', '58'],
      ['success', 'string', 'true'],
      ['output_truncated', 'bool', false],
      ['agent_name', 'string', '/root'],
      ['arguments', 'string', '{"cmd":"ls"}'],
      ['output', 'string', 'one\ntwo\n'],
      ['mcp_server', 'string', 'golden'],
      ['mcp_server_origin', 'string', 'stdio'],
    ],
  },
  { event: 'codex.auth_recovery', attributes: recovery, expected: asGiven(recovery) },
];
