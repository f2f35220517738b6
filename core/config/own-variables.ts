/** What the `CODEXOTEL_*` variables say: each the shape of an rc file with one setting in it. */
import type { Mistake } from '../errors.js';
import { noteOrigin } from './conceal.js';
import { type Environment, readVariable } from './env.js';
import { says, toMistake } from './finding.js';
import { copyPlain } from './plain.js';
import { type Setting, settings } from './settings.js';
import { suggest } from './suggest.js';

/** What was said, still to be held against the schema, and what could not even be read. */
export interface OwnVariables {
  readonly sayings: readonly Saying[];
  /** Any of them closes everything: the unknown name may be a mistyped `CODEXOTEL_DISABLED`. */
  readonly mistakes: readonly Mistake[];
}

/** What one variable says. */
export interface Saying {
  /** The variable. */
  readonly source: string;
  /** In the shape of an rc file. */
  readonly said: unknown;
  /** The same, but every text that may be a secret is `${VARIABLE}`. */
  readonly written: unknown;
  /** Those texts, and the variable. */
  readonly variables: ReadonlyMap<string, string>;
}

const rows: ReadonlyArray<readonly [path: string, setting: Setting]> = Object.entries(settings);

/** Every variable of ours. */
export const ownVariables: readonly string[] = [
  'CODEXOTEL_DISABLED',
  'CODEXOTEL_CONFIG',
  ...rows.flatMap(([, { variable }]) => variable ?? []),
];

/** Reads every variable that begins with `CODEXOTEL_`; one that is empty counts as unset. Never throws. */
export function readOwnVariables(env: Environment): OwnVariables {
  const sayings: Saying[] = [];
  const mistakes = findUnknown(env);
  for (const [path, setting] of rows) {
    const text = setting.variable === undefined ? undefined : readVariable(env, setting.variable);
    if (setting.variable === undefined || text === undefined) continue;
    const read = readValue(path, setting, text);
    if ('message' in read) mistakes.push(toMistake(setting.variable, { path: [], message: read.message }));
    else sayings.push(makeSaying(setting.variable, path, read.value));
  }
  return { sayings, mistakes };
}

function readValue(path: string, { byDefault }: Setting, text: string): { value: unknown } | { message: string } {
  if (byDefault === 'true' || byDefault === 'false') return { value: readSwitch(text) };
  return path.endsWith('exporter') && text.startsWith('{') ? readJson(text, signalOf(path)) : { value: text };
}

/** A word that is neither stays as it is: the schema then says what it expects. */
function readSwitch(text: string): unknown {
  const word = text.toLowerCase();
  if (word === 'true' || word === '1') return true;
  return word === 'false' || word === '0' ? false : text;
}

const signals: Readonly<Record<string, string>> = {
  'otel.trace_exporter': 'traces',
  'otel.metrics_exporter': 'metrics',
};
const signalOf = (path: string): string => signals[path] ?? 'logs';

function readJson(text: string, signal: string): { value: unknown } | { message: string } {
  try {
    return { value: JSON.parse(text) };
  } catch {
    // The error of JSON.parse quotes the text, which may hold a token.
    const example = `{"otlp-http":{"endpoint":"http://localhost:4318/v1/${signal}","protocol":"binary"}}`;
    return { message: says('is not valid JSON', `write none, or JSON such as ${example}`) };
  }
}

function makeSaying(variable: string, path: string, value: unknown): Saying {
  const place = path.split('.');
  const put = (leaf: unknown) => place.reduceRight<unknown>((inner, key) => ({ [key]: inner }), leaf);
  const variables = new Map<string, string>();
  const conceal = (text: string): { text: string } => {
    if (plainWords.has(text)) return { text };
    noteOrigin(variables, text, variable);
    return { text: `\${${variable}}` };
  };
  return { source: variable, said: put(value), written: put(copyPlain(value, conceal).tree), variables };
}

/** Any other text may be a secret, or hold one. */
const plainWords: ReadonlySet<string> = new Set(['none', 'statsig', 'binary', 'json', 'gzip']);

function findUnknown(env: Environment): Mistake[] {
  const names = Object.keys(env).filter((name) => name.startsWith('CODEXOTEL_') && readVariable(env, name));
  return names
    .filter((name) => !ownVariables.includes(name))
    .map((name) => {
      const meant = suggest(name, ownVariables);
      const cure = meant === undefined ? 'unset it, or see docs/configuration.md for those that are' : `write ${meant}`;
      return toMistake(showName(name), { path: [], message: says('is not a known variable', cure) });
    });
}

/** A name for people: one of another form could forge a line, or be anything. */
const showName = (name: string): string =>
  /^\w{1,64}$/.test(name) ? name : 'a variable whose name begins with CODEXOTEL_';
