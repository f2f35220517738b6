/** The captured records of Codex, as fixtures, and their attributes turned back into natural fields. */
import { readdirSync, readFileSync } from 'node:fs';
import { type CodexEvents, codexEvents } from '../../core/catalogue/index.js';
import { sessionFacts } from '../../core/catalogue/session-facts.js';
import type { FieldDeclaration, Lane, TelemetryEvent } from '../../core/events.js';
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

type Record = Pick<Captured, 'run' | 'lane' | 'attributes'> & { readonly name: unknown };

/** Every record that names an event, of each capture of Codex. What the tracing library adds on its own is left out. */
function namedRecords(): Record[] {
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

/** The event that a host would have emitted. */
export function eventOf({ name, attributes }: Captured): TelemetryEvent {
  const declared = new Map<string, FieldDeclaration>(Object.entries(codexEvents[name].fields));
  const own = attributes.filter(([key]) => key !== 'event.name' && key !== 'event.timestamp');
  const timestamp = attributes.find(([key]) => key === 'event.timestamp')?.[2];
  const isFact = (key: string) => key in sessionFacts && !declared.has(key);
  const pick = (wanted: (key: string) => boolean) =>
    Object.fromEntries(
      own.flatMap(([key, , value]) => (wanted(key) ? [[key, natural(value, declared.get(key))]] : [])),
    );
  return sample(
    name,
    pick((key) => !isFact(key)),
    { session: pick(isFact), time: typeof timestamp === 'string' ? Date.parse(timestamp) : 0 },
  );
}

function natural(value: unknown, field: FieldDeclaration | undefined) {
  if (field?.type === 'boolean') return value === true || value === 'true';
  return field === undefined || field.type === 'string' ? String(value) : Number(value);
}
