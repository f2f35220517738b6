/** The texts of a file may hold `${NAME}`, so that the rules for a text hold only where none is in it. */
import { strayReference } from '../../core/config/interpolate.js';
import { innerNodes, type JsonNode } from './json-node.js';

/** What every text must be: each `${` in it is `${NAME}` or `${NAME:-default}`, or begins with another `$`. */
export const text: JsonNode = {
  type: 'string',
  pattern: '^(?:[^$]|\\$(?!\\{|\\$\\{)|\\$\\$\\{|\\$\\{[A-Za-z_][A-Za-z0-9_]*(?::-[^}]*)?\\})*$',
  patternErrorMessage: strayReference,
};

const variable = '\\$\\{';

/** Changes the schemas of all texts so. `#/definitions/text` has to be `text`. */
export function allowVariables(node: JsonNode): void {
  for (const inner of innerNodes(node)) allowVariables(inner);
  if (node.type !== 'string') return;
  const { enum: words, pattern, allOf = [], ...others } = node;
  for (const key of Object.keys(node)) delete node[key];
  Object.assign(node, others, {
    ...(words && { anyOf: [{ enum: words }, { pattern: variable }] }),
    ...(pattern !== undefined && { pattern: `${pattern}|${variable}` }),
    allOf: [
      ...allOf.map((rule) => ({ ...rule, pattern: `${rule.pattern}|${variable}` })),
      { $ref: '#/definitions/text' },
    ],
  });
}
