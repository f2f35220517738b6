/** Stamps of an event, checked: its time, and the span that it belongs to. */
import type { TraceReference } from './events.js';
import type { Note } from './normalise.js';

/** The end of the year 9999, the last moment that RFC 3339 can name, in milliseconds since the epoch. */
const lastMoment = 253_402_300_799_999;

/** Whether a value can be the time of an event: milliseconds from 1970 up to the end of the year 9999. */
export const isEventTime = (time: unknown): time is number =>
  typeof time === 'number' && time >= 0 && time <= lastMoment;

/** The time of a clock; one that tells no time is not asked further. */
export function currentTime(now: () => number): number {
  const time = now();
  return isEventTime(time) ? time : Date.now();
}

/** The time that the caller gave, or `fallback` when there is none or it is no time. */
export function eventTime(stamps: { readonly time?: unknown }, fallback: number, note: Note): number {
  try {
    const time = stamps?.time;
    if (time === undefined) return fallback;
    const milliseconds = time instanceof Date ? time.getTime() : time;
    if (isEventTime(milliseconds)) return milliseconds;
  } catch {
    // A getter or a proxy threw: as any other value that is no time.
  }
  note('converted');
  return fallback;
}

const traceIdForm = /^(?!0{32})[0-9a-f]{32}$/;
const spanIdForm = /^(?!0{16})[0-9a-f]{16}$/;

/** The span that the caller named, or nothing when its ids are not of W3C form. */
export function traceReference(stamps: { readonly trace?: unknown }, note: Note): TraceReference | undefined {
  try {
    const trace = stamps?.trace;
    if (trace === undefined || trace === null) return undefined;
    const reference = readReference(trace);
    if (reference) return reference;
  } catch {
    // A getter or a proxy threw: as any other value that is no reference.
  }
  note('withheld');
  return undefined;
}

function readReference(trace: object): TraceReference | undefined {
  const { traceId, spanId, traceFlags }: Partial<Record<keyof TraceReference, unknown>> = trace;
  if (typeof traceId !== 'string' || typeof spanId !== 'string') return undefined;
  if (!traceIdForm.test(traceId) || !spanIdForm.test(spanId)) return undefined;
  const isByte = typeof traceFlags === 'number' && Number.isInteger(traceFlags) && traceFlags >= 0 && traceFlags <= 255;
  return isByte ? { traceId, spanId, traceFlags } : { traceId, spanId };
}

/** The tags that the caller wants on metrics; nothing when there are none or they are no mapping. Their texts are checked where they are used. */
export function statedTags(
  stamps: { readonly metricTags?: unknown },
  note: Note,
): Readonly<Record<string, string>> | undefined {
  try {
    const tags = stamps?.metricTags;
    if (tags === undefined || (typeof tags === 'object' && tags !== null))
      return tags as Readonly<Record<string, string>> | undefined;
  } catch {
    // A getter or a proxy threw: as any other value that is no mapping.
  }
  note('withheld');
  return undefined;
}

/** The target that the caller named; nothing when there is none or it is no text. */
export function statedTarget(stamps: { readonly target?: unknown }, note: Note): string | undefined {
  try {
    const target = stamps?.target;
    if (target === undefined || typeof target === 'string') return target;
  } catch {
    // A getter or a proxy threw: as any other value that is no target.
  }
  note('withheld');
  return undefined;
}
