/** What arrived, for a person: a line per event, good to look at in a terminal and plain when piped. */
import { styleText } from 'node:util';
import type { Receipt } from 'codexotel';

type Style = Parameters<typeof styleText>[0];

const hasColour = process.stdout.isTTY === true && !process.env.NO_COLOR;
const paint = (style: Style, text: string): string => (hasColour ? styleText(style, text) : text);
const shorten = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

/** A received record, as the receiver's JSON lines have it. */
type Line = Readonly<Record<string, unknown>>;
type Attributes = Readonly<Record<string, unknown>>;

const objectOf = (value: unknown): Attributes =>
  typeof value === 'object' && value !== null ? (value as Attributes) : {};

/** What is worth saying of an event, by its name. */
const stories: Readonly<Record<string, (a: Attributes) => string>> = {
  'codex.conversation_starts': (a) => `approval ${a.approval_policy}, sandbox ${a.sandbox_policy}`,
  'codex.user_prompt': (a) => `${a.prompt_length} characters: ${withheld(a.prompt)}`,
  'codex.turn_ttft': (a) => `first output after ${a.duration_ms} ms`,
  'codex.sse_event': (a) =>
    `${a.input_token_count} tokens in (${a.cached_token_count} cached), ${a.output_token_count} out`,
  'codex.tool_result': (a) =>
    `${a.tool_name} ${verdict(a.success)}, ${a.output_length ?? '?'} bytes: ${withheld(a.output)}`,
};

const withheld = (value: unknown): string =>
  value === '[REDACTED]' ? paint('yellow', '[REDACTED]') : JSON.stringify(shorten(String(value), 40));

function verdict(success: unknown): string {
  if (success === undefined) return 'ended';
  return success === 'true' ? paint('green', 'ok') : paint('red', 'failed');
}

/** The events in the order of their own time. */
export function showEvents(file: string, lines: readonly Line[]): string {
  const ordered = [...lines].sort((a, b) => String(a.time).localeCompare(String(b.time)));
  const [first] = ordered;
  const facts = objectOf(first?.attributes);
  const resource = objectOf(first?.resource);
  const start = Date.parse(String(first?.time));
  const rows = ordered.map((line) => {
    const name = String(line.event);
    const after = `+${String(Date.parse(String(line.time)) - start).padStart(5)} ms`;
    return `  ${paint('dim', after)}  ${paint('cyan', name.padEnd(26))} ${stories[name]?.(objectOf(line.attributes)) ?? ''}`;
  });
  return [
    '',
    paint('bold', `${ordered.length} records of a real Codex session arrived over OTLP/HTTP`),
    paint('dim', `  replayed from ${file}`),
    `  ${resource['service.name']} ${resource['service.version']}, model ${facts.model}, conversation ${facts['conversation.id']}`,
    '',
    ...rows,
    '',
    '',
  ].join('\n');
}

/** The receipt: what the sender says became of every event. */
export function showReceipt({ emitted, refused, sinks }: Receipt, refusedRequests: number): string {
  const rows = Object.entries(sinks).map(([name, { unit, accepted, delivered, pending, rejected, dropped }]) => {
    const lost = Object.entries(dropped).map(([reason, count]) => `, ${count} dropped (${reason})`);
    return `  ${name}: ${accepted} ${unit}s accepted = ${delivered} delivered + ${pending} pending + ${rejected} rejected${lost.join('')}`;
  });
  const total = Object.values(refused).reduce((sum, count) => sum + count, 0);
  return [
    paint('bold', 'The receipt'),
    `  ${emitted} events emitted, ${total} refused; the receiver refused ${refusedRequests} requests`,
    ...rows,
    '',
    paint('dim', 'What was held back reads [REDACTED]; its length still travels. Switches: see .codexotelrc.example.'),
    '',
  ].join('\n');
}
