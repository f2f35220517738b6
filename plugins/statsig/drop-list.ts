/** The metrics that Codex does not record for Statsig, as data: the default of `plugins.statsig.drop`. */
export const droppedByCodex: readonly string[] = Object.freeze([
  'codex.api_request',
  'codex.api_request.duration_ms',
  'codex.conversation.turn.count',
  'codex.responses_api_engine_iapi_ttft.duration_ms',
  'codex.responses_api_engine_service_tbt.duration_ms',
  'codex.responses_api_engine_service_ttft.duration_ms',
  'codex.tool.call',
  'codex.tool.call.duration_ms',
  'codex.turn.token_usage',
]);
