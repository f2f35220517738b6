/** W3C `tracestate`: a list of vendors' members, read, written, and merged with the members that a configuration sets. */

/** Members in the order of the list. */
export type Tracestate = ReadonlyArray<readonly [key: string, value: string]>;

/** Configured members: member → field → text, written `member=field:text;field:text`. */
export type TracestateEntries = Readonly<Record<string, Readonly<Record<string, string>>>>;

const memberKey = /^(?:[a-z][a-z0-9_\-*/]{0,255}|[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13})$/;
/** Printable ASCII without comma and equals sign; not ending with a space. */
const memberValue = /^(?:(?![,=])[ -~]){0,255}(?:(?![,=])[!-~])$/;
const maxMembers = 32;

/** Reads a list; `undefined` when any of it is not of W3C form. Of two members with one key the first holds. */
export function parseTracestate(text: string): Tracestate | undefined {
  const members = new Map<string, string>();
  for (const part of text.split(',')) {
    const member = part.replace(/^[ \t]+|[ \t]+$/g, '');
    if (member === '') continue;
    const end = member.indexOf('=');
    const key = member.slice(0, Math.max(end, 0));
    const value = member.slice(end + 1);
    if (!memberKey.test(key) || !memberValue.test(value)) return undefined;
    if (!members.has(key)) members.set(key, value);
  }
  return members.size > maxMembers ? undefined : [...members];
}

/** Writes a list. */
export const formatTracestate = (state: Tracestate): string => state.map(([key, value]) => `${key}=${value}`).join(',');

/**
 * The list with the configured members, which come first, in the order of their keys. In a member that is there already, each
 * configured field replaces the first of its name, later ones of that name go, others stay, and missing ones are appended. A
 * member that the list cannot hold ends the merging.
 */
export function mergeTracestate(state: Tracestate, entries: TracestateEntries): Tracestate {
  let merged = state;
  for (const key of Object.keys(entries).sort().reverse()) {
    const value = mergeFields(merged.find(([known]) => known === key)?.[1] ?? '', entries[key] ?? {});
    if (value === '') continue;
    const others = merged.filter(([known]) => known !== key);
    if (!memberKey.test(key) || !memberValue.test(value) || others.length >= maxMembers) break;
    merged = [[key, value], ...others];
  }
  return merged;
}

function mergeFields(value: string, fields: Readonly<Record<string, string>>): string {
  const written = new Set<string>();
  const parts = value.split(';').flatMap((part) => {
    const end = part.indexOf(':');
    const key = part.slice(0, Math.max(end, 0));
    if (end < 0 || !Object.hasOwn(fields, key)) return part === '' ? [] : [part];
    if (written.has(key)) return [];
    written.add(key);
    return [`${key}:${fields[key]}`];
  });
  const missing = Object.keys(fields).filter((key) => !written.has(key));
  return [...parts, ...missing.sort().map((key) => `${key}:${fields[key]}`)].join(';');
}
