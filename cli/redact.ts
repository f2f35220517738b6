/** `codexotel redact`: stdin to stdout, without the secrets in it, by the rules that the configuration asks for. */
import { parseArgs } from 'node:util';
import { type Bus, describeMistake, type Plugin, start } from '../index.js';
import {
  createRedactor,
  type Finding,
  type RedactionOptions,
  type Redactor,
  redaction,
} from '../plugins/redaction/index.js';
import { parse } from './arguments.js';
import { exitCodes, isReadError } from './exit-codes.js';
import { redactLines } from './redact-lines.js';
import { plural, tell } from './tell.js';

/** Copies, and tells at the end what was hidden. */
export async function redact(args: readonly string[]): Promise<number> {
  const { values } = parse(() =>
    parseArgs({
      args: [...args],
      options: { config: { type: 'string' }, explain: { type: 'boolean', default: false } },
    }),
  );
  const redactor = await configuredRedactor(values.config);
  if (!redactor) return exitCodes.usage;
  const counts = new Map<string, number>();
  const note = (line: number, column: number, { kind, because, start: from, end }: Finding): void => {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    if (values.explain) tell(`line ${line}, column ${column}: ${kind}, ${plural(end - from, 'character')}: ${because}`);
  };
  let isWhole = true;
  let isRead = true;
  process.stdout.once('error', () => {
    isRead = false;
  });
  const withhold = (line: number, problem: string): void => {
    isWhole = false;
    tell(`line ${line}: ${problem}; it was withheld`);
  };
  try {
    for await (const text of redactLines(process.stdin.setEncoding('utf8'), { redactor, note, withhold })) {
      if (!isRead || process.stdout.destroyed) break;
      if (!process.stdout.write(text)) await roomOnStdout();
    }
  } catch (error) {
    if (!isReadError(error)) throw error;
    isWhole = false;
    tell('stdin could not be read to its end');
  }
  if (values.explain) for (const [kind, count] of counts) tell(`${count} of ${kind}`);
  return isWhole ? exitCodes.delivered : exitCodes.undelivered;
}

const roomOnStdout = (): Promise<void> =>
  new Promise((resolve) => {
    const events = ['drain', 'error', 'close'];
    const settle = (): void => {
      for (const event of events) process.stdout.off(event, settle);
      resolve();
    };
    for (const event of events) process.stdout.once(event, settle);
  });

/** What the configuration asks for; `undefined`: it cannot be followed, and why is told. A switched off redaction is the default one here. */
async function configuredRedactor(configFile: string | undefined): Promise<Redactor | undefined> {
  let redactor: Redactor | undefined;
  const listener: Plugin<RedactionOptions> = {
    ...redaction,
    setup: ({ options }) => {
      redactor = createRedactor(options, (message) => tell(message));
      return {};
    },
  };
  const bus: Bus = start({
    strict: true,
    plugins: [listener as Plugin],
    config: { otel: { exporter: 'none', trace_exporter: 'none', metrics_exporter: 'none' } },
    ...(configFile !== undefined && { configFile }),
  });
  const isFollowed = await bus.ready.then(
    () => true,
    () => false,
  );
  const { mistakes } = bus.describe();
  await bus.close(0);
  for (const mistake of mistakes) tell(describeMistake(mistake));
  if (!isFollowed) return undefined;
  return redactor ?? createRedactor({ patterns: ['default'], rules: [], allow: [] });
}
