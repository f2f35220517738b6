/** Finds, reads and checks the configuration. The only file that knows cosmiconfig. */
import { basename, dirname, extname } from 'node:path';
import type { Mistake } from '../errors.js';
import { defaults } from './defaults.js';
import { type Environment, readOffSwitch } from './env.js';
import { type Finding, says } from './finding.js';
import type { Layer } from './layer.js';
import { findNamedPlace, findProgramPlace, type Place, packageKey } from './places.js';
import { isMapping } from './plain.js';
import { resolveConfiguration } from './resolve.js';
import type { Configuration } from './schema.js';

/** Where a configuration may come from. */
export interface LoadRequest {
  /** The rc file's shape in code; its keys win over the file's, and its `${NAME}` stays as it is. */
  readonly config?: unknown;
  /** A file that counts instead of the program's own; it must exist. */
  readonly configFile?: string | undefined;
  readonly env: Environment;
  /** `process.argv[1]`: the program, whose package root is trusted. Hand in nothing when Node was started with `-e` or `-p`. */
  readonly programFile?: string | undefined;
}

/** What came of it. */
export interface LoadedConfiguration {
  readonly configuration: Configuration;
  /** Everything found wrong, told together; none of it holds a value. */
  readonly mistakes: readonly Mistake[];
}

/**
 * Loads the configuration: "off" from anywhere, then `config` in code, then one file (`configFile`, else `CODEXOTEL_CONFIG`, else
 * the rc file in the program's package root), then the defaults. Never throws and never runs code that it finds: a mistake gives
 * a configuration in which the affected part is off, and everything is closed where the mistake could have opened something.
 */
export async function loadConfiguration({
  config,
  configFile,
  env,
  programFile,
}: LoadRequest): Promise<LoadedConfiguration> {
  const off = readOffSwitch(env);
  if (off.isOff) return { configuration: { ...defaults, isEnabled: false }, mistakes: [] };
  const layers: Layer[] = [];
  if (!saysNothing(config)) {
    const { readLayer } = await import('./layer.js');
    layers.push(readLayer({ source: 'code', said: config }));
  }
  const fromFile = await readFileLayer(configFile, env, programFile);
  if (fromFile) layers.push(fromFile);
  return {
    configuration: resolveConfiguration(layers, off.mistakes.length > 0),
    mistakes: [...off.mistakes, ...layers.flatMap(({ mistakes }) => mistakes)],
  };
}

/** Nothing, or an empty mapping; then the schema need not be loaded. */
function saysNothing(config: unknown): boolean {
  if (config === undefined || config === null) return true;
  try {
    return isMapping(config) && Reflect.ownKeys(config).length === 0;
  } catch {
    return false;
  }
}

async function readFileLayer(
  configFile: unknown,
  env: Environment,
  programFile: string | undefined,
): Promise<Layer | undefined> {
  const place = findPlace(configFile, env, programFile);
  if (!place) return undefined;
  const { readLayer, refuseLayer } = await import('./layer.js');
  if ('message' in place) return refuseLayer('code', place);
  const { readSmallFile } = await import('./read-file.js');
  const read = await readSmallFile(place.file);
  if ('message' in read) return refuseLayer(place.source, { path: [], message: read.message });
  const parsed = await parse(place.file, read.text);
  if ('message' in parsed) return refuseLayer(place.file, { path: [], message: parsed.message });
  return readLayer({ source: place.file, said: parsed.said, folder: dirname(place.file), env });
}

function findPlace(
  configFile: unknown,
  env: Environment,
  programFile: string | undefined,
): Place | Finding | undefined {
  if (configFile === undefined || (typeof configFile === 'string' && configFile !== '')) {
    return findNamedPlace(configFile, env) ?? findProgramPlace(programFile);
  }
  return { path: ['configFile'], message: says('must be the path of a file', 'write a path, or leave it out') };
}

/** Endings of files that are not read: programs, whatever they hold, and a format that is not known yet. */
const foreignEndings = ['.js', '.cjs', '.mjs', '.ts', '.cts', '.mts', '.toml'];

/**
 * Parses the text by cosmiconfig's loaders for data. Its explorer is never made: `cosmiconfig()` first looks for its own options
 * in the working directory and runs `.config/config.js` there, whatever it was asked to look for and whichever loaders it was
 * given; and its search follows `$import` into files that nobody named.
 */
async function parse(file: string, text: string): Promise<{ readonly said: unknown } | { readonly message: string }> {
  const ending = extname(file).toLowerCase();
  if (foreignEndings.includes(ending)) {
    return { message: says('must be YAML or JSON', 'name it .codexotelrc, or let it end in .yaml, .yml or .json') };
  }
  if (text.trim() === '') return { said: {} };
  const { defaultLoaders } = await import('cosmiconfig');
  let said: unknown;
  try {
    said = defaultLoaders[ending === '.json' ? '.json' : '.yaml'](file, text);
  } catch (thrown) {
    const format = ending === '.json' ? 'JSON' : 'YAML';
    return { message: says(`is not valid ${format}${showPosition(thrown, text)}`, 'correct it there') };
  }
  if (basename(file) !== 'package.json') return { said: said ?? {} };
  if (isMapping(said) && Object.hasOwn(said, packageKey)) return { said: said[packageKey] };
  return { message: says(`has no key ${packageKey}`, `add "${packageKey}": { ... }, or name another file`) };
}

/** Line and column of a parser's complaint. Its message quotes the file, so nothing else is taken from it. */
function showPosition(thrown: unknown, text: string): string {
  if (!(thrown instanceof Error)) return '';
  const mark: unknown = 'mark' in thrown ? thrown.mark : undefined;
  if (typeof mark === 'object' && mark !== null && 'line' in mark && 'column' in mark) {
    return ` (line ${Number(mark.line) + 1}, column ${Number(mark.column) + 1})`;
  }
  const position = / in JSON at position (\d{1,7})\b/.exec(thrown.message)?.[1];
  if (position === undefined) return '';
  const before = text.slice(0, Number(position)).split('\n');
  return ` (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1})`;
}
