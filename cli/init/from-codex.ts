/** From the `[otel]` table of Codex to ours: what means the same there is kept, and what cannot be kept is named. */
import { dirname, isAbsolute, resolve } from 'node:path';
import { isMapping, readLayer, settings, showPath } from '../../core/config/index.js';
import type { CodexFile } from './codex-file.js';
import type { OtelTable } from './rc-text.js';

/** The table as it may be written, and the places at which something had to change. */
export interface Translation {
  readonly otel: OtelTable;
  /** Keys that codexotel does not know; Codex does not mind them. */
  readonly unknown: readonly string[];
  /** What is against a rule, with that rule; it is left out, an exporter becomes `none`. */
  readonly refused: readonly string[];
  /** Texts with a `${`, which Codex takes as it stands. */
  readonly literals: readonly string[];
  /** Paths that counted from the folder of Codex. */
  readonly relativePaths: readonly string[];
}

/** The keys of a mapping that are kept, each with those inside of it; `true`: all. */
type Keys = { readonly [key: string]: true | Keys };

const exporters = ['exporter', 'trace_exporter', 'metrics_exporter'];
const tls: Keys = { 'ca-certificate': true, 'client-certificate': true, 'client-private-key': true };
const known: Keys = {
  'otlp-http': { endpoint: true, headers: true, protocol: true, tls },
  'otlp-grpc': { endpoint: true, headers: true, tls },
};

const tableKeys: Keys = Object.fromEntries(
  Object.entries(settings).flatMap(([path, row]): Array<[string, true | Keys]> => {
    const [table, key = '', inner] = path.split('.');
    if (table !== 'otel' || !('isOfCodex' in row)) return [];
    if (exporters.includes(key)) return [[key, known]];
    return [[key, inner === undefined ? true : { [inner]: true }]];
  }),
);

/** Translates the table of a file; `file` is its absolute path, from which relative paths in it count. */
export function translateOtel({ otel: found = {}, isAnalyticsOff }: CodexFile, file: string): Translation {
  const notes = { unknown: new Set<string>(), literals: new Set<string>(), relativePaths: new Set<string>() };

  const copy = (value: unknown, keys: true | Keys, path: readonly string[]): unknown => {
    if (typeof value === 'string') return copyText(value, path);
    if (!isMapping(value)) return value;
    const kept = Object.entries(value).flatMap(([key, inner]): Array<[string, unknown]> => {
      const place = [...path, key];
      const inside = keys === true ? true : Object.hasOwn(keys, key) && keys[key];
      if (inside) return [[key, copy(inner, inside, place)]];
      notes.unknown.add(showPath(place));
      return [];
    });
    return Object.fromEntries(kept);
  };

  const copyText = (text: string, path: readonly string[]): string => {
    const isFile = path.at(-2) === 'tls' && text !== '' && !isAbsolute(text);
    if (isFile) notes.relativePaths.add(showPath(path));
    if (text.includes('${')) notes.literals.add(showPath(path));
    return (isFile ? resolve(dirname(file), text) : text).replaceAll('${', () => '$${');
  };

  const table = copy(found, tableKeys, ['otel']);
  const translated: OtelTable = isMapping(table) ? table : {};
  const { written, mistakes } = readLayer({
    source: file,
    said: { otel: { ...translated, ...(isAnalyticsOff && { metrics_exporter: 'none' }) } },
    folder: dirname(file),
    env: {},
  });
  const refused = mistakes.map(({ path, expectation }) => `${path} ${expectation}`);
  const kept = isMapping(written) && isMapping(written.otel) ? written.otel : {};
  return {
    otel: kept,
    refused,
    unknown: [...notes.unknown],
    literals: [...notes.literals],
    relativePaths: [...notes.relativePaths],
  };
}
