/** Events for tests of the parts of the bus, made as `emit` makes them. */
import { type CodexEvents, codexEvents } from '../core/catalogue/index.js';
import { prepareSnapshots } from '../core/catalogue/snapshot.js';
import type { EventDeclaration, SessionFacts, TelemetryEvent } from '../core/events.js';
import { defaultLimits } from '../core/normalise.js';

/** What may be said of a sample besides its fields. */
export interface SampleOptions {
  readonly session?: SessionFacts;
  readonly time?: number;
  readonly ordinal?: number;
  readonly bytes?: number;
}

/** An event of any declaration. */
export function sampleOf(
  name: string,
  declaration: EventDeclaration,
  fields: unknown = {},
  options: SampleOptions = {},
): TelemetryEvent {
  const snapshot = prepareSnapshots(declaration, defaultLimits)(fields, () => undefined);
  if (!snapshot) throw new TypeError('sampleOf: the fields must be an object');
  const { session = {}, time = Date.UTC(2026, 0, 1), ordinal, bytes = snapshot.bytes } = options;
  const { fields: typed, undeclared } = snapshot;
  return {
    name,
    declaration,
    time,
    observedTime: time,
    stream: '0123456789abcdef',
    sequence: 1,
    session,
    fields: typed,
    undeclared,
    trace: undefined,
    ordinal,
    bytes,
  };
}

/** A built-in event. */
export const sample = (name: keyof CodexEvents, fields: unknown = {}, options: SampleOptions = {}): TelemetryEvent =>
  sampleOf(name, codexEvents[name], fields, options);

/** So many tool results, told apart by their call id: `c1`, `c2` … */
export const toolResults = (count: number, options: SampleOptions = {}): TelemetryEvent[] =>
  Array.from({ length: count }, (_, index) => sample('codex.tool_result', { call_id: `c${index + 1}` }, options));
