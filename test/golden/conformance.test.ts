/** Conformance: each event of each capture, said through the public session, arrives on both lanes as Codex exported it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { type ReceivedLog, type ReceivedSpan, type Receiver, startReceiver } from '../../core/testing/index.js';
import { codexEvents, type EventDeclaration, isClosedErrorText, type SessionTelemetry, start } from '../../index.js';
import { type Captured, capturedRecords, factsOf, naturalFields, timeOf } from '../catalogue/captured.js';
import { openSwitches } from '../cli/rc.js';
import { inCheckout } from '../cli/run.js';
import { withoutIdentity } from '../without-identity.js';
import { drive } from './drive.js';
import { capturedMetrics, countsOf, receivedMetrics, shapesOf, sourcesIn } from './metrics.js';

const records = capturedRecords();
const runs = [...new Set(records.map(({ run }) => run))];

/** One event as Codex told it: on the log lane, on the trace lane, or on both. */
interface Told {
  readonly log?: Captured;
  readonly trace?: Captured;
}

/** Whether two records tell of the same event: what stands in both says the same. */
function isSame(log: Captured, trace: Captured): boolean {
  if (log.name !== trace.name || timeOf(log) !== timeOf(trace)) return false;
  const said = new Map(trace.attributes.map(([name, , value]) => [name, String(value)]));
  return log.attributes.every(([name, , value]) => (said.get(name) ?? String(value)) === String(value));
}

/** The events of a run, in the order of the log lane; those of the trace lane alone follow. */
function toldIn(run: string): Told[] {
  const left = records.filter((record) => record.run === run && record.lane === 'trace');
  const logs = records.filter((record) => record.run === run && record.lane === 'log');
  const both = logs.map((log): Told => {
    const at = left.findIndex((trace) => isSame(log, trace));
    return at === -1 ? { log } : { log, trace: left.splice(at, 1)[0] as Captured };
  });
  return [...both, ...left.map((trace): Told => ({ trace }))];
}

/** What both records say of the session, and of the event. */
const factsIn = ({ log, trace }: Told) => ({ ...(trace && factsOf(trace)), ...(log && factsOf(log)) });
const fieldsIn = ({ log, trace }: Told) => ({ ...(trace && naturalFields(trace)), ...(log && naturalFields(log)) });

const declarationOf = ({ name }: Captured): EventDeclaration => codexEvents[name];

/** What the trace lane should carry: free text of errors stays off it, on purpose. */
const wantedOn = ({ attributes }: Captured) =>
  attributes.filter(([name, , value]) => name !== 'error.message' || isClosedErrorText(value as string));

type Attributes = readonly (readonly [name: string, type: string, value: unknown])[];
type Signal = 'logs' | 'traces' | 'metrics';

/** Resource attributes by name; their order is random in Codex. Of the SDK nothing. */
const byName = (attributes: Attributes): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    attributes
      .filter(([name]) => !name.startsWith('telemetry.sdk.'))
      .map(([name, type, value]) => [name, [type, value]]),
  );

/** Who reported a signal in a run, as Codex said it. */
function resourceOf(run: string, signal: Signal): Readonly<Record<string, unknown>> {
  const { resource }: { resource: Readonly<Record<Signal, Attributes>> } = JSON.parse(
    readFileSync(inCheckout(`test/fixtures/golden/${run}/telemetry.json`), 'utf8'),
  );
  return byName(resource[signal]);
}

const none: ReadonlySet<string> = new Set();
/** Names alone where the values are those of a machine. */
const namesIn = (resource: Readonly<Record<string, unknown>>) =>
  Object.entries(resource)
    .map(([name, value]) => (name.startsWith('os') ? [name] : [name, value]))
    .sort();

const textIn = (resource: Readonly<Record<string, unknown>>, name: string): string =>
  String([resource[name]].flat()[1]);

/** In one run Codex left before its metrics had told of the last of three requests, which the log lane has. */
const lostByCodex = (run: string): readonly (readonly [key: string, total: string])[] =>
  run === 'x_429'
    ? [
        ['["codex.api_request",', '3 times, 0 ms'],
        ['["codex.api_request.duration_ms",', '3 times, 20 ms'],
      ]
    : [];

describe('a host that says what Codex said', () => {
  let receiver: Receiver;
  before(async () => {
    receiver = await startReceiver();
  });
  after(() => receiver.close());
  beforeEach(() => receiver.reset());

  /** Says all events of a run; gives what the receiver and a sink of the trace lane got. */
  async function say(run: string, told: readonly Told[]) {
    const resource = resourceOf(run, 'logs');
    const [name, version, environment] = ['service.name', 'service.version', 'env'].map((key) => textIn(resource, key));
    const switches = run === 'a_redacted' ? openSwitches('log_user_prompt') : openSwitches();
    const exporterOf = (signal: string) => ({
      'otlp-http': { endpoint: `${receiver.httpUrl}/v1/${signal}`, protocol: 'binary' as const },
    });
    const exporters = {
      exporter: exporterOf('logs'),
      trace_exporter: exporterOf('traces'),
      metrics_exporter: exporterOf('metrics'),
    };
    const [source, ...otherSources] = sourcesIn(capturedMetrics(run));
    const session_source = otherSources.length === 0 ? source : undefined;
    const bus = start({
      service: { name: String(name), version: String(version) },
      config: { otel: { ...switches, environment: String(environment), ...exporters }, session_receipts: false },
      env: {},
      workingDirectory: '',
      programFile: '',
    });
    const sessions = new Map<unknown, SessionTelemetry>();
    const enter = (facts: ReturnType<typeof factsOf>) => {
      const { auth_mode, 'user.account_id': account, 'user.email': email, ...others } = facts;
      const known = sessions.get(facts['conversation.id'])?.with(others) ?? bus.session({ ...others, session_source });
      const session = known.withAuth({ auth_mode, 'user.account_id': account, 'user.email': email } as never);
      sessions.set(facts['conversation.id'], session);
      return session;
    };
    // What names no session belongs to the one before it; what comes first of all, to the first.
    let last = enter(factsIn(told.find((one) => factsIn(one).auth_mode !== undefined) ?? told[0] ?? {}));
    for (const one of told) {
      const facts = factsIn(one);
      if (facts.model !== undefined) last = enter(facts);
      const source = one.log ?? one.trace;
      assert.ok(source);
      const session = sessions.get(facts['conversation.id']) ?? last;
      drive(session, source.name, fieldsIn(one), timeOf(source));
    }
    const receipt = await bus.close();
    assert.deepEqual([receipt.refused, receipt.altered, receiver.refused], [{}, {}, []]);
    const logs = receiver.records.filter((record): record is ReceivedLog => record.signal === 'logs');
    const spans = receiver.records.filter((record): record is ReceivedSpan => record.signal === 'traces');
    const metricResources = receiver.records.flatMap((record) =>
      record.signal === 'metrics' ? [byName(record.resource)] : [],
    );
    return { logs, spans, metrics: receivedMetrics(receiver.records), metricResources };
  }

  for (const run of runs) {
    it(`reports ${run} with no unexplained difference`, async () => {
      const told = toldIn(run);
      const { logs, spans } = await say(run, told);

      const wantedLogs = told.flatMap(({ log }) => log ?? []);
      assert.equal(logs.length, wantedLogs.length);
      for (const [index, wanted] of wantedLogs.entries()) {
        const { attributes, severityNumber, severityText, body, eventName, timeUnixNano } = logs[index] ?? {};
        assert.deepEqual(withoutIdentity(attributes ?? []), wanted.attributes);
        assert.deepEqual([severityNumber, severityText, body], [9, 'INFO', null]);
        assert.ok(eventName === wanted.name && timeUnixNano !== '0');
      }

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
      assert.deepEqual(left, []);

      const own = { ...resourceOf(run, 'logs'), 'host.name': ['string', hostname()] };
      assert.deepEqual(byName(logs[0]?.resource ?? []), own);
      assert.deepEqual(byName(spans[0]?.resource ?? []), resourceOf(run, 'traces'));
    });
  }

  for (const run of runs) {
    it(`counts and times in ${run} what Codex counted and timed`, async () => {
      const wanted = capturedMetrics(run);
      const { metrics, metricResources } = await say(run, toldIn(run));
      assert.deepEqual(shapesOf(metrics), shapesOf(wanted));
      const without = sourcesIn(wanted).size === 1 ? none : new Set(['session_source']);
      const ours = countsOf(metrics, without);
      const theirs = countsOf(wanted, without);
      for (const [key, total] of lostByCodex(run)) {
        const found = Object.keys(theirs).find((name) => name.startsWith(key));
        assert.ok(found !== undefined && theirs[found] !== total);
        theirs[found] = total;
      }
      assert.deepEqual(ours, theirs);
      for (const resource of metricResources) assert.deepEqual(namesIn(resource), namesIn(resourceOf(run, 'metrics')));
    });
  }

  it('was compared in every record that Codex named', () => {
    const compared = runs.flatMap(toldIn).flatMap(({ log, trace }) => [log, trace].filter(Boolean));
    assert.equal(compared.length, records.length);
    assert.ok(runs.length >= 13 && records.length >= 500);
  });
});
