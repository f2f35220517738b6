#!/usr/bin/env node
/** The `codexotel` command: chooses the subcommand. Machine output goes to stdout, everything for people to stderr. */
import { exitCodes, UsageError } from './exit-codes.js';

/** A subcommand: takes its arguments, returns the exit code. */
export type Command = (args: readonly string[]) => Promise<number>;

const commands: Readonly<Record<string, () => Promise<Command>>> = {
  replay: async () => (await import('./replay.js')).replay,
  emit: async () => (await import('./emit.js')).emit,
  check: async () => (await import('./check.js')).check,
  sink: async () => (await import('./sink.js')).sink,
  init: async () => (await import('./init.js')).init,
  redact: async () => (await import('./redact.js')).redact,
};

const usage = `codexotel: telemetry for coding agents

  codexotel replay FILE... [--config RC] [--timeout MS] [--json]
      emits the sessions of Codex rollout files, and waits for delivery
  codexotel emit [--config RC] [--timeout MS] [--json]
      the same for JSON lines on stdin: {"session": {…}} and {"event": "…", "time": "…", "attributes": {…}}
  codexotel check [--config RC] [--program FILE] [--plugin NAME]... [--send [--timeout MS]] [--json]
      says what holds for a program, who said it, and what may leave where; with --send, whether it arrives there
  codexotel sink [--http PORT] [--grpc PORT]
      receives OTLP, strictly, and prints one JSON line per record or refused request
  codexotel init [--exporter none|otlp-http|otlp-grpc] [--endpoint URL] [--protocol binary|json] [--log-user-prompt …]
                 [--from CODEX_CONFIG_TOML] [--for program|user | --out FILE] [--yes] [--json]
      writes a new rc file, never over another; asks on a terminal for what is missing
  codexotel redact [--config RC] [--explain]
      copies stdin to stdout without the secrets in it; --explain tells on stderr what was found and why, without showing it

exit codes: 0 all done, 1 something was not delivered or had to be withheld, 2 usage or configuration
`;

async function main([name = '', ...args]: readonly string[]): Promise<number> {
  if (name === 'help' || asksForHelp([name, ...args])) {
    process.stdout.write(usage);
    return exitCodes.delivered;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) throw new UsageError(name === '' ? 'a subcommand is missing' : 'there is no such subcommand');
  const command = await load();
  return command(args);
}

/** Whether a word before `--`, which ends the options, asks for help. */
function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return (end === -1 ? words : words.slice(0, end)).some((word) => word === '--help' || word === '-h');
}

/** A reader that is gone wants no more; output that cannot be written for another reason must not pass for a success. */
function onOutputError(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return;
  process.once('exit', () => {
    process.exitCode ||= exitCodes.undelivered;
  });
}

process.stdout.on('error', onOutputError);
process.stderr.on('error', () => undefined);

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`codexotel: ${error.message}\n\n${usage}`);
  process.exitCode = exitCodes.usage;
}
