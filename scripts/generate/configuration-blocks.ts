/** The tables of docs/configuration.md, made of the settings, the JSON Schema and the table of differences. */
import { differences } from '../../cli/init/differences.js';
import { type Setting, settings } from '../../core/config/settings.js';
import { type JsonNode, keysOf } from './json-node.js';
import { makeJsonSchema } from './json-schema.js';
import { code, toTable } from './markdown.js';
import { showType } from './show-type.js';
import { showTightening } from './tightening.js';

const rows: ReadonlyArray<[path: string, setting: Setting]> = Object.entries(settings);

/** By the name of the block. */
export function makeConfigurationBlocks(): Readonly<Record<string, string>> {
  const root = makeJsonSchema();
  return {
    settings: toTable(
      ['key', 'value', 'default', 'what it does', 'variable', 'of Codex', 'a file of the working directory may'],
      rows.map(([path, row]) => [
        code(path),
        showType(nodeOf(root, path)),
        code(row.byDefault),
        row.does,
        row.variable === undefined ? '' : code(row.variable),
        row.isOfCodex ? 'yes' : '',
        showTightening(row.workspace),
      ]),
    ),
    exporters: describeInside(nodeOf(root, 'otel.metrics_exporter'), ''),
    routes: describeInside(nodeOf(root, 'routes').items ?? {}, ''),
    'plugin-options': rows
      .filter(([path]) => path.startsWith('plugins.') && keysOf(nodeOf(root, path)).length > 0)
      .map(([path]) => `**${code(path)}**\n\n${describeInside(nodeOf(root, path), '')}`)
      .join('\n\n'),
    differences: toTable(
      ['Codex', 'codexotel'],
      differences.map(({ codex, codexotel }) => [codex, codexotel]),
    ),
  };
}

/** All keys below a place, those of inner mappings too. */
function describeInside(node: JsonNode, path: string): string {
  return toTable(['key', 'value', 'default', 'what it is'], rowsInside(node, path));
}

function rowsInside(node: JsonNode, path: string): string[][] {
  const required = new Set([node, ...(node.anyOf ?? [])].flatMap((alternative) => alternative.required ?? []));
  return keysOf(node).flatMap(([key, inner]) => [
    [code(path + key), showType(inner), showDefault(inner, required.has(key)), inner.description ?? ''],
    ...rowsInside(inner, `${path}${key}.`),
  ]);
}

function showDefault({ default: standard }: JsonNode, isRequired: boolean): string {
  if (standard === undefined) return isRequired ? 'required' : '';
  return code(typeof standard === 'string' ? standard : JSON.stringify(standard));
}

/** The schema of a setting; of `plugins.*`, that of any other name. */
function nodeOf(root: JsonNode, path: string): JsonNode {
  const found = path.split('.').reduce<JsonNode | undefined>((node, key) => {
    if (key === '*') return node?.additionalProperties || undefined;
    return node && new Map(keysOf(node)).get(key);
  }, root);
  if (!found) throw new Error(`the JSON Schema has no place for the setting ${path}`);
  return found;
}
