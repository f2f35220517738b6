/** What is sent to the Collector: each event of the catalogue many times, a session with spans, and metrics of every kind; and what must come out. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import type { ReceivedLog, ReceivedMetric, ReceivedRecord, ReceivedSpan } from '../../core/testing/index.js';
import type { Bus, Receipt } from '../../index.js';
import { samples as usualSamples } from '../cli/catalogue-samples.js';
import { facts, rarerSamples, time } from '../cli/rarer-samples.js';
import { withoutIdentity } from '../without-identity.js';

/** So many that logs and spans leave in several batches. */
const rounds = 25;
const turns = 300;

/** The moment at which everything happens, in milliseconds since the epoch. */
export const now = Date.parse(time);

const samples = [...usualSamples, ...rarerSamples];
const tail = [
  ['event.timestamp', 'string', time],
  ...Object.entries(facts).map(([name, value]) => [name, 'string', value] as const),
];

/** Says everything, and closes the bus. */
export async function perform(bus: Bus): Promise<Receipt> {
  await bus.ready;
  const session = bus.session({ ...facts, auth_mode: 'ApiKey' });
  for (let round = 0; round < rounds; round++)
    for (const { event, attributes } of samples) session.emit(event as 'codex.tool_result', attributes as object);
  for (let turn = 0; turn < turns; turn++)
    await session.turn({ 'turn.id': `turn-${turn}` }, () =>
      session.timeTool({ tool_name: 'shell', call_id: `call-${turn}` }, () => 'done'),
    );
  bus.metrics.counter('acme.runs', 2, { kind: 'fast' }, 'Runs of it.');
  bus.metrics.counter('acme.runs', 3, { kind: 'slow' }, 'Runs of it.');
  bus.metrics.gauge('acme.size', -3);
  bus.metrics.histogram('acme.length', 2.5);
  bus.metrics.histogram('acme.length', 7);
  bus.metrics.recordDuration('acme.wait', 17);
  session.end();
  return bus.close(20_000);
}

/** Logs: as many as the receipt says, and of each sample the names, types, values and their order. */
export function checkLogs(records: readonly ReceivedRecord[], { sinks }: Receipt): void {
  // Within a request, records stand by their scopes.
  const logs = records
    .filter((record): record is ReceivedLog => record.signal === 'logs')
    .sort((one, other) => sequenceOf(one) - sequenceOf(other));
  const total = samples.length * rounds + turns + 1;
  deepEqual(sinks['otlp.logs'], delivered('record', total));
  equal(logs.length, total);
  let results = 0;
  for (let at = 0; at < samples.length * rounds; at++) {
    const { event, expected = [], isBare } = samples[at % samples.length] ?? {};
    if (event === 'codex.tool_result') results++;
    const { eventName, attributes = [], severityNumber, severityText, body, timeUnixNano } = logs[at] ?? {};
    deepEqual(withoutIdentity(attributes), [
      ['event.name', 'string', event],
      // A session counts its results.
      ...expected.map((said) => (said[0] === 'tool_result_seq' ? ['tool_result_seq', 'int', results] : said)),
      ...(isBare ? [] : tail),
    ]);
    deepEqual([eventName, severityNumber, severityText, body], [event, 9, 'INFO', null]);
    equal(timeUnixNano, `${now}000000`);
  }
  const rest = logs.slice(samples.length * rounds).map(({ eventName }) => eventName);
  deepEqual(rest, [...Array(turns).fill('codex.tool_result'), 'codexotel.session_receipt']);
}

const sequenceOf = ({ attributes }: ReceivedLog): number =>
  Number(attributes.find(([key]) => key === 'codexotel.sequence')?.[2]);

/** Spans: a session, its turns, and one tool in each of them, every one below the right parent. */
export function checkSpans(records: readonly ReceivedRecord[], { sinks, spanEvents }: Receipt): void {
  const spans = records.filter((record): record is ReceivedSpan => record.signal === 'traces');
  const total = 1 + 2 * turns;
  deepEqual(sinks['otlp.traces'], delivered('span', total));
  equal(spans.length, total);
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const parentOf = ({ parentSpanId = '' }: ReceivedSpan) => byId.get(parentSpanId)?.name;
  const count = (name: string, parent?: string): number =>
    spans.filter((span) => span.name === name && parentOf(span) === parent).length;
  deepEqual([count('session'), count('turn', 'session'), count('tool_call', 'turn')], [1, turns, turns]);
  equal(new Set(spans.map(({ traceId }) => traceId)).size, 1);
  const turnIds = spans.flatMap(({ attributes }) => attributes.filter(([key]) => key === 'turn.id'));
  deepEqual(
    turnIds,
    Array.from({ length: turns }, (_, turn) => ['turn.id', 'string', `turn-${turn}`]),
  );
  const events = spans.reduce((sum, span) => sum + span.events.length, 0);
  const dropped = spans.reduce((sum, span) => sum + span.droppedEventsCount, 0);
  ok(spanEvents);
  const lost = Object.values(spanEvents.dropped).reduce((sum, count) => sum + count, 0);
  deepEqual([events, dropped], [spanEvents.attached, lost]);
  ok(events > turns);
}

/** Metrics: every kind with its unit, temporality and values, and as many points as the receipt says. */
export function checkMetrics(records: readonly ReceivedRecord[], { sinks }: Receipt): void {
  const metrics = records.filter((record): record is ReceivedMetric => record.signal === 'metrics');
  const points = metrics.reduce((sum, metric) => sum + metric.points.length, 0);
  deepEqual(sinks['otlp.metrics'], delivered('point', points));
  const own = metrics
    .filter(({ name }) => name.startsWith('acme.'))
    .sort((one, other) => one.name.localeCompare(other.name));
  deepEqual(
    own.map(({ name, kind, unit, description, temporality, isMonotonic }) => [
      name,
      kind,
      unit,
      description,
      temporality,
      isMonotonic,
    ]),
    [
      ['acme.length', 'histogram', '', '', 1, undefined],
      ['acme.runs', 'sum', '', 'Runs of it.', 1, true],
      ['acme.size', 'gauge', '', '', undefined, undefined],
      ['acme.wait', 'histogram', 'ms', 'Duration in milliseconds.', 1, undefined],
    ],
  );
  const [length, runs, size, wait] = own.map((metric) => metric.points);
  const told = (all: typeof runs) =>
    all?.map(({ attributes, value, valueType, count, sum }) => [
      attributes.filter(([key]) => key === 'kind'),
      ...(value === undefined ? [count, sum] : [valueType, value]),
    ]);
  deepEqual(told(runs), [
    [[['kind', 'string', 'fast']], 'int', 2],
    [[['kind', 'string', 'slow']], 'int', 3],
  ]);
  deepEqual([told(size), told(length), told(wait)], [[[[], 'int', -3]], [[[], 2, 9.5]], [[[], 1, 17]]]);
  ok(metrics.some(({ name }) => name === 'codex.tool.call'));
}

const delivered = (unit: string, count: number) => ({
  unit,
  accepted: count,
  delivered: count,
  pending: 0,
  rejected: 0,
  dropped: {},
});
