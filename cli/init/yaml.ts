/** Plain data as YAML: mappings in block form, everything else on its line. */
import { isMapping } from '../../core/config/index.js';

/** What may follow `key:`, on the same line or, indented by `indent` spaces, below it. */
export function toYaml(value: unknown, indent: number): string {
  if (!isMapping(value) || Object.keys(value).length === 0) return ` ${toFlow(value)}`;
  const lines = Object.entries(value).map(([key, inner]) => `${toKey(key)}:${toYaml(inner, indent + 2)}`);
  return lines.map((line) => `\n${' '.repeat(indent)}${line}`).join('');
}

/** On one line. */
export function toFlow(value: unknown): string {
  if (typeof value === 'string') return isPlain(value) ? value : quote(value);
  if (Array.isArray(value)) return `[${value.map(toFlow).join(', ')}]`;
  if (!isMapping(value)) return String(value);
  const entries = Object.entries(value).map(([key, inner]) => `${toKey(key)}: ${toFlow(inner)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

const toKey = (key: string): string => (isPlain(key) ? key : quote(key));

/** A word that no reader of YAML takes for anything but a text. */
const isPlain = (text: string): boolean =>
  /^[a-z][a-z0-9_-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/.test(text);

/** JSON is YAML, but for characters that only an escape may bring in. */
const quote = (text: string): string =>
  JSON.stringify(text).replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
