/** Seven more kinds of events, for the run in which the kinds take turns. */
import type { CodexEvents, FieldsOf } from 'codexotel';
import { facts, type Sample } from './sample-events.js';

/**
 * A kind whose fields are a fresh literal at each call on our side. The raw SDK gets its attributes ready-made, since to
 * merge two objects costs more than the SDK itself, and nobody who counts nanoseconds would do it.
 */
function kind<Name extends keyof CodexEvents>(name: Name, fields: (n: number) => FieldsOf<CodexEvents[Name]>): Sample {
  const merged = Array.from({ length: 64 }, (_, n) => ({ ...facts, ...fields(n) }));
  return {
    name,
    emit: (session, n) => session.emit(name, fields(n)),
    attributes: (n) => merged[n % 64] ?? {},
  };
}

const prompt =
  'Please look at the failing test in the session list, find out why the rows come in the wrong order, and fix it.';

/** Different numbers of fields, different types, with and without text. */
export const moreKinds: readonly Sample[] = [
  kind('codex.conversation_starts', (n) => ({
    provider_name: 'OpenAI',
    reasoning_effort: 'medium',
    reasoning_summary: 'auto',
    context_window: 272_000 + n,
    approval_policy: 'on-request',
    sandbox_policy: 'workspace-write',
    mcp_servers: 'files, browser',
  })),
  kind('codex.user_prompt', (n) => ({
    prompt,
    text_input_count: 1,
    image_input_count: n & 1,
    local_image_input_count: 0,
  })),
  kind('codex.api_request', (n) => ({
    duration_ms: n,
    'http.response.status_code': 200,
    attempt: 0,
    'auth.header_attached': true,
    'auth.header_name': 'authorization',
    'auth.retry_after_unauthorized': false,
    endpoint: '/responses',
  })),
  kind('codex.sse_event', (n) => ({ 'event.kind': 'response.output_item.done', duration_ms: n })),
  kind('codex.turn_ttft', (n) => ({ duration_ms: n })),
  kind('codex.tool_decision', () => ({
    tool_name: 'shell',
    call_id: 'call_9fXk2mQv7LtR',
    decision: 'approved',
    source: 'config',
  })),
  kind('codex.auth_recovery', () => ({
    'auth.mode': 'managed',
    'auth.step': 'reload',
    'auth.outcome': 'recovery_succeeded',
    'auth.request_id': 'req_0199a213',
    'auth.state_changed': true,
  })),
];
