/** `${NAME}` in the text of a trusted file, replaced by a variable of the environment. */
import { noteOrigin } from './conceal.js';
import { says } from './finding.js';

/** The completed text, or what is wrong with it, in words that never hold a variable's value. */
export type Interpolation = { readonly text: string } | { readonly message: string };

/** Most characters of a text after its variables were put in. */
export const maxTextLength = 65_536;

/** What is told of a `${` that nobody can follow, also by the JSON Schema. */
export const strayReference = says(
  `holds a \${ that is neither \${NAME} nor \${NAME:-default}`,
  `close it with }, name it with letters, digits and _, or write $\${ for the two characters themselves`,
);

const reference = /\$\$\{|\$\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\})?/g;

/**
 * Replaces `${NAME}` by the variable, `${NAME:-default}` by the variable or the default, and `$${` by a literal `${`.
 * A variable that is empty counts as unset. What a variable holds is not looked through again. Each value that was put in is
 * noted in `used`, with the name of its variable.
 */
export function interpolate(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
  used: Map<string, string> = new Map(),
): Interpolation {
  if (!text.includes('${')) return { text };
  let message: string | undefined;
  let room = maxTextLength;
  const completed = text.replace(reference, (match: string, name?: string, byDefault?: string) => {
    if (match === '$${') return '${';
    if (name === undefined) {
      message ??= strayReference;
      return '';
    }
    const found = lookUp(env, name);
    if (found !== undefined) noteOrigin(used, found, name);
    const value = found ?? byDefault;
    if (value === undefined) {
      message ??= says(`needs the variable ${name}, which is not set`, `set ${name}, or write \${${name}:-default}`);
      return '';
    }
    room -= value.length;
    return room >= 0 ? value : '';
  });
  if (message === undefined && (room < 0 || completed.length > maxTextLength)) {
    message = says(`is longer than ${maxTextLength} characters with its variables`, 'use shorter variables');
  }
  return message === undefined ? { text: completed } : { message };
}

function lookUp(env: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
