/** Records of events and endings that no fixture holds, as the tables of the wire sheet write them. */
import type { CodexEvents } from '../../index.js';
import type { Captured } from '../catalogue/captured.js';
import type { Attributes, Capture } from './capture.js';

type Own = ReadonlyArray<readonly [name: string, type: 'string' | 'int' | 'bool' | 'double', value: unknown]>;

const tailNames = new Set(['conversation.id', 'app.version', 'originator', 'terminal.type', 'model', 'slug']);

/** Records at the end of a capture; `full` ones bear the facts of its session. */
export function rareRecords({ records }: Capture): Captured[] {
  const [first] = records;
  const tail = first?.attributes.filter(([name]) => tailNames.has(name)) ?? [];
  const at = '2027-01-01T00:00:00.000Z';
  const record =
    (lane: Captured['lane'], isFull: boolean) =>
    (name: keyof CodexEvents, own: Own): Captured => {
      const attributes: Attributes = [
        ['event.name', 'string', name],
        ...own,
        ...(isFull ? ([['event.timestamp', 'string', at], ...tail] as Attributes) : []),
      ];
      return { run: '', lane, name, attributes };
    };
  const log = record('log', true);
  const trace = record('trace', true);
  const outcome: Own = [
    ['tool_name', 'string', 'exec_command'],
    ['call_id', 'string', 'call_0044'],
    ['outcome', 'string', 'denied'],
    ['initial_duration_ms', 'int', 49],
  ];
  const connect = (status: readonly [lane: 'int' | 'string', value: unknown]): Own => [
    ['duration_ms', 'string', '7'],
    ['http.response.status_code', ...status],
    ['success', 'string', 'false'],
    ['error.message', 'string', 'http 426'],
    ['auth.header_attached', 'bool', true],
    ['auth.header_name', 'string', 'authorization'],
    ['auth.retry_after_unauthorized', 'bool', false],
    ['endpoint', 'string', '/responses'],
    ['auth.env_openai_api_key_present', 'bool', true],
    ['auth.env_codex_api_key_present', 'bool', false],
    ['auth.env_codex_api_key_enabled', 'bool', true],
    ['auth.env_refresh_token_url_override_present', 'bool', false],
    ['auth.connection_reused', 'bool', false],
    ['auth.reauth', 'bool', false],
    ['auth.request_id', 'string', 'req_ws_1'],
    ['auth.cf_ray', 'string', 'ray_ws_1'],
  ];
  return [
    log('codex.sandbox_outcome', outcome),
    trace('codex.sandbox_outcome', outcome),
    log('codex.websocket_connect', connect(['int', 426])),
    trace('codex.websocket_connect', connect(['string', '426'])),
    record('trace', false)('mcp.binding_catalog', [
      ['product_sku', 'string', 'codex'],
      ['server_kind', 'string', 'configured'],
      ['plugin_id', 'string', ''],
      ['catalog_source', 'string', 'live'],
      ['tool_count', 'string', '2'],
      ['tool_definition_json_bytes', 'string', '279'],
    ]),
    log('codex.sse_event', [
      ['event.kind', 'string', 'response.output_text.delta'],
      ['duration_ms', 'string', '4'],
      ['error.message', 'string', 'key must be a string at line 1 column 2'],
    ]),
    log('codex.sse_event', [
      ['duration_ms', 'string', '1000'],
      ['error.message', 'string', 'idle timeout waiting for SSE'],
    ]),
    log('codex.sse_event', [
      ['event.kind', 'string', 'response.completed'],
      ['error.message', 'string', 'Incomplete response returned, reason: max_output_tokens'],
    ]),
    log('codex.tool_decision', [
      ['tool_name', 'string', 'apply_patch'],
      ['tool_namespace', 'string', 'functions'],
      ['call_id', 'string', 'call_0007'],
      ['decision', 'string', 'denied'],
      ['source', 'string', 'AutomatedReviewer'],
    ]),
  ];
}
