/** What an editor says of a configuration: the shipped JSON Schema, held against the data of a file. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { parseText } from '../../core/config/parse.js';

const file = new URL('../../../schema/codexotelrc.schema.json', import.meta.url);

// A keyword of the editors: the words for a text that does not match.
const ajv = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).addKeyword('patternErrorMessage');
const validate = ajv.compile(JSON.parse(readFileSync(file, 'utf8')));

/** Where in the data the schema is not met, each with its rule; empty: it is. */
export function complaintsOf(said: unknown): string[] {
  validate(said);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The same for the text of a file; the ending of the name tells YAML, JSON and TOML apart. */
export async function complaintsOfText(text: string, name = 'rc.yaml'): Promise<string[]> {
  const parsed = await parseText(name, text);
  return 'said' in parsed ? complaintsOf(parsed.said) : [parsed.message];
}
