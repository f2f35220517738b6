/** Which metrics follow from which event of a session, as a table: names, kinds and tags are those of Codex (its section 2.2). */
import { unspecifiedTag } from '../catalogue/metric-tag.js';
import type { Fields, FieldValue } from '../events.js';

/** One metric that an event is recorded in. */
export interface SessionMetric {
  readonly name: string;
  /** A counter goes up by one; a duration is that of `from`, in milliseconds. */
  readonly kind: 'counter' | 'duration';
  /** The field that holds the duration; a metric is left out where the event has none. */
  readonly from: string;
  /** The tags besides those of the session; one that gives nothing is left out, and what it gives is cleaned and made legal when it leaves. */
  readonly tags: ReadonlyArray<readonly [tag: string, read: (fields: Fields) => FieldValue | undefined]>;
  /** Whether an event counts; default: each does. */
  readonly when?: (fields: Fields) => boolean;
}

type TagRule = SessionMetric['tags'][number];

const from = (tag: string, field: string): TagRule => [tag, (fields) => fields[field]];
const fromOrElse = (tag: string, field: string, otherwise: FieldValue): TagRule => [
  tag,
  (fields) => fields[field] ?? otherwise,
];

/** A 2xx and no error; a withheld error text is one, too. */
const isRequestOk = (fields: Fields): boolean => {
  const status = fields['http.response.status_code'];
  const isOk = typeof status === 'number' && status >= 200 && status < 300;
  return isOk && fields['error.message'] === undefined && fields.success !== false;
};

const succeeded: TagRule = [
  'success',
  ({ success, 'error.message': error }) => (typeof success === 'boolean' ? success : error === undefined),
];

/** A counter and, under the same tags, the duration. */
const countAndTime = (name: string, tags: readonly TagRule[], when?: SessionMetric['when']): SessionMetric[] => [
  { name, kind: 'counter', from: '', tags, ...(when && { when }) },
  { name: `${name}.duration_ms`, kind: 'duration', from: 'duration_ms', tags, ...(when && { when }) },
];
const count = (name: string, tags: readonly TagRule[]): SessionMetric[] => [{ name, kind: 'counter', from: '', tags }];
const time = (name: string, field: string, tags: readonly TagRule[] = []): SessionMetric[] => [
  { name, kind: 'duration', from: field, tags },
];

/** By the name of the event. */
export const sessionMetrics: Readonly<Record<string, readonly SessionMetric[]>> = Object.freeze({
  'codex.tool_result': countAndTime('codex.tool.call', [
    fromOrElse('tool', 'tool_name', unspecifiedTag),
    fromOrElse('success', 'success', unspecifiedTag),
  ]),
  // The request for the list of models is an event, and no metric.
  'codex.api_request': countAndTime(
    'codex.api_request',
    [fromOrElse('status', 'http.response.status_code', 'none'), ['success', isRequestOk]],
    ({ endpoint }) => endpoint !== '/models',
  ),
  // The record with the counts of tokens follows one of the same response, and has no duration.
  'codex.sse_event': countAndTime(
    'codex.sse_event',
    [fromOrElse('kind', 'event.kind', 'unknown'), succeeded],
    ({ duration_ms }) => duration_ms !== undefined,
  ),
  'codex.websocket_connect': countAndTime('codex.websocket.connect', [
    fromOrElse('reauth', 'auth.reauth', false),
    succeeded,
  ]),
  'codex.websocket_request': countAndTime('codex.websocket.request', [succeeded]),
  'codex.websocket_event': [
    ...countAndTime('codex.websocket.event', [fromOrElse('kind', 'event.kind', 'unknown'), succeeded]),
    ...time('codex.responses_api_overhead.duration_ms', 'responses_duration_excl_engine_and_client_tool_time_ms'),
    ...time('codex.responses_api_inference_time.duration_ms', 'engine_service_total_ms'),
    ...time('codex.responses_api_engine_iapi_ttft.duration_ms', 'engine_iapi_ttft_total_ms'),
    ...time('codex.responses_api_engine_service_ttft.duration_ms', 'engine_service_ttft_total_ms'),
    ...time('codex.responses_api_engine_iapi_tbt.duration_ms', 'engine_iapi_tbt_across_engine_calls_ms'),
    ...time('codex.responses_api_engine_service_tbt.duration_ms', 'engine_service_tbt_across_engine_calls_ms'),
  ],
  'codex.startup_phase': time('codex.startup.phase.duration_ms', 'duration_ms', [
    from('phase', 'startup.phase'),
    from('status', 'startup.status'),
  ]),
  'codex.turn_ttft': time('codex.turn.ttft.duration_ms', 'duration_ms'),
  'codex.plugin_install_elicitation_sent': count('codex.plugins.install_elicitation.sent', [
    from('tool_type', 'plugin_install.tool_type'),
  ]),
  'codex.plugin_install_suggestion': count('codex.plugins.install_suggestion', [
    from('tool_type', 'plugin_install.tool_type'),
    from('response_action', 'plugin_install.response_action'),
    from('completed', 'plugin_install.completed'),
  ]),
});
