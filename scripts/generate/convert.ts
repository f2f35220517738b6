/** From a valibot schema, ours or a plugin's, to the JSON Schema that an editor holds against a file. */
import { type ConversionConfig, type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import type { JsonNode } from './json-node.js';

/** What a JSON Schema cannot say, or says by the metadata beside it. The test of agreement names the rules that are lost. */
const onlyAtRunTime = ['custom', 'check', 'raw_check', 'transform'];

/** Converts a schema. Throws for a kind of schema or action that nobody thought of here. */
export function convert(schema: v.GenericSchema): JsonNode {
  return JSON.parse(JSON.stringify(convertBare(schema)));
}

/** Without what belongs to a whole document only. */
function convertBare(schema: v.GenericSchema): JsonSchema {
  const { $schema: _, $defs: __, ...node } = toJsonSchema(schema, config);
  return node;
}

const config: ConversionConfig = {
  target: 'draft-07',
  // Several schemas in one pipe are one here. What else cannot be converted throws below.
  errorMode: 'ignore',
  overrideSchema({ valibotSchema: schema, jsonSchema, errors }) {
    // Each is one of `mapping`, which refuses other keys by a check of its own.
    if (schema.type === 'loose_object') return withoutEmptyList({ ...jsonSchema, additionalProperties: false });
    if (isLazy(schema)) return { anyOf: formsOf(schema).map(convertBare) };
    refuseOthers(schema.type, errors);
    return undefined;
  },
  overrideAction({ valibotAction: action, jsonSchema, errors }) {
    if (isRegex(action)) {
      const words = typeof action.message === 'string' ? { patternErrorMessage: action.message } : {};
      return {
        ...jsonSchema,
        pattern: undefined,
        allOf: [...(jsonSchema.allOf ?? []), { pattern: action.requirement.source, ...words }],
      };
    }
    refuseOthers(action.type, errors);
    return undefined;
  },
};

/** Ours choose a form by what is there: a word, a mapping, or a mapping with one of these keys. What is left over refuses. */
function formsOf(schema: v.LazySchema<v.GenericSchema>): readonly v.GenericSchema[] {
  const probes = ['', {}, ...['literal', 'pattern', 'keys'].map((form) => ({ name: '', [form]: '' }))];
  return [...new Set(probes.map((probe) => schema.getter(probe)))].filter(
    (form) => form.type !== 'custom' || 'pipe' in form,
  );
}

/** An empty list of required keys says nothing. */
function withoutEmptyList({ required = [], ...node }: JsonSchema): JsonSchema {
  return required.length > 0 ? { ...node, required } : node;
}

function refuseOthers(type: string, errors: readonly string[] | undefined): void {
  if (errors && !onlyAtRunTime.includes(type)) throw new Error(errors[0]);
}

const isLazy = (schema: v.GenericSchema): schema is v.LazySchema<v.GenericSchema> => schema.type === 'lazy';

type Regex = v.RegexAction<string, v.ErrorMessage<v.RegexIssue<string>> | undefined>;
const isRegex = (action: { readonly type: string }): action is Regex => action.type === 'regex';
