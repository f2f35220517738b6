/** A running `codexotel`, for tests that meddle with it while it runs. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { cleanEnvironment } from '../clean-environment.js';
import { inCheckout } from './run.js';

/** How a run ended, and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run under way. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  /** Resolves to the first line of stdout. */
  readonly firstLine: Promise<string>;
}

/** Runs a program of the checkout, stdin left open, without variables that could configure it. */
export function startProgram(
  path: string,
  words: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Running {
  const child = spawn(process.execPath, [inCheckout(path), ...words], { env: cleanEnvironment(env) });
  const printed = { stdout: '', stderr: '' };
  const collect = (name: 'stdout' | 'stderr') =>
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      printed[name] += chunk;
    });
  collect('stderr');
  child.stdin.on('error', () => undefined);
  const firstLine = new Promise<string>((resolve, reject) => {
    collect('stdout').on('data', () => {
      const [line = '', ...rest] = printed.stdout.split('\n');
      if (rest.length > 0) resolve(line);
    });
    child.once('close', () => reject(new Error(`it ended before its first line: ${printed.stderr}`)));
  });
  firstLine.catch(() => undefined);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...printed }));
  });
  return { child, ended, firstLine };
}

/** Runs `codexotel` with these words. */
export const startCommand = (words: readonly string[], env: Readonly<Record<string, string>> = {}): Running =>
  startProgram('dist/cli/codexotel.js', words, env);
