/** Stamps of an event, checked: its time, and the span that it belongs to. */
import type { TraceReference } from './events.js';
import type { Note } from './normalise.js';

/** The end of the year 9999, the last moment that RFC 3339 can name, in milliseconds since the epoch. */
const lastMoment = 253_402_300_799_999;

/** The time that the caller gave, or `fallback` when there is none or it is no time. */
export function eventTime({ time }: { readonly time?: unknown }, fallback: number, note: Note): number {
  if (time === undefined) return fallback;
  const milliseconds = time instanceof Date ? time.getTime() : time;
  if (typeof milliseconds === 'number' && milliseconds >= 0 && milliseconds <= lastMoment) return milliseconds;
  note('converted');
  return fallback;
}

const traceIdForm = /^(?!0{32})[0-9a-f]{32}$/;
const spanIdForm = /^(?!0{16})[0-9a-f]{16}$/;

/** The span that the caller named, or nothing when its ids are not of W3C form. */
export function traceReference({ trace }: { readonly trace?: unknown }, note: Note): TraceReference | undefined {
  if (trace === undefined || trace === null) return undefined;
  const { traceId, spanId, traceFlags } = trace as Partial<Record<keyof TraceReference, unknown>>;
  if (typeof traceId === 'string' && typeof spanId === 'string' && traceIdForm.test(traceId) && spanIdForm.test(spanId)) {
    const isByte = typeof traceFlags === 'number' && Number.isInteger(traceFlags) && traceFlags >= 0 && traceFlags <= 255;
    return isByte ? { traceId, spanId, traceFlags } : { traceId, spanId };
  }
  note('withheld');
  return undefined;
}
