/** What a JSON Schema allows, in few words for a table. */
import type { JsonNode } from './json-node.js';
import { code, either } from './markdown.js';

/** The words; that a key may be empty, and a text hold `${NAME}`, is said once for all. */
export const showType = (node: JsonNode): string => either([...new Set(choicesOf(node))]);

function choicesOf(node: JsonNode): string[] {
  if (node.enum) return node.enum.map((word) => code(String(word)));
  if (node.anyOf) return node.anyOf.filter(isTold).flatMap(choicesOf);
  return [node.type ?? []].flat().flatMap((type) => wordsOf(type, node));
}

function wordsOf(type: string, node: JsonNode): string[] {
  switch (type) {
    case 'null':
      return [];
    case 'boolean':
      return [code('true'), code('false')];
    case 'integer':
      return [`whole number from ${node.minimum ?? 0}`];
    case 'array':
      return [`list: ${node.items ? showType(node.items) : 'anything'}`];
    case 'object':
      return [showMapping(node)];
    default:
      return ['text'];
  }
}

/** Not: nothing, or any text with a variable in it. */
const isTold = ({ type, enum: words, anyOf }: JsonNode): boolean =>
  type !== 'null' && (type !== undefined || words !== undefined || anyOf !== undefined);

function showMapping({ properties = {}, additionalProperties }: JsonNode): string {
  const keys = Object.keys(properties);
  if (keys.length > 0) return `mapping with ${keys.map(code).join(', ')}`;
  if (additionalProperties) return `mapping: name to ${showType(additionalProperties)}`;
  return additionalProperties === false ? 'empty mapping' : 'mapping of options';
}
