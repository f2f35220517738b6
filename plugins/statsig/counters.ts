/** Which events are counted, in which metric, under which tags of their own: a table, as data. */
import { sanitizeMetricTagValue, type TelemetryEvent, unspecifiedTag } from '../../core/index.js';

/** One counter: an event adds 1 to `metric` under its tags, or nothing when it has none. */
interface Counter {
  readonly metric: string;
  readonly tagsOf: (event: TelemetryEvent) => Readonly<Record<string, string>> | undefined;
}

/** The counters of the first form, by the event that they count; metric names and tags are those of Codex. */
export const counters = {
  'codex.tool_result': { metric: 'codex.tool.call', tagsOf: toolCallTags },
  'codex.api_request': { metric: 'codex.api_request', tagsOf: apiRequestTags },
} as const satisfies Readonly<Record<string, Counter>>;

/** Events that are counted unless the drop list names their metric. */
export type CountedEvent = keyof typeof counters;

/** The names of the counted events. */
export const countedEvents = Object.keys(counters) as readonly CountedEvent[];

/** The counter of an event; `undefined`: it is not counted. */
export function counterOf(event: TelemetryEvent): Counter | undefined {
  return isCounted(event.name) ? counters[event.name] : undefined;
}

function isCounted(name: string): name is CountedEvent {
  return Object.hasOwn(counters, name);
}

function toolCallTags({ fields }: TelemetryEvent): Readonly<Record<string, string>> {
  const { tool_name: tool, success } = fields;
  return {
    tool: typeof tool === 'string' ? sanitizeMetricTagValue(tool) : unspecifiedTag,
    success: typeof success === 'boolean' ? String(success) : unspecifiedTag,
  };
}

/**
 * `status` is the code, or `none` when no answer came. A request succeeded with a 2xx and no error; a withheld error text
 * is one too. Requests of the model list are not counted, as in Codex. With `log_error_text` on, a free error text is
 * content that does not come here at all: beside a 2xx the error is then known only from `success: false`.
 */
function apiRequestTags({ fields }: TelemetryEvent): Readonly<Record<string, string>> | undefined {
  if (fields.endpoint === '/models') return undefined;
  const code = fields['http.response.status_code'];
  const status = typeof code === 'number' ? code : undefined;
  const isOk = status !== undefined && status >= 200 && status < 300;
  const hasFailed = fields['error.message'] !== undefined || fields.success === false;
  return {
    status: status === undefined ? 'none' : sanitizeMetricTagValue(String(status)),
    success: String(isOk && !hasFailed),
  };
}
