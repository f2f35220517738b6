/** What `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` say of the program. */
import type { Mistake } from '../errors.js';
import { type Environment, readVariable } from './env.js';
import { says, toMistake } from './finding.js';
import type { Layer } from './layer.js';
import { decodePercent, splitPairs } from './standard-values.js';

const maxAttributes = 128;
const maxTextLength = 4_096;

type Attributes = Readonly<Record<string, string>>;

/** The stronger one first: the service name wins over `service.name` in the list. A list that cannot be read is ignored whole. */
export function readResourceVariables(env: Environment): { layers: Layer[]; warnings: Mistake[] } {
  const layers: Layer[] = [];
  const warnings: Mistake[] = [];
  for (const [variable, read] of [
    ['OTEL_SERVICE_NAME', readName],
    ['OTEL_RESOURCE_ATTRIBUTES', readList],
  ] as const) {
    const text = readVariable(env, variable);
    if (text === undefined) continue;
    const attributes = read(text);
    if (attributes) layers.push(makeLayer(variable, attributes));
    else warnings.push(toMistake(variable, { path: [], message: wordsFor[variable] }));
  }
  return { layers, warnings };
}

const wordsFor = {
  OTEL_SERVICE_NAME: says(`must be at most ${maxTextLength} printable characters`, 'shorten it; it is ignored'),
  OTEL_RESOURCE_ATTRIBUTES: says(
    `must be at most ${maxAttributes} pairs of key=value, percent-encoded and separated by commas`,
    'write team=tools,stage=test; it is ignored',
  ),
} as const;

const isFit = (text: string): boolean => text.length <= maxTextLength && !/\p{Cc}/u.test(text);

const readName = (text: string): Attributes | undefined => (isFit(text) ? { 'service.name': text } : undefined);

function readList(text: string): Attributes | undefined {
  const pairs = splitPairs(text)?.map(([key, value]) => [decodePercent(key), decodePercent(value)] as const);
  if (!pairs || pairs.length > maxAttributes) return undefined;
  // Without a prototype, so that an attribute called `__proto__` is an attribute.
  const attributes: Record<string, string> = Object.create(null);
  for (const [key, value] of pairs) {
    if (key === undefined || value === undefined || !isFit(key) || !isFit(value)) return undefined;
    attributes[key] = value;
  }
  return attributes;
}

function makeLayer(variable: string, resource: Attributes): Layer {
  // Names such as `logs` would be taken out of every description, and the resource itself is in none.
  const variables: ReadonlyMap<string, string> = new Map();
  return { source: variable, settings: {}, written: {}, variables, resource, isClosed: false, mistakes: [] };
}
