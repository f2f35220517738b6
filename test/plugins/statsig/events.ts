/** Events as the bus would hand them to the sink, made from the catalogue's declarations. */
import { codexEvents, type Fields, type SessionFacts, type TelemetryEvent } from '../../../core/index.js';

export type CountedName = 'codex.tool_result' | 'codex.api_request';

export const session: SessionFacts = Object.freeze({
  'conversation.id': 'c-1',
  'app.version': '2.1.0',
  auth_mode: 'ApiKey',
  originator: 'codex_exec',
  'terminal.type': 'xterm',
  model: 'gpt-5.5',
  slug: 'gpt-5.5',
});

/** An event of the session above unless said otherwise. */
export function makeEvent(
  name: CountedName,
  fields: Fields,
  { facts = session, time = 1_700_000_000_000 }: { facts?: SessionFacts; time?: number } = {},
): TelemetryEvent {
  return {
    name,
    declaration: codexEvents[name],
    time,
    observedTime: time,
    stream: '0123456789abcdef',
    sequence: 1,
    session: facts,
    fields,
    undeclared: undefined,
    trace: undefined,
    bytes: 400,
  };
}

export const toolResult = (fields: Fields = { tool_name: 'shell', success: true }): TelemetryEvent =>
  makeEvent('codex.tool_result', fields);

export const apiRequest = (
  fields: Fields = { 'http.response.status_code': 200, endpoint: '/responses' },
): TelemetryEvent => makeEvent('codex.api_request', fields);
