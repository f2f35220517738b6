/** One line of `codexotel emit`: what it says, and what is wrong with it; never a value of it in a message. */
import { codexEvents, type EventDeclaration } from '../index.js';
import type { Feed } from './feed.js';
import { plural } from './tell.js';
import { parseTime } from './time.js';

type Complain = (problem: string) => void;
type Line = Readonly<Record<string, unknown>>;

const sessionKeys: readonly string[] = ['session'];
const eventKeys: readonly string[] = ['event', 'time', 'attributes'];
const events: ReadonlyMap<string, EventDeclaration> = new Map(Object.entries(codexEvents));

/** Hands what a line says to the feed. What cannot be used is said to `complain`, unknown names to `countName`. */
export async function takeLine(
  text: string,
  feed: Feed,
  complain: Complain,
  countName: (name: string) => void,
): Promise<void> {
  const line = parseObject(text);
  if (!line) return complain('it is no JSON object; it was skipped');
  if (Object.hasOwn(line, 'session')) return takeSession(line, feed, complain);
  if (typeof line.event !== 'string')
    return complain('it has neither "session" nor "event" with a name; it was skipped');
  const { event: name, attributes } = line;
  const fields = attributes ?? {};
  if (!isObject(fields)) return complain('"attributes" must be an object; it was skipped');
  tellUnknownKeys(line, eventKeys, complain);
  const declaration = events.get(name);
  if (declaration) tellOddFields(fields, declaration, complain);
  else countName(name);
  const timeMs = line.time === undefined || line.time === null ? undefined : parseTime(line.time);
  if (Number.isNaN(timeMs)) complain('"time" is no RFC 3339 time from 1970 to 9999; the event is taken as of now');
  const isTimed = timeMs !== undefined && !Number.isNaN(timeMs);
  const { refused, altered } = await feed.event({ name, fields, ...(isTimed && { timeMs }) });
  for (const reason in refused) if (reason !== 'unknown_event') complain(`the event was refused: ${reason}`);
  if (altered.cut) complain(`${plural(altered.cut, 'part')} of its values had to be cut off`);
  if (altered.withheld) complain(`${plural(altered.withheld, 'value')} had to be withheld`);
}

async function takeSession(line: Line, feed: Feed, complain: Complain): Promise<void> {
  const { session: facts } = line;
  if (!isObject(facts)) return complain('"session" must be an object of facts; it was skipped');
  tellUnknownKeys(line, sessionKeys, complain);
  const known = await feed.session(facts);
  const unused = Object.keys(facts).filter((name) => facts[name] !== null && !Object.hasOwn(known, name));
  if (unused.length > 0) complain(`${plural(unused.length, 'fact')} of the session cannot be used; wrong name or type`);
}

function parseObject(text: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Line =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function tellUnknownKeys(line: Line, known: readonly string[], complain: Complain): void {
  const unknown = Object.keys(line).filter((key) => !known.includes(key));
  if (unknown.length === 0) return;
  complain(`${plural(unknown.length, 'unknown key')} beside ${known.map((key) => `"${key}"`).join(', ')}; passed over`);
}

/** Names of declared fields may be told; those that nobody declared are content. */
function tellOddFields(fields: Line, { fields: declared }: EventDeclaration, complain: Complain): void {
  const odd = Object.entries(declared).flatMap(([name, field]) => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return value === undefined || value === null || isOfType(value, field) ? [] : [name];
  });
  if (odd.length > 0) complain(`not of the declared type, and converted or taken as content: ${odd.join(', ')}`);
}

function isOfType(value: unknown, { type, values }: EventDeclaration['fields'][string]): boolean {
  if (type === 'string') return typeof value === 'string' && (values?.includes(value) ?? true);
  if (type === 'boolean') return typeof value === 'boolean';
  return typeof value === 'number';
}
