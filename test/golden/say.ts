/** A host that says through the public session what a capture tells, and what a receiver got of it. */
import assert from 'node:assert/strict';
import type { ReceivedLog, ReceivedSpan, Receiver } from '../../core/testing/index.js';
import { type SessionTelemetry, start } from '../../index.js';
import { factsOf, naturalFields, timeOf } from '../catalogue/captured.js';
import { type Capture, keysOf, type Told, toldIn, variablesOf } from './capture.js';
import { byName } from './compare.js';
import { drive } from './drive.js';
import { receivedMetrics } from './metrics.js';

/** What both records say of the session, and of the event. */
const factsIn = ({ log, trace }: Told) => ({ ...(trace && factsOf(trace)), ...(log && factsOf(log)) });
const fieldsIn = ({ log, trace }: Told) => ({ ...(trace && naturalFields(trace)), ...(log && naturalFields(log)) });

const textIn = ({ resource }: Capture, name: string): string => {
  const said = Object.values(resource)
    .flat()
    .find(([key]) => key === name);
  return String(said?.[2]);
};

/** Says all events of a capture. `session_source`: where its sessions came from, if it is one place. */
export async function say(receiver: Receiver, capture: Capture, session_source?: string) {
  const exporterOf = (signal: string) => ({
    'otlp-http': { endpoint: `${receiver.httpUrl}/v1/${signal}`, protocol: 'binary' as const },
  });
  const exporters = {
    exporter: exporterOf('logs'),
    trace_exporter: exporterOf('traces'),
    metrics_exporter: exporterOf('metrics'),
  };
  const bus = start({
    service: { name: textIn(capture, 'service.name'), version: textIn(capture, 'service.version') },
    config: {
      otel: { ...keysOf(capture), environment: textIn(capture, 'env'), ...exporters },
      session_receipts: false,
    },
    env: variablesOf(capture),
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
  const told = toldIn(capture);
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
  const receipt = await bus.close(10_000);
  assert.deepEqual([receipt.refused, receipt.altered, receiver.refused], [{}, {}, []]);
  const logs = receiver.records.filter((record): record is ReceivedLog => record.signal === 'logs');
  const spans = receiver.records.filter((record): record is ReceivedSpan => record.signal === 'traces');
  const metricResources = receiver.records.flatMap((record) =>
    record.signal === 'metrics' ? [byName(record.resource)] : [],
  );
  return { logs, spans, metrics: receivedMetrics(receiver.records), metricResources };
}
