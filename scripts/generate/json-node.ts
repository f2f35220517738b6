/** A JSON Schema as plain data that can be walked and changed. */

/** One schema; keywords that nobody here asks for are kept as they are. */
export interface JsonNode {
  type?: string | string[];
  description?: string;
  default?: unknown;
  enum?: readonly unknown[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, JsonNode>;
  required?: string[];
  additionalProperties?: JsonNode | false;
  items?: JsonNode;
  anyOf?: JsonNode[];
  allOf?: JsonNode[];
  [keyword: string]: unknown;
}

/** The schemas of values directly below one: of keys, list entries and alternatives. Names of keys are not among them. */
export function* innerNodes({ properties, additionalProperties, items, anyOf }: JsonNode): Generator<JsonNode> {
  yield* Object.values(properties ?? {});
  if (additionalProperties) yield additionalProperties;
  if (items) yield items;
  yield* anyOf ?? [];
}

/** The schemas of the keys of a mapping, through its alternatives. */
export function keysOf(node: JsonNode): Array<[key: string, inner: JsonNode]> {
  return [...Object.entries(node.properties ?? {}), ...(node.anyOf ?? []).flatMap(keysOf)];
}
