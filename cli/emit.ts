/** `codexotel emit`: any program, in any language, feeds the bus by JSON lines on stdin. */
import { createInterface } from 'node:readline';
import { codexEvents } from '../index.js';
import { parseFeedArguments } from './arguments.js';
import { UsageError } from './exit-codes.js';
import { type Feed, feeding, tell } from './feed.js';

/** Emits what stdin says, line by line. A line that cannot be used is told with its number and skipped. */
export async function emit(args: readonly string[]): Promise<number> {
  const options = parseFeedArguments(args);
  if (options.files.length > 0) throw new UsageError('emit reads stdin and takes no file');
  return feeding(options, async (feed) => {
    const unknown = new Map<string, number>();
    let number = 0;
    for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++;
      const text = number === 1 ? line.replace(/^\uFEFF/, '') : line;
      if (text.trim() !== '') await takeLine(text, feed, (problem) => tell(`line ${number}: ${problem}`), unknown);
    }
    for (const [name, count] of unknown) tell(`${count} events of the unknown name "${name}" were refused`);
  });
}

type Tell = (problem: string) => void;

async function takeLine(text: string, feed: Feed, complain: Tell, unknown: Map<string, number>): Promise<void> {
  const line = parseObject(text);
  if (!line) return complain('it is no JSON object; it was skipped');
  if ('session' in line) {
    tellUnknownKeys(line, ['session'], complain);
    if (!isObject(line.session)) return complain('"session" must be an object of facts; it was skipped');
    return feed.session(line.session);
  }
  if (typeof line.event !== 'string') return complain('it has neither "session" nor "event" with a name; it was skipped');
  tellUnknownKeys(line, ['event', 'time', 'attributes'], complain);
  const fields = line.attributes ?? {};
  if (!isObject(fields)) return complain('"attributes" must be an object; it was skipped');
  if (!Object.hasOwn(codexEvents, line.event)) countName(unknown, line.event);
  const timeMs = line.time === undefined || line.time === null ? undefined : parseTime(line.time);
  if (Number.isNaN(timeMs)) complain('"time" is no RFC 3339 time; the event is taken as of now');
  await feed.event({ name: line.event, fields, ...(timeMs !== undefined && !Number.isNaN(timeMs) && { timeMs }) });
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function tellUnknownKeys(line: Readonly<Record<string, unknown>>, known: readonly string[], complain: Tell): void {
  const unknown = Object.keys(line).filter((key) => !known.includes(key));
  if (unknown.length > 0) complain(`${unknown.length} keys are unknown and were passed over; known are ${known.join(', ')}`);
}

const maxNames = 100;

/** Names that look like names are told; what else stands in their place may be a secret. */
function countName(unknown: Map<string, number>, name: string): void {
  const isName = /^[\w.-]{1,64}$/.test(name) && (unknown.has(name) || unknown.size < maxNames);
  const key = isName ? name : '…';
  unknown.set(key, (unknown.get(key) ?? 0) + 1);
}

/** Milliseconds since the epoch, or NaN. */
function parseTime(time: unknown): number {
  const isRfc3339 = typeof time === 'string' && /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(time);
  return isRfc3339 ? Date.parse(time) : Number.NaN;
}
