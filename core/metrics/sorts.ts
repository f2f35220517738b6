/** The sorts of instruments, with their units and buckets. */
import { defaultBounds, millisecondBounds, secondBounds } from './bounds.js';
import type { InstrumentSort } from './store.js';

const none: readonly number[] = Object.freeze([]);

export const counters: InstrumentSort = Object.freeze({ kind: 'counter', unit: '', bounds: none });
export const gauges: InstrumentSort = Object.freeze({ kind: 'gauge', unit: '', bounds: none });
export const histograms: InstrumentSort = Object.freeze({ kind: 'histogram', unit: '', bounds: defaultBounds });
export const durations: InstrumentSort = Object.freeze({ kind: 'histogram', unit: 'ms', bounds: millisecondBounds });
export const secondsDurations: InstrumentSort = Object.freeze({ kind: 'histogram', unit: 's', bounds: secondBounds });

/** What Codex says of every duration in milliseconds. */
export const durationDescription = 'Duration in milliseconds.';
