/** The captured records of Codex, as fixtures, and their attributes turned back into natural fields. */
import { readdirSync, readFileSync } from 'node:fs';
import { type CodexEvents, codexEvents } from '../../core/catalogue/index.js';
import { sessionFacts } from '../../core/catalogue/session-facts.js';
import type { FieldDeclaration, FieldValue, Lane, TelemetryEvent } from '../../core/events.js';
import { sample } from '../sample-event.js';

const folder = new URL('../../../test/fixtures/golden/', import.meta.url);

/** A record as it was on the wire: names, types and values in order. */
export interface Captured {
  readonly run: string;
  readonly lane: Lane;
  readonly name: keyof CodexEvents;
  readonly attributes: ReadonlyArray<readonly [name: string, type: string, value: unknown]>;
}

interface Telemetry {
  readonly logs: readonly Pick<Captured, 'attributes'>[];
  readonly spanEvents: readonly Pick<Captured, 'attributes'>[];
}

type Named = Pick<Captured, 'run' | 'lane' | 'attributes'> & { readonly name: unknown };

/** Every record that names an event, of each capture of Codex. What the tracing library adds on its own is left out. */
function namedRecords(): Named[] {
  const runs = readdirSync(folder).filter((name) => !/^(claude|gemini|README)/.test(name));
  return runs.flatMap((run) => {
    const { logs, spanEvents }: Telemetry = JSON.parse(readFileSync(new URL(`${run}/telemetry.json`, folder), 'utf8'));
    const ofLane = (lane: Lane, records: Telemetry['logs']) =>
      records.flatMap(({ attributes }) => {
        const own = attributes.filter(([name]) => lane === 'log' || !/^(level|target|code\..*)$/.test(name));
        const name = own.find(([key]) => key === 'event.name')?.[2];
        return name === undefined ? [] : [{ run, lane, name, attributes: own }];
      });
    return [...ofLane('log', logs), ...ofLane('trace', spanEvents)];
  });
}

/** The records of built-in events. */
export const capturedRecords = (): Captured[] =>
  namedRecords().flatMap(({ name, ...record }) => (isBuiltIn(name) ? [{ ...record, name }] : []));

/** Names of captured events that the catalogue does not know. */
export const strangers = (): unknown[] => namedRecords().flatMap(({ name }) => (isBuiltIn(name) ? [] : [name]));

const isBuiltIn = (name: unknown): name is keyof CodexEvents => typeof name === 'string' && name in codexEvents;

/** The fields of a record as a host would have said them, in natural types. */
export function naturalFields({ name, attributes }: Captured): Record<string, FieldValue> {
  const declared = new Map<string, FieldDeclaration>(Object.entries(codexEvents[name].fields));
  return Object.fromEntries(
    attributes.flatMap(([key, , value]) => {
      const field = declared.get(key);
      return field ? [[key, natural(value, field)]] : [];
    }),
  );
}

/** The facts of its session. */
export function factsOf({ name, attributes }: Captured): Record<string, FieldValue> {
  const own = attributes.filter(([key]) => key in sessionFacts && !(key in codexEvents[name].fields));
  return Object.fromEntries(own.map(([key, , value]) => [key, String(value)]));
}

/** When it happened; 0 where the record does not say. */
export function timeOf({ attributes }: Captured): number {
  const timestamp = attributes.find(([key]) => key === 'event.timestamp')?.[2];
  return typeof timestamp === 'string' ? Date.parse(timestamp) : 0;
}

/** The event that a host would have emitted; what nobody declared is left in it. */
export function eventOf(record: Captured): TelemetryEvent {
  const facts = factsOf(record);
  const known = new Set(['event.name', 'event.timestamp', ...Object.keys(facts)]);
  const others = record.attributes.filter(([key]) => !known.has(key)).map(([key, , value]) => [key, value]);
  const fields = { ...Object.fromEntries(others), ...naturalFields(record) };
  return sample(record.name, fields, { session: facts, time: timeOf(record) });
}

function natural(value: unknown, { type }: FieldDeclaration): FieldValue {
  if (type === 'boolean') return value === true || value === 'true';
  return type === 'string' ? String(value) : Number(value);
}
