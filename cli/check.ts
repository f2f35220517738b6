/** `codexotel check`: what holds for a program, who said it, and what may leave where. Nothing is sent, but with `--send`. */
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findPackageRoot } from '../core/config/index.js';
import { type Description, definePlugin, describeMistake, type Plugin, start } from '../index.js';
import { parse, parseWhole } from './arguments.js';
import { type Arrival, canaryEvents, sendCanary, showArrival } from './canary.js';
import { exitCodes, UsageError } from './exit-codes.js';
import { renderPolicy } from './policy-table.js';
import { toTable } from './table.js';
import { tell } from './tell.js';

/**
 * Checks as a program would find it: its own file, the user's, the variables, and files of this directory. Without `--program` it is
 * that of the package here.
 */
export async function check(args: readonly string[]): Promise<number> {
  const { config, program, plugins, isJson, isSending, timeoutMs } = parseCheckArguments(args);
  if (!isJson) tell(program === '' ? 'no program is here; name one by --program' : `as the program of ${program}`);
  const bus = start({
    strict: true,
    // So that a dashboard does not take a canary for a session of the program.
    service: { name: 'codexotel-check' },
    events: canaryEvents,
    plugins: plugins.map(standIn),
    programFile: program,
    ...(config !== undefined && { configFile: config }),
  });
  await bus.ready.catch(() => undefined);
  const description = bus.describe();
  const isSound = description.mistakes.length === 0;
  const sent = isSending && isSound ? await sendCanary(bus, timeoutMs) : undefined;
  await bus.close(0);
  if (isJson) process.stdout.write(`${JSON.stringify({ ...toReport(description), ...(sent && { sent }) })}\n`);
  else process.stderr.write(`${[...showReport(description), ...(sent ? showSent(sent) : [])].join('\n')}\n`);
  if (!isSound) return exitCodes.usage;
  return sent?.some(({ isDelivered }) => !isDelivered) ? exitCodes.undelivered : exitCodes.delivered;
}

const showSent = (sent: readonly Arrival[]): readonly string[] =>
  section(
    'Sent',
    sent.length > 0
      ? toTable(sent.map((arrival) => [arrival.name, showArrival(arrival)]))
      : ['nothing: nothing leaves'],
  );

function parseCheckArguments(args: readonly string[]) {
  const { values } = parse(() =>
    parseArgs({
      args: [...args],
      options: {
        config: { type: 'string' },
        program: { type: 'string', default: '' },
        plugin: { type: 'string', multiple: true, default: [] },
        send: { type: 'boolean', default: false },
        timeout: { type: 'string', default: '10000' },
        json: { type: 'boolean', default: false },
      },
    }),
  );
  return {
    config: values.config,
    isSending: values.send,
    timeoutMs: parseWhole(values.timeout, '--timeout', 3_600_000),
    program: values.program === '' ? (findPackageRoot(resolve('')) ?? '') : findProgram(values.program),
    plugins: values.plugin,
    isJson: values.json,
  };
}

/** A folder or a file: the package around it counts. */
function findProgram(path: string): string {
  try {
    return realpathSync(resolve(path));
  } catch (cause) {
    throw new UsageError('--program takes a file or a folder that exists', { cause });
  }
}

/** Stands for a plugin that only the host has: it takes any options and does nothing. */
function standIn(name: string): Plugin {
  try {
    const validate = (value: unknown) => ({ value });
    const options = { '~standard': { version: 1, vendor: 'codexotel', validate } } as const;
    return definePlugin<unknown>({ name, options, setup: () => ({}) });
  } catch (cause) {
    throw new UsageError('--plugin takes the name of a plugin: lower-case words with hyphens', { cause });
  }
}

/** The parts of the description that a program reads. */
function toReport({ sources, settings, plugins, sinks, mistakes, notices, isClosed }: Description) {
  const destinations = Object.entries(sinks).map(([name, { description, classes }]) => ({
    name,
    description,
    classes,
  }));
  return { sources, isClosed, settings, plugins, destinations, mistakes, notices };
}

function showReport(description: Description): readonly string[] {
  const { sources, settings, plugins, sinks, mistakes, notices } = description;
  const nowhere = description.isClosed ? 'none: a mistake keeps everything shut' : 'none: nothing leaves';
  const destinations = Object.entries(sinks).map(([name, { description, classes }]) => [
    name,
    classes.join(' '),
    description ?? '',
  ]);
  return [
    ...section('Mistakes', mistakes.map(describeMistake)),
    ...section('Notices', notices.map(describeMistake)),
    ...section('Read, the strongest first', sources.length > 0 ? sources : ['nothing: the defaults hold']),
    ...section('Settings', toTable(settings.map(({ path, value, origin }) => [path, origin, showValue(value)]))),
    ...section('Plugins, in their order', plugins.length > 0 ? plugins : ['none']),
    ...section('Destinations', destinations.length > 0 ? toTable(destinations) : [nowhere]),
    ...section('Policy', renderPolicy(description).trimEnd().split('\n')),
  ];
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), ''];

const showValue = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
