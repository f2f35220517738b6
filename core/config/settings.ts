/** Every setting: what it is for, what holds without it, its variable, and what a file in the working directory may say of it. */

/**
 * What an untrusted file may say. `never`: nothing, it only asks in vain. The rest can only tighten: `false` switches off,
 * `none` closes, `lower` makes a number smaller, `fewer-sinks` takes sinks away from events, `more-redaction` adds patterns.
 */
export type Tightening = 'never' | 'false' | 'none' | 'lower' | 'fewer-sinks' | 'more-redaction';

/** One row of the table. */
export interface Setting {
  /** What it does, for documentation and editors. */
  readonly does: string;
  /** What holds where nobody says anything, as written in a file. */
  readonly byDefault: string;
  /** What a file found in or above the working directory may say. Every other source may say anything. */
  readonly workspace: Tightening;
  /** The environment variable that says the same. */
  readonly variable?: string;
  /** Whether Codex knows it too, under `[otel]` with the same name. */
  readonly isOfCodex?: true;
}

/** The sets of patterns that `redaction` has; a test holds the list against the plugin's own. */
export const patternSets: ReadonlySet<unknown> = new Set(['default', 'email', 'home-directory', 'high-entropy']);

/** By path, in the order of the documentation. `*` stands for any other name. A test holds it against the schema. */
export const settings = {
  enabled: {
    does: 'Whether anything is collected at all. `false` from any source holds, whatever others say.',
    byDefault: 'true',
    workspace: 'false',
  },
  'otel.environment': {
    does: 'The resource attribute `env`.',
    byDefault: 'dev',
    workspace: 'never',
    variable: 'CODEXOTEL_ENVIRONMENT',
    isOfCodex: true,
  },
  'otel.log_user_prompt': {
    does: 'Whether the text of prompts travels. Lengths and counts travel without.',
    byDefault: 'false',
    workspace: 'false',
    variable: 'CODEXOTEL_LOG_USER_PROMPT',
    isOfCodex: true,
  },
  'otel.log_tool_content': {
    does: 'Whether arguments and outputs of tools travel, and attributes that no declaration knows.',
    byDefault: 'false',
    workspace: 'false',
    variable: 'CODEXOTEL_LOG_TOOL_CONTENT',
  },
  'otel.log_agent_responses': {
    does: 'Whether final answers travel.',
    byDefault: 'false',
    workspace: 'false',
    variable: 'CODEXOTEL_LOG_AGENT_RESPONSES',
    isOfCodex: true,
  },
  'otel.log_guardian_assessments': {
    does: 'Whether assessments of risky actions travel.',
    byDefault: 'false',
    workspace: 'false',
    variable: 'CODEXOTEL_LOG_GUARDIAN_ASSESSMENTS',
    isOfCodex: true,
  },
  'otel.log_error_text': {
    does: 'Whether free text of errors travels. Texts of the known set always do.',
    byDefault: 'false',
    workspace: 'false',
    variable: 'CODEXOTEL_LOG_ERROR_TEXT',
  },
  'otel.log_user_email': {
    does: 'Whether `user.email` travels.',
    byDefault: 'false',
    workspace: 'false',
    variable: 'CODEXOTEL_LOG_USER_EMAIL',
  },
  'otel.log_sse_deltas': {
    does: 'Whether the `*.delta` records of `codex.sse_event` travel.',
    byDefault: 'true',
    workspace: 'false',
    variable: 'CODEXOTEL_LOG_SSE_DELTAS',
    isOfCodex: true,
  },
  'otel.tool_result.max_bytes': {
    does: 'Most UTF-8 bytes of the output of a tool that travel.',
    byDefault: '2048',
    workspace: 'lower',
    isOfCodex: true,
  },
  'otel.exporter': {
    does: 'Where log records go. The endpoint of `otlp-http` is used as it stands, nothing is appended.',
    byDefault: 'none',
    workspace: 'none',
    variable: 'CODEXOTEL_EXPORTER',
    isOfCodex: true,
  },
  'otel.trace_exporter': {
    does: 'Where spans go.',
    byDefault: 'none',
    workspace: 'none',
    variable: 'CODEXOTEL_TRACE_EXPORTER',
    isOfCodex: true,
  },
  'otel.metrics_exporter': {
    does: 'Where metrics go; also `statsig`, with its options under `plugins.statsig`.',
    byDefault: 'none',
    workspace: 'none',
    variable: 'CODEXOTEL_METRICS_EXPORTER',
    isOfCodex: true,
  },
  'otel.span_attributes': {
    does: 'Attributes that every span gets: names to texts.',
    byDefault: '{}',
    workspace: 'never',
    isOfCodex: true,
  },
  'otel.tracestate': {
    does: 'Members of the W3C `tracestate` of every span, and of what the host propagates: member to field to text.',
    byDefault: '{}',
    workspace: 'never',
    isOfCodex: true,
  },
  'plugins.redaction': {
    does: 'Takes secrets out of the texts that travel. `false` switches it off; the content switches hold nevertheless.',
    byDefault: 'true',
    workspace: 'more-redaction',
  },
  'plugins.originator': { does: 'Says which program it was.', byDefault: 'true', workspace: 'false' },
  'plugins.auth-401': {
    does: 'Keeps what followed a refused sign-in, for bug reports. On with `sentry-feedback`.',
    byDefault: 'false',
    workspace: 'false',
  },
  'plugins.otlp': {
    does: 'Sends over OTLP. On with an exporter of the `otel` table, which holds its options.',
    byDefault: 'true',
    workspace: 'false',
  },
  'plugins.statsig': {
    does: 'Sends metrics to Statsig. On with `metrics_exporter: statsig`.',
    byDefault: 'true',
    workspace: 'false',
  },
  'plugins.sentry-feedback': {
    does: "Keeps the session's facts for bug reports through Sentry.",
    byDefault: 'false',
    workspace: 'false',
  },
  'plugins.*': {
    does: 'A plugin that the host handed to `start`, or a package that it allows by `allowPluginPackages`.',
    byDefault: 'true',
    workspace: 'never',
  },
  routes: {
    does: 'Which sinks get which events: the first match wins, what no line matches goes to every sink.',
    byDefault: '[]',
    workspace: 'fewer-sinks',
  },
  'queue.max_records': {
    does: 'Most records that wait for one sink.',
    byDefault: '65536',
    workspace: 'never',
  },
  'queue.max_bytes': {
    does: 'Most estimated bytes that wait for one sink.',
    byDefault: '33554432',
    workspace: 'never',
  },
  'queue.policy': {
    does: 'What gives way when a queue is full: the `oldest` record or the `newest`.',
    byDefault: 'oldest',
    workspace: 'never',
  },
  'deadlines.flush_ms': {
    does: 'Milliseconds after which `flush()` settles.',
    byDefault: '2000',
    workspace: 'never',
  },
  'deadlines.close_ms': {
    does: 'Milliseconds after which `close()` settles.',
    byDefault: '2000',
    workspace: 'never',
  },
  'deadlines.attempt_ms': {
    does: 'Milliseconds after which one attempt to deliver is given up.',
    byDefault: '10000',
    workspace: 'never',
  },
  'deadlines.exit_ms': {
    does: 'Milliseconds for which a process that ends without `close()` is held to deliver what waits; 0: not at all.',
    byDefault: '2000',
    workspace: 'never',
  },
  'limits.depth': {
    does: 'Most levels of objects and lists in one value.',
    byDefault: '32',
    workspace: 'never',
  },
  'limits.elements': {
    does: 'Most elements of one list or object.',
    byDefault: '128',
    workspace: 'never',
  },
  'limits.value_bytes': {
    does: 'Most UTF-8 bytes of one text, and of all texts of one structured value together.',
    byDefault: '32768',
    workspace: 'never',
  },
  'limits.record_bytes': {
    does: 'Most estimated bytes of one record.',
    byDefault: '262144',
    workspace: 'never',
  },
  session_receipts: {
    does: 'Whether each session ends with a record `codexotel.session_receipt` about what was emitted and lost.',
    byDefault: 'true',
    workspace: 'never',
  },
  quiet: {
    does: 'Whether nothing is written to stderr. Mistakes and losses are told by signals, `receipt()` and `describe()` anyhow.',
    byDefault: 'false',
    workspace: 'never',
  },
} as const satisfies Readonly<Record<string, Setting>>;

/** The path of a setting. */
export type SettingPath = keyof typeof settings;
