/** What arrived, compared with a capture: record by record, attribute by attribute, in order. */
import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import type { ReceivedLog, ReceivedSpan } from '../../core/testing/index.js';
import { isClosedErrorText } from '../../index.js';
import type { Captured } from '../catalogue/captured.js';
import { withoutIdentity } from '../without-identity.js';
import { type Attributes, type Capture, declarationOf, type Told, toldIn } from './capture.js';

/** What the trace lane should carry: free text of errors stays off it, on purpose. */
const wantedOn = ({ attributes }: Captured) =>
  attributes.filter(([name, , value]) => name !== 'error.message' || isClosedErrorText(value as string));

/** Resource attributes by name; their order is random in Codex. Of the SDK nothing. */
export const byName = (attributes: Attributes): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    attributes
      .filter(([name]) => !name.startsWith('telemetry.sdk.'))
      .map(([name, type, value]) => [name, [type, value]]),
  );

/** Log records: those of the capture; more only where Codex lost its own of an event that the trace lane told. */
export function compareLogs(capture: Capture, logs: readonly ReceivedLog[]): void {
  const wanted = toldIn(capture).filter(
    ({ log, trace }) => log ?? declarationOf(trace as Captured).lanes.includes('log'),
  );
  assert.equal(logs.length, wanted.length);
  for (const [index, { log }] of wanted.entries()) {
    if (!log) continue;
    const { attributes, severityNumber, severityText, body, eventName, timeUnixNano } = logs[index] ?? {};
    assert.deepEqual(withoutIdentity(attributes ?? []), log.attributes);
    assert.deepEqual([severityNumber, severityText, body], [9, 'INFO', null]);
    assert.ok(eventName === log.name && timeUnixNano !== '0');
  }
}

/** Events on spans: those of the capture; more only where Codex had no span for an event that the log lane told. */
export function compareSpanEvents(capture: Capture, spans: readonly ReceivedSpan[]): void {
  const told = toldIn(capture);
  const left = spans.flatMap(({ events }) => events);
  for (const wanted of told.flatMap(({ trace }) => trace ?? [])) {
    const { level = 'INFO' } = declarationOf(wanted);
    const head = [
      ['level', 'string', level],
      ['target', 'string', 'codex_otel.trace_safe'],
    ];
    const at = left.findIndex(({ attributes }) => isDeepStrictEqual(attributes, [...head, ...wantedOn(wanted)]));
    assert.ok(at !== -1, `no span event says ${JSON.stringify(wanted.attributes)}`);
    assert.equal(left.splice(at, 1)[0]?.name, wanted.name);
  }
  assert.deepEqual(left.map(({ name }) => name).sort(), told.flatMap(lostByCodex).sort());
}

const lostByCodex = ({ log, trace }: Told): string[] =>
  log && !trace && declarationOf(log).lanes.includes('trace') ? [log.name] : [];

/** Resources, as far as Codex exported the signal. */
export function compareResources(
  { resource }: Capture,
  logs: readonly ReceivedLog[],
  spans: readonly ReceivedSpan[],
): void {
  const own = resource.logs && { ...byName(resource.logs), 'host.name': ['string', hostname()] };
  if (own && logs.length > 0) assert.deepEqual(byName(logs[0]?.resource ?? []), own);
  if (resource.traces && spans.length > 0) assert.deepEqual(byName(spans[0]?.resource ?? []), byName(resource.traces));
}
