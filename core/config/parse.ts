/** What the text of a file says, as plain data: JSON, TOML or YAML by the file's ending. The only file that knows the parsers. */
import { basename, extname } from 'node:path';
import { says } from './finding.js';
import { isCode, packageKey } from './places.js';
import { isMapping } from './plain.js';

/** What the text says, or words about the failure that repeat nothing of the text. */
export type ParsedText = { readonly said: unknown } | { readonly message: string };

/**
 * Parses the text of a file; of a `package.json`, what its key `codexotel` holds. JSON is YAML, so that a file of any other ending
 * may hold either. The text of a program is refused. The data may have keys such as `__proto__`: `copyPlain` takes them out.
 */
export async function parseText(file: string, text: string): Promise<ParsedText> {
  if (isCode(file)) {
    const cure = 'name it .codexotelrc, or let it end in .yaml, .yml, .json or .toml';
    return { message: says('must be YAML, JSON or TOML', cure) };
  }
  if (text.trim() === '') return { said: {} };
  const format = formatOf(file);
  const parse = await loadParser(format);
  let said: unknown;
  try {
    said = parse(file, text) ?? {};
  } catch (thrown) {
    return { message: says(`is not valid ${format}${showPosition(thrown, text)}`, cures[format]) };
  }
  if (basename(file) !== 'package.json') return { said };
  if (isMapping(said) && Object.hasOwn(said, packageKey)) return { said: said[packageKey] ?? {} };
  return { message: says(`has no key ${packageKey}`, `add "${packageKey}": { ... }, or name another file`) };
}

type Format = 'JSON' | 'TOML' | 'YAML';

const cures: Readonly<Record<Format, string>> = {
  JSON: 'correct it there; JSON knows no comment, no comma behind the last entry, and a key once',
  TOML: 'correct it there; a text stands in quotes, and a key once',
  YAML: 'correct it there',
};

function formatOf(file: string): Format {
  const ending = extname(file).toLowerCase();
  if (ending === '.json') return 'JSON';
  return ending === '.toml' ? 'TOML' : 'YAML';
}

/**
 * Of cosmiconfig only the loaders for data. Its explorer is never made: `cosmiconfig()` first looks for its own options in the
 * working directory and runs `.config/config.js` there, whatever it was asked to look for and whichever loaders it was given; and
 * its search follows `$import` into files that nobody named.
 */
async function loadParser(format: Format): Promise<(file: string, text: string) => unknown> {
  if (format === 'TOML') {
    const { parse } = await import('smol-toml');
    return (_file, text) => parse(text);
  }
  const { defaultLoaders } = await import('cosmiconfig');
  if (format === 'YAML') return defaultLoaders['.yaml'];
  return (file, text) => {
    const said: unknown = defaultLoaders['.json'](file, text);
    if (basename(file) !== 'package.json') refuseRepetition(text, (yaml) => defaultLoaders['.yaml'](file, yaml));
    return said;
  };
}

/** JSON's own parser takes the last of two keys, in silence; that of YAML, which JSON is too, throws. */
function refuseRepetition(text: string, parseYaml: (text: string) => unknown): void {
  try {
    parseYaml(text);
  } catch (thrown) {
    if (thrown instanceof Error && thrown.message.includes('duplicated mapping key')) throw thrown;
  }
}

/** Line and column of a parser's complaint. Its message quotes the file, so nothing else is taken from it. */
function showPosition(thrown: unknown, text: string): string {
  if (!(thrown instanceof Error)) return '';
  if (hasPosition(thrown)) return show(thrown.line, thrown.column);
  if ('mark' in thrown && hasPosition(thrown.mark)) return show(thrown.mark.line + 1, thrown.mark.column + 1);
  const position = / in JSON at position (\d{1,7})\b/.exec(thrown.message)?.[1];
  if (position === undefined) return '';
  const before = text.slice(0, Number(position)).split('\n');
  return show(before.length, (before.at(-1)?.length ?? 0) + 1);
}

const show = (line: number, column: number): string => ` (line ${line}, column ${column})`;

/** TOML's parser counts from 1, that of YAML from 0. */
function hasPosition(value: unknown): value is { readonly line: number; readonly column: number } {
  if (typeof value !== 'object' || value === null || !('line' in value) || !('column' in value)) return false;
  return typeof value.line === 'number' && typeof value.column === 'number';
}
