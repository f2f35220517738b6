/** The forms in which standard variables are written: lists of `key=value`, percent-encoding, milliseconds. */

/** `key=value,key2=value2`, each trimmed, still encoded; `undefined` where a key or its `=` is missing. What is empty between two commas is no pair. */
export function splitPairs(text: string): ReadonlyArray<readonly [key: string, value: string]> | undefined {
  const pairs: Array<readonly [string, string]> = [];
  for (const part of text.split(',')) {
    if (part.trim() === '') continue;
    const end = part.indexOf('=');
    const key = part.slice(0, Math.max(end, 0)).trim();
    if (key === '') return undefined;
    pairs.push([key, part.slice(end + 1).trim()]);
  }
  return pairs;
}

/** The text without percent-encoding; `undefined` where it is no UTF-8, or a percent sign stands alone. */
export function decodePercent(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The longest time that a timer of Node can keep. */
export const mostMilliseconds = 2 ** 31 - 1;

/** Whole milliseconds from 1; `undefined` for anything else. */
export function parseMilliseconds(text: string): number | undefined {
  const number = /^\d+$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= mostMilliseconds ? number : undefined;
}
