/** One line of a rollout file: its envelope, checked, or the reason why it is none. */
import { isObject, type JsonObject, nameAt, objectAt, textAt } from './json.js';
import { LINE_TOO_LONG } from './lines.js';

export interface RolloutRecord {
  /** Unix milliseconds. */
  timeMs: number;
  type: string;
  payload: JsonObject;
}

type ParsedLine = { ok: true; record: RolloutRecord } | { ok: false; why: string };

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Unix milliseconds of an ISO-8601 time with a zone; `Date.parse` alone would take far more than Codex writes. */
export function parseTimeMs(text: string | undefined): number | undefined {
  if (text === undefined || !ISO_TIME.test(text)) return undefined;
  const timeMs = Date.parse(text);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

/** Never throws; `why` holds no value of the line. */
export function parseLine(line: unknown, maxLineLength: number): ParsedLine {
  if (typeof line !== 'string') return damaged('it is not text');
  if (line === LINE_TOO_LONG || line.length > maxLineLength) return damaged('it is too long');
  const value = parseJson(line);
  if (value === undefined) return damaged('it is not JSON');
  if (!isObject(value)) return damaged('it is not a JSON object');
  const type = nameAt(value, 'type');
  if (type === undefined) return damaged('it has no `type`');
  const payload = objectAt(value, 'payload');
  if (payload === undefined) return damaged('its `payload` is not an object');
  const timeMs = parseTimeMs(textAt(value, 'timestamp'));
  if (timeMs === undefined) return damaged('its `timestamp` is not an ISO-8601 time');
  return { ok: true, record: { timeMs, type, payload } };
}

/** JSON knows no undefined, so that stands for "none". A message of `JSON.parse` cites the text and is dropped. */
function parseJson(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return value;
  } catch {
    return undefined;
  }
}

function damaged(why: string): ParsedLine {
  return { ok: false, why };
}
