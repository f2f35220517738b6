/** One capture of Codex: its records as events, who reported them, and what its records say of its configuration. */
import { readFileSync } from 'node:fs';
import { eachSwitch } from '../../core/events.js';
import { codexEvents, type EventDeclaration } from '../../index.js';
import { type Captured, capturedRecords, timeOf } from '../catalogue/captured.js';
import { inCheckout } from '../cli/run.js';
import { isNotWhole } from './drive.js';

export type Attributes = readonly (readonly [name: string, type: string, value: unknown])[];
export type Signal = 'logs' | 'traces' | 'metrics';

/** What was captured of one run. */
export interface Capture {
  readonly run: string;
  readonly records: readonly Captured[];
  /** Absent where Codex exported nothing of a signal. */
  readonly resource: Readonly<Partial<Record<Signal, Attributes>>>;
}

/** One event as Codex told it: on the log lane, on the trace lane, or on both. */
export interface Told {
  readonly log?: Captured;
  readonly trace?: Captured;
}

/** All captures among the fixtures. */
export function readCaptures(): readonly Capture[] {
  const records = capturedRecords();
  return [...new Set(records.map(({ run }) => run))].map((run) => {
    const file = inCheckout(`test/fixtures/golden/${run}/telemetry.json`);
    const { resource }: Pick<Capture, 'resource'> = JSON.parse(readFileSync(file, 'utf8'));
    return { run, records: records.filter((record) => record.run === run), resource };
  });
}

/** The declaration of the event that a record tells of. */
export const declarationOf = ({ name }: Captured): EventDeclaration => codexEvents[name];

/** The value of an attribute. */
export const attributeOf = ({ attributes }: Pick<Captured, 'attributes'>, name: string): unknown =>
  attributes.find(([key]) => key === name)?.[2];

/** Whether two records tell of the same event: what stands in both says the same. */
function isSame(log: Captured, trace: Captured): boolean {
  if (log.name !== trace.name || timeOf(log) !== timeOf(trace)) return false;
  const said = new Map(trace.attributes.map(([name, , value]) => [name, String(value)]));
  return log.attributes.every(([name, , value]) => (said.get(name) ?? String(value)) === String(value));
}

/** The events of a run, in the order of the log lane; what the trace lane alone tells stands at its time, or at the end. */
export function toldIn({ records }: Capture): Told[] {
  const left = records.filter(({ lane }) => lane === 'trace');
  const told = records
    .filter(({ lane }) => lane === 'log')
    .map((log): Told => {
      const at = left.findIndex((trace) => isSame(log, trace));
      return at === -1 ? { log } : { log, trace: left.splice(at, 1)[0] as Captured };
    });
  for (const trace of left) {
    const time = timeOf(trace);
    const at = time === 0 ? -1 : told.findIndex((one) => timeOf((one.log ?? one.trace) as Captured) > time);
    told.splice(at === -1 ? told.length : at, 0, { trace });
  }
  return told;
}

/** Codex's own bound of an output on the log lane. */
const usualMaxBytes = 2_048;

/** The `otel` keys that the run had, as far as its records show. */
export function keysOf({ records }: Capture) {
  const isRedacted = records.some((record) => attributeOf(record, 'prompt') === '[REDACTED]');
  const outputs = records.map((record) => attributeOf(record, 'output')).filter((output) => !isNotWhole(output));
  const longest = Math.max(usualMaxBytes, ...outputs.map((output) => Buffer.byteLength(String(output))));
  return {
    ...eachSwitch((name) => name !== 'log_user_prompt' || !isRedacted),
    tool_result: { max_bytes: longest },
  };
}

const ownResource = /^(service\.name|service\.version|env|host\.name|os|os_version|telemetry\.sdk\..*)$/;

/** The variables that the run had, as far as its resource shows; and no bound to the events on a span. */
export function variablesOf({ resource }: Capture): Record<string, string> {
  const others = Object.values(resource)
    .flat()
    .filter(([name]) => !ownResource.test(name));
  const said = others.map(([name, , value]) => `${name}=${encodeURIComponent(String(value))}`);
  return { OTEL_SPAN_EVENT_COUNT_LIMIT: '999999', OTEL_RESOURCE_ATTRIBUTES: [...new Set(said)].join(',') };
}
