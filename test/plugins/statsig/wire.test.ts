/** What leaves for Statsig, on a real socket, and what its answers mean. */
import assert from 'node:assert/strict';
import { deadlineIn, type Outcome, type Sink, type TelemetryEvent } from '../../../core/index.js';
import { type Answer, type Destination, startDestination } from './destination.js';
import { apiRequest, makeEvent, session, toolResult } from './events.js';
import { sinkTo } from './set-up.js';

async function attempt(sink: Sink, batch: readonly TelemetryEvent[], timeoutMs = 5_000): Promise<Outcome> {
  const deadline = deadlineIn(timeoutMs);
  try {
    return await sink.attempt(batch, deadline);
  } finally {
    deadline.dispose();
  }
}

describe('statsig on the wire', () => {
  let destination: Destination;
  let sink: Sink;
  let answer: Answer | undefined;

  beforeEach(async () => {
    answer = { status: 200, body: '{}' };
    destination = await startDestination(() => answer);
    sink = await sinkTo(destination.url);
  });

  afterEach(async () => {
    await sink.close?.();
    await destination.close();
  });

  it('sends one POST of JSON with the key and no other header of ours', async () => {
    assert.deepEqual(await attempt(sink, [toolResult()]), { kind: 'acked' });
    const [arrival, ...others] = destination.arrivals;
    assert.ok(arrival && others.length === 0);
    assert.equal(arrival.method, 'POST');
    assert.equal(arrival.url, '/otlp/v1/metrics');
    assert.equal(arrival.headers['statsig-api-key'], 'server-secret-of-the-test');
    assert.equal(arrival.headers['content-type'], 'application/json');
    const known = ['connection', 'content-length', 'content-type', 'host', 'statsig-api-key'];
    assert.deepEqual(Object.keys(arrival.headers).sort(), known);
  });

  it('sends delta sums of the meter codex, with tags sorted by key', async () => {
    await attempt(sink, [toolResult(), toolResult(), apiRequest()]);
    const { resourceMetrics } = JSON.parse(destination.arrivals[0]?.body ?? '');
    const point = (own: Record<string, string>, asInt: number) => ({
      attributes: Object.entries({ ...sessionTags, ...own })
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, stringValue]) => ({ key, value: { stringValue } })),
      startTimeUnixNano: '1699999999999000000',
      timeUnixNano: '1700000001000000000',
      asInt,
    });
    const counter = (name: string, dataPoints: unknown[]) => ({
      name,
      description: '',
      unit: '',
      sum: { aggregationTemporality: 1, isMonotonic: true, dataPoints },
    });
    assert.deepEqual(resourceMetrics[0].scopeMetrics, [
      {
        scope: { name: 'codex' },
        metrics: [
          counter('codex.tool.call', [point({ tool: 'shell', success: 'true' }, 2)]),
          counter('codex.api_request', [point({ status: '200', success: 'true' }, 1)]),
        ],
      },
    ]);
  });

  it('says of its source the service and the system, and not the host', async () => {
    await attempt(sink, [toolResult()]);
    const { resourceMetrics } = JSON.parse(destination.arrivals[0]?.body ?? '');
    const names = resourceMetrics[0].resource.attributes.map(({ key }: { key: string }) => key);
    assert.deepEqual(names.slice(0, 4), ['service.name', 'service.version', 'env', 'os']);
    assert.doesNotMatch(destination.arrivals[0]?.body ?? '', /secret-host|host\.name/);
  });

  it('sends nothing of an event but its tags', async () => {
    const facts = { ...session, 'user.account_id': 'account-7', 'user.email': 'ada@example.org' };
    const fields = { tool_name: 'shell', success: true, arguments: 'rm -rf', output: 'gone', call_id: 'call-9' };
    await attempt(sink, [makeEvent('codex.tool_result', fields, { facts })]);
    assert.doesNotMatch(destination.arrivals[0]?.body ?? '', /account-7|ada@|rm -rf|gone|call-9|c-1|xterm/);
  });

  it('sends nothing for a batch in which nothing is counted', async () => {
    assert.deepEqual(await attempt(sink, [apiRequest({ endpoint: '/models' })]), { kind: 'acked' });
    assert.equal(destination.arrivals.length, 0);
  });

  it('lets the next sums begin where the acknowledged ones ended', async () => {
    answer = { status: 503 };
    assert.equal((await attempt(sink, [toolResult()])).kind, 'retry');
    answer = { status: 200 };
    await attempt(sink, [toolResult()]);
    await attempt(sink, [toolResult()]);
    const starts = destination.arrivals.map(({ body }) => /"startTimeUnixNano":"(\d+)"/.exec(body)?.[1]);
    assert.deepEqual(starts, ['1699999999999000000', '1699999999999000000', '1700000000999000000']);
  });

  it('asks to be tried again when the destination is busy, and keeps the data when it refuses the key', async () => {
    answer = { status: 429, headers: { 'retry-after': '7' } };
    const busy = await attempt(sink, [toolResult()]);
    assert.ok(busy.kind === 'retry' && busy.afterMs === 7_000 && !busy.isDenied);
    answer = { status: 401 };
    const denied = await attempt(sink, [toolResult()]);
    assert.ok(denied.kind === 'retry' && denied.isDenied);
    assert.doesNotMatch(JSON.stringify([busy, denied]), /server-secret/);
  });

  it('takes a refusal for good as one', async () => {
    answer = { status: 400 };
    assert.equal((await attempt(sink, [toolResult()])).kind, 'rejected');
  });

  it('tells in records how much of a partial success was rejected', async () => {
    answer = { status: 200, body: JSON.stringify({ partialSuccess: { rejectedDataPoints: '1', errorMessage: 'no' } }) };
    const batch = [toolResult(), toolResult(), apiRequest()];
    assert.deepEqual(await attempt(sink, batch), { kind: 'acked', rejected: 1, reason: 'partial_success' });
    answer = { status: 200, body: JSON.stringify({ partialSuccess: { rejectedDataPoints: 2 } }) };
    assert.deepEqual(await attempt(sink, batch), { kind: 'acked', rejected: 3, reason: 'partial_success' });
  });

  it('takes an answer that is no JSON for what its status says', async () => {
    answer = { status: 202, body: '<html>' };
    assert.deepEqual(await attempt(sink, [toolResult()]), { kind: 'acked' });
  });

  it('settles at the deadline when no answer comes', async () => {
    answer = undefined;
    const began = performance.now();
    const outcome = await attempt(sink, [toolResult()], 200);
    assert.ok(outcome.kind === 'unknown' || outcome.kind === 'retry', outcome.kind);
    assert.ok(performance.now() - began < 1_000);
  });

  it('says that it could not connect when nobody listens', async () => {
    await destination.close();
    assert.equal((await attempt(sink, [toolResult()])).kind, 'retry');
  });
});

const sessionTags = { auth_mode: 'ApiKey', originator: 'codex_exec', model: 'gpt-5.5', 'app.version': '2.1.0' };
