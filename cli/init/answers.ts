/** What the new file shall say and where it shall lie: from the arguments, and by three questions where they are silent. */
import { readLayer, settings } from '../../core/config/index.js';
import { UsageError } from '../exit-codes.js';
import { type ExporterName, exporterNames, type InitArguments, switches } from './arguments.js';
import { findPlace, type Place, type Whereabouts } from './place.js';
import { type Ask, type Reading, type Terminal, withQuestions } from './questions.js';
import type { OtelTable } from './rc-text.js';

/** A new file. */
export interface Answers extends Place {
  readonly otel: OtelTable;
}

/** What is known of where the command runs. */
export interface Surroundings extends Whereabouts {
  /** Absent: nobody is there to ask. */
  readonly terminal: Terminal | undefined;
}

/**
 * Completes the arguments. `copied` is the table of a file of Codex; then exporters are not asked about. Throws `UsageError` where
 * something is missing that nobody can be asked for; returns nothing where the questions were left.
 */
export async function findAnswers(
  args: InitArguments,
  copied: OtelTable | undefined,
  around: Surroundings,
): Promise<Answers | undefined> {
  const missing = [
    ...(copied === undefined && args.exporter === undefined ? ['--exporter'] : []),
    ...((args.exporter ?? 'none') !== 'none' && args.endpoint === undefined ? ['--endpoint'] : []),
    ...(args.out === undefined && args.owner === undefined ? ['--for or --out'] : []),
  ];
  if (args.isSilent || missing.length === 0) return answer(args, copied, around, undefined);
  if (around.terminal) return withQuestions(around.terminal, (ask) => answer(args, copied, around, ask));
  throw new UsageError(`no terminal is there to ask; add ${missing.join(' and ')}, or --yes for the defaults`);
}

async function answer(
  args: InitArguments,
  copied: OtelTable | undefined,
  around: Surroundings,
  ask: Ask | undefined,
): Promise<Answers> {
  const exporter = copied ? {} : { exporter: await findExporter(args, ask) };
  const on = args.switchedOn ?? (copied ? [] : await ask?.(switchQuestion(), readSwitches)) ?? [];
  const place = await findPlace(args, around, ask);
  return { otel: { ...copied, ...exporter, ...Object.fromEntries(on.map((name) => [name, true])) }, ...place };
}

async function findExporter(args: InitArguments, ask: Ask | undefined): Promise<unknown> {
  const name =
    args.exporter ??
    (await ask?.('1/3 Where do log records go? none, otlp-http or otlp-grpc [none] ', readExporter)) ??
    'none';
  if (name === 'none') return name;
  const standard = name === 'otlp-http' ? 'http://localhost:4318/v1/logs' : 'http://localhost:4317';
  const read = (text: string): Reading<object> => toExporter(name, text || standard, args.protocol);
  if (args.endpoint === undefined && ask)
    return ask(`    The endpoint of the collector, used as it stands [${standard}] `, read);
  const reading = read(args.endpoint ?? '');
  if ('problem' in reading) throw new UsageError(`--endpoint ${reading.problem}`);
  return reading.value;
}

function readExporter(text: string): Reading<ExporterName> {
  const value = text === '' ? 'none' : exporterNames.find((name) => name === text);
  return value === undefined ? { problem: 'Write none, otlp-http or otlp-grpc.' } : { value };
}

/** The exporter, when the check of a file has nothing against it. */
function toExporter(name: ExporterName, endpoint: string, protocol: string): Reading<object> {
  const value = { [name]: { endpoint, ...(name === 'otlp-http' && { protocol }) } };
  const [mistake] = readLayer({ source: 'init', said: { otel: { exporter: value } }, folder: '/', env: {} }).mistakes;
  return mistake === undefined ? { value } : { problem: `${mistake.expectation}; ${mistake.cure}` };
}

function switchQuestion(): string {
  const lines = switches.map((name, index) => {
    const row = Object.entries(settings).find(([path]) => path === `otel.${name}`)?.[1];
    return `    ${index + 1} ${name}: ${row?.does ?? ''}\n`;
  });
  return `2/3 Which content may leave?\n${lines.join('')}    Numbers with spaces between them, or all, or none [none] `;
}

function readSwitches(text: string): Reading<readonly string[]> {
  if (text === '' || text === 'none') return { value: [] };
  if (text === 'all') return { value: switches };
  const named = text.split(/[\s,]+/).map((number) => switches[Number(number) - 1]);
  const value = named.filter((name) => name !== undefined);
  return value.length === named.length
    ? { value }
    : { problem: `Write numbers from 1 to ${switches.length}, all, or none.` };
}
