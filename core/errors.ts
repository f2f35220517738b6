/** Every error that a host can meet: one class, one table of codes, never a value in the text. */

/** What each code means and what to do about it. */
export const errorCodes = {
  ERR_CONFIG: 'the configuration has mistakes; each is listed in `mistakes`',
  ERR_PLUGIN: 'a plugin was declared or set up in a way that cannot work',
  ERR_EVENT_DECLARATION: 'an event or a field was declared in a way that cannot work',
  ERR_ALREADY_INITIALIZED: 'something that is set once was set before',
  ERR_INVALID_HEADER_VALUE: 'a value cannot stand in an HTTP header',
  ERR_METRICS: 'a metric cannot be recorded as it is, or its client cannot do what was asked; `kind` says which rule',
  ERR_USER_HASH: 'a user cannot be hashed: there is nobody to hash, or the salt of the installation cannot be kept',
  ERR_CLOSED: 'the bus was closed; create a new one',
} as const;

/** A code of the table. */
export type ErrorCode = keyof typeof errorCodes;

/** An error of codexotel: `code` is for programs, `message` says who, what, and what to do. */
export class CodexotelError extends Error {
  override readonly name: string = 'CodexotelError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** One mistake in a configuration: where it stands, what was expected, and the cure; never the value. */
export interface Mistake {
  /** The file or variable, or `code`. */
  readonly source: string;
  /** The place inside, such as `otel.exporter.otlp-http.endpoint`; empty: the whole source. */
  readonly path: string;
  readonly expectation: string;
  readonly cure: string;
}

/** All mistakes of a configuration, told together. */
export class ConfigError extends CodexotelError {
  override readonly name = 'ConfigError';

  constructor(readonly mistakes: readonly Mistake[]) {
    super('ERR_CONFIG', mistakes.map(describeMistake).join('\n'));
  }
}

/** One line for people: `FILE: PATH EXPECTATION; CURE`. */
export function describeMistake(mistake: Mistake): string {
  const place = mistake.path === '' ? mistake.source : `${mistake.source}: ${mistake.path}`;
  return toOneLine(`${place} ${mistake.expectation}; ${mistake.cure}`);
}

/** The name of a folder may hold anything; what steers a terminal, or begins a line, reads `?`. */
export const toOneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?');

/** One line for a person who may see only one: the first of them, and where the others stand. */
export function summarise(mistakes: readonly Mistake[], list: 'mistakes' | 'notices'): string {
  const [first] = mistakes;
  const more = mistakes.length > 1 ? ` (and ${mistakes.length - 1} more: see bus.describe().${list})` : '';
  return first ? `${describeMistake(first)}${more}` : '';
}
