/** The time of an event as people and programs write it: RFC 3339. */

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

const lastMs = Date.UTC(10_000, 0) - 1;

/** Milliseconds since the epoch; NaN for what is no time, or lies before 1970 or after 9999. */
export function parseTime(time: unknown): number {
  if (typeof time !== 'string' || !rfc3339.test(time)) return Number.NaN;
  const timeMs = Date.parse(time.toUpperCase().replace(' ', 'T'));
  return timeMs >= 0 && timeMs <= lastMs ? timeMs : Number.NaN;
}
