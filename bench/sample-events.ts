/** The events of the emit benchmarks: each as a host would emit it, and as the same 8 + n attributes for the raw SDK. */
import type { AnyValueMap } from '@opentelemetry/api-logs';
import type { SessionTelemetry } from 'codexotel';

/** One kind of event, written twice, since each side gets a fresh literal of a fixed shape at each call. */
export interface Sample {
  readonly name: string;
  emit(session: SessionTelemetry, n: number): void;
  /** The facts of the session and the fields of the event in one literal, as a user of the raw SDK writes it. */
  attributes(n: number): AnyValueMap;
}

const conversationId = '0199a213-81c0-7800-8aa1-bbab2a035a53';

/** The eight facts of the session. */
export const facts = {
  'conversation.id': conversationId,
  'app.version': '0.144.0',
  auth_mode: 'Chatgpt',
  'user.account_id': 'acc-52b7d7d0',
  'user.email': 'somebody@example.com',
  'terminal.type': 'xterm-256color',
  model: 'gpt-5.5',
  slug: 'gpt-5.5',
} as const;

/** Different texts, so that nothing can be remembered from the call before: 110 characters of arguments, 200 of output. */
const argumentTexts = textsOf(
  110,
  (n) => `{"command":["bash","-lc","sed -n '1,${n}p' src/components/session/list.tsx"],"workdir":"/home/dev/app",`,
);
const outputTexts = textsOf(
  200,
  (n) =>
    `src/main.ts:${n}: export function openSession(id: string): Session {\n  const found = sessions.get(id);\n  if (!found) `,
);
const callIds = textsOf(29, (n) => `call_${n}_9fXk2mQv7LtR`);
const textCount = 64;

function textsOf(length: number, begin: (n: number) => string): readonly string[] {
  const filler = ' return the rest of the listing, line by line, and then some more words of it';
  return Array.from({ length: 64 }, (_, n) =>
    Buffer.from(
      begin(n + 100)
        .padEnd(length, filler)
        .slice(0, length),
    ).toString(),
  );
}

const textAt = (texts: readonly string[], n: number): string => texts[n % textCount] ?? '';

/** The event of the main benchmark: seven fields of its own, fifteen attributes with the session's facts. */
export const toolResult: Sample = {
  name: 'codex.tool_result',
  emit: (session, n) =>
    session.emit('codex.tool_result', {
      tool_name: 'shell',
      call_id: textAt(callIds, n),
      arguments: textAt(argumentTexts, n),
      output: textAt(outputTexts, n),
      duration_ms: n & 1023,
      success: true,
      mcp_server: '',
    }),
  attributes: (n) => ({
    'conversation.id': conversationId,
    'app.version': '0.144.0',
    auth_mode: 'Chatgpt',
    'user.account_id': 'acc-52b7d7d0',
    'user.email': 'somebody@example.com',
    'terminal.type': 'xterm-256color',
    model: 'gpt-5.5',
    slug: 'gpt-5.5',
    tool_name: 'shell',
    call_id: textAt(callIds, n),
    arguments: textAt(argumentTexts, n),
    output: textAt(outputTexts, n),
    duration_ms: n & 1023,
    success: true,
    mcp_server: '',
  }),
};
