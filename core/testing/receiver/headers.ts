/** Headers as a test reads them. */

/** Flattens the headers of Node: lower-case names, several values of one name joined, HTTP/2's own fields left out. */
export function toHeaders(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const flat: [string, string][] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name.startsWith(':')) continue;
    flat.push([name, Array.isArray(value) ? value.join(', ') : value]);
  }
  return Object.fromEntries(flat);
}
