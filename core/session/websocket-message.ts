/** What a message over a WebSocket is: its kind, whether it says success, and the times that the server measured. */
import { timingFields } from '../catalogue/websocket.js';
import { partOf } from '../part-of.js';
import type { CodexFields } from './parts.js';

/** One thing that a connection brought: a text, or what is no text. */
export type WebsocketReceived =
  | { readonly text: string }
  | 'ping'
  | 'pong'
  | 'binary'
  | 'frame'
  | 'close'
  | 'error'
  | 'end'
  | 'timeout';

/** The fields of `codex.websocket_event` but the duration; `undefined`: nothing is to be told. */
export function fieldsOfMessage(received: WebsocketReceived): CodexFields<'codex.websocket_event'> | undefined {
  if (received === 'ping' || received === 'pong') return undefined;
  if (typeof received === 'string') return { 'event.kind': 'unknown', success: false };
  let message: unknown;
  try {
    message = JSON.parse(received.text);
  } catch {
    return { 'event.kind': 'parse_error', success: false };
  }
  const type = partOf(message, 'type');
  const kind = typeof type === 'string' ? type : 'unknown';
  const timings = kind === 'responsesapi.websocket_timing' ? timingsIn(partOf(message, 'timing_metrics')) : {};
  return { ...timings, 'event.kind': kind, success: kind !== 'response.failed' };
}

/** Whole milliseconds by name; what is no number, not finite or negative is left out. */
function timingsIn(metrics: unknown): CodexFields<'codex.websocket_event'> {
  const entries = Object.keys(timingFields).flatMap((name) => {
    const value = partOf(metrics, name);
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? [[name, Math.round(value)]] : [];
  });
  return Object.fromEntries(entries);
}
