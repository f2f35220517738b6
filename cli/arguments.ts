/** The arguments of `replay` and `emit`, checked. */
import { parseArgs } from 'node:util';
import { UsageError } from './exit-codes.js';

/** What a feeding subcommand was told. */
export interface FeedArguments {
  readonly files: readonly string[];
  /** The rc file; absent: found as for any program. */
  readonly config: string | undefined;
  /** Milliseconds to wait for delivery at the end. */
  readonly timeoutMs: number;
  readonly isJson: boolean;
}

const defaultTimeoutMs = 10_000;

/** Reads the words after `replay` or `emit`. Throws `UsageError`. */
export function parseFeedArguments(args: readonly string[]): FeedArguments {
  const { values, positionals } = parse(() =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { config: { type: 'string' }, timeout: { type: 'string' }, json: { type: 'boolean', default: false } },
    }),
  );
  return {
    files: positionals,
    config: values.config,
    timeoutMs: values.timeout === undefined ? defaultTimeoutMs : parseWhole(values.timeout, '--timeout', 3_600_000),
    isJson: values.json,
  };
}

/** A whole number from 0 to `most`. Throws `UsageError`. */
export function parseWhole(text: string, option: string, most: number): number {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number <= most)) throw new UsageError(`${option} takes a whole number from 0 to ${most}`);
  return number;
}

/** Runs a parser of arguments and turns its complaint into a `UsageError`. */
export function parse<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new UsageError(explain(error), { cause: error });
  }
}

/** Node's own words cite arguments, which may be a secret in the wrong place; only the name of an option is taken from them. */
function explain(error: unknown): string {
  const { code = '', message = '' }: { code?: unknown; message?: string } = error instanceof Error ? error : {};
  const option = /^[^']*'(--?[a-z][a-z-]{0,31})[' ]/.exec(message)?.[1] ?? 'an option';
  switch (code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return option === 'an option' ? 'there is no such option' : `there is no option ${option}`;
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return `${option} lacks its value, or has one that it does not take`;
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL':
      return 'this subcommand takes options only';
    default:
      return 'the arguments cannot be read';
  }
}
