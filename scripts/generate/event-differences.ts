/** Where our events differ from those of Codex on purpose, and what its documentation calls by another name than the wire. */

/** One difference, for people. */
export interface EventDifference {
  readonly codex: string;
  readonly codexotel: string;
  readonly because: string;
}

/** All of them; the conformance test finds no other. */
export const eventDifferences: readonly EventDifference[] = [
  {
    codex:
      '`eventName` of a log record is the place in the source, such as `event otel/src/events/session_telemetry.rs:803`',
    codexotel: 'the name of the event, as in the attribute `event.name`',
    because: 'it is what OpenTelemetry made the field for',
  },
  {
    codex: '`timeUnixNano` is not set',
    codexotel: 'when the event happened; `observedTimeUnixNano` is when `emit` was called',
    because: 'backends sort by it',
  },
  {
    codex:
      'a span event is called by its place in the source, and has `code.file.path`, `code.module.name`, `code.line.number`',
    codexotel: 'it is called by the name of the event, and has none of the three',
    because: 'they name the sources of Codex',
  },
  {
    codex: 'a trace-safe event is lost where no span is active',
    codexotel: "it goes on the turn's span",
    because: 'nothing is lost silently',
  },
  {
    codex: '`error.message` is on both lanes, whatever it says',
    codexotel:
      'a text of the closed set is; any other never stands on the trace lane, and on the log lane reads `[REDACTED]` unless `log_error_text`. The same holds for a `network.policy.reason` in the own words of a decider',
    because: 'it may be the words of a model or a server',
  },
  {
    codex: 'arguments and outputs of tools, and `user.email`, always travel',
    codexotel:
      '`log_tool_content` and `log_user_email`; while the first is off, `arguments_length`, `output_length` and `output_line_count` join the log lane',
    because: 'content has a switch',
  },
  {
    codex: 'arguments, prompts and other texts have no limit',
    codexotel:
      'a text is cut at 32 KiB, as far back as the last separator, and counted in the receipt; answers and rationales at 64 KiB, as in Codex. Lengths are those of the whole text',
    because: 'one event must not fill a queue, and a cut must not hide half a secret',
  },
  {
    codex: 'the four flags `auth.env_*` are `false` where nobody said anything',
    codexotel: 'they are left out until a host says `session.withAuthEnv(…)`',
    because: 'unknown is not false',
  },
  {
    codex: '`auth.agent_id` and `auth.task_id` are on both lanes',
    codexotel: 'log lane only',
    because: 'they say who it was',
  },
  {
    codex: 'a word outside of the closed list of a field travels',
    codexotel: 'it is content like any attribute that nobody declared: log lane only, with `log_tool_content`',
    because: 'nobody classified it',
  },
  {
    codex: 'an event of a stream that is no JSON bears the words of the Rust parser',
    codexotel: 'those of the JavaScript parser',
    because: 'it is free text in any case',
  },
  {
    codex: '`dispatch_to_result_ready_ms` is a double, always',
    codexotel: 'a value without a fraction is written as an int',
    because: 'OpenTelemetry JS tells the two apart by the value; JavaScript has one kind of number',
  },
  {
    codex: 'a record cannot be told from its copy, and a gap is not seen',
    codexotel:
      'every log record ends with `log.record.uid` and `codexotel.sequence`; a session ends with `codexotel.session_receipt` (`session_receipts: false` leaves it out)',
    because: 'a receiver can count what is missing and what came twice',
  },
  {
    codex: 'log records without a name, such as `flushing OTEL metrics`, stand beside the events',
    codexotel: 'there are none',
    because: 'they tell of the inside of Codex; ours is told by signals and `bus.describe()`',
  },
];

/** What Codex's public documentation calls otherwise than its wire, by the wire name where there is one. */
export interface PublicName {
  readonly event: string;
  readonly documented: string;
  /** The field of ours that says it; absent: nothing on the wire does. */
  readonly wire?: string;
  readonly note: string;
}

/** The table. */
export const publicNames: readonly PublicName[] = [
  {
    event: 'codex.api_request',
    documented: '`cf_ray`',
    wire: 'auth.cf_ray',
    note: 'only of a refused request',
  },
  {
    event: 'codex.api_request',
    documented: '`duration_ms`, a number',
    wire: 'duration_ms',
    note: 'a string of whole milliseconds, here and in every other event',
  },
  {
    event: 'codex.user_prompt',
    documented: '`prompt_length`, a number',
    wire: 'prompt_length',
    note: 'a string; it counts Unicode characters',
  },
  {
    event: 'codex.sse_event',
    documented: '`input_token_count`, `output_token_count`, `tool_token_count`, numbers',
    wire: 'tool_token_count',
    note: 'strings, unlike the other counts; `tool_token_count` is the total of the response',
  },
  {
    event: 'codex.tool_decision',
    documented: '`source`: `config`, `user`',
    wire: 'source',
    note: '`Config`, `User`, `AutomatedReviewer`',
  },
  {
    event: 'codex.tool_result',
    documented: '`success`: `true` or `false`',
    wire: 'success',
    note: 'a string, and of the dispatch: a command that fails is a success',
  },
  {
    event: 'codex.conversation_starts',
    documented: '`max_output_tokens`, `active_profile`',
    note: 'no longer there',
  },
  {
    event: 'codex.websocket_event',
    documented: 'an event',
    note: 'on no lane; it is only counted, in metrics',
  },
  {
    event: 'every event',
    documented: '`service.name` is `codex-cli`',
    note: '`codex_exec`, `codex_cli_rs` or `codex-app-server`; ours is the name that the host gives to `start`',
  },
];
