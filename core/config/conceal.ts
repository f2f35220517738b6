/** Values that came from the environment: noted where they are read, replaced by the name of their variable where anything is shown. */

/** Shorter values could stand anywhere, in any word. */
const minLength = 4;

/** Notes that a value came from a variable. */
export function noteOrigin(variables: Map<string, string>, value: string, variable: string): void {
  for (const form of formsOf(value)) if (form.length >= minLength) variables.set(form, variable);
}

/** The value, and the parts that are shown of a URL. */
function formsOf(value: string): readonly string[] {
  if (!URL.canParse(value)) return [value, value.trim()];
  const { href, host, hostname, pathname } = new URL(value);
  return [value, href, host, hostname, pathname];
}

/** Replaces the noted values in a text by `${NAME}`, whatever their case; a longer value before one that is part of it. */
export function prepareConceal(variables: ReadonlyMap<string, string>): (text: string) => string {
  if (variables.size === 0) return (text) => text;
  const byForm = new Map([...variables].map(([value, variable]) => [value.toLowerCase(), variable]));
  const values = [...byForm.keys()].sort((one, other) => other.length - one.length);
  const pattern = new RegExp(values.map(escapePattern).join('|'), 'gi');
  return (text) => text.replace(pattern, (found) => `\${${byForm.get(found.toLowerCase()) ?? 'a variable'}}`);
}

const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
