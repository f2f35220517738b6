/** The JSON Schema of an rc file, for editors: made of the same schemas as the check at run time, with the words of the settings table. */
import type * as v from 'valibot';
import { mayBeEmpty } from '../../core/config/layer.js';
import { rcSchema } from '../../core/config/schema.js';
import { settings } from '../../core/config/settings.js';
import { valueByDefault } from '../../core/config/show.js';
import type { StandardSchema } from '../../core/index.js';
import { convert } from './convert.js';
import { type JsonNode, keysOf } from './json-node.js';
import { partOf, parts } from './parts.js';
import { plugins } from './plugins.js';
import { allowVariables, text } from './texts.js';

/** Makes the schema: draft-07, which the editors' extensions for YAML, JSON and TOML all read. Throws where a key has no words. */
export function makeJsonSchema(): JsonNode {
  const root = convert(rcSchema('/'));
  const named = keyOf(root, 'plugins');
  named.properties = Object.fromEntries(plugins.map((plugin) => [plugin.name, settingOf(plugin)]));
  allowVariables(root);
  describe(root, '');
  for (const place of [root, ...mayBeEmpty.map((key) => keyOf(root, key))]) allowNulls(place);
  const title = 'codexotel: what is told, and to whom';
  return { $schema: 'http://json-schema.org/draft-07/schema#', title, ...root, definitions: { text } };
}

/** What may stand behind a plugin's name. */
function settingOf({ options }: (typeof plugins)[number]): JsonNode {
  const mapping = isValibot(options) ? convert(options) : { type: 'object', additionalProperties: false as const };
  return { anyOf: [{ type: 'boolean' }, mapping] };
}

const isValibot = (schema: StandardSchema<unknown> | undefined): schema is v.GenericSchema & StandardSchema<unknown> =>
  schema?.['~standard'].vendor === 'valibot';

/** Gives every key its description, and a setting its default. */
function describe(node: JsonNode, path: string): void {
  for (const [key, inner] of keysOf(node)) {
    const place = path === '' ? key : `${path}.${key}`;
    if (Object.hasOwn(settings, place)) inner.default = valueByDefault(place);
    inner.description ??= wordsOf(place);
    describe(inner, place);
  }
  if (node.items) describe(node.items, `${path}[]`);
  const others = `${path}.*`;
  if (node.additionalProperties && Object.hasOwn(settings, others))
    node.additionalProperties.description = wordsOf(others);
}

const table: Readonly<Record<string, { readonly does: string }>> = settings;

function wordsOf(place: string): string {
  const words = table[place]?.does ?? parts[partOf(place)];
  if (words === undefined)
    throw new Error(`${place} has no description; add it to settings.ts, parts.ts or the plugin`);
  return words;
}

/** A key with nothing behind it counts as not there. */
function allowNulls({ properties = {} }: JsonNode): void {
  for (const [key, { description = '', default: standard, ...node }] of Object.entries(properties)) {
    properties[key] = { description, ...(standard !== undefined && { default: standard }), ...orNull(node) };
  }
}

function orNull(node: JsonNode): JsonNode {
  if (node.allOf) return { anyOf: [node, { type: 'null' }] };
  if (node.anyOf) return { ...node, anyOf: [...node.anyOf, { type: 'null' }] };
  return { ...node, type: [String(node.type), 'null'] };
}

function keyOf(node: JsonNode, key: string): JsonNode {
  const inner = node.properties?.[key];
  if (!inner) throw new Error(`the schema has no key ${key}`);
  return inner;
}
