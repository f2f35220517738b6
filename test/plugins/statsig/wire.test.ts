/** What leaves for Statsig, on a real socket, and what its answers mean. */
import assert from 'node:assert/strict';
import { deadlineIn, type Outcome, type Sink, type TelemetryEvent } from '../../../core/index.js';
import { listenAsProxy } from '../../proxy-server.js';
import { type Answer, type Destination, startDestination } from './destination.js';
import { point, turns } from './points.js';
import { setUpStatsig, sinkTo } from './set-up.js';

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
    assert.deepEqual(await attempt(sink, [turns()]), { kind: 'acked' });
    const [arrival, ...others] = destination.arrivals;
    assert.ok(arrival && others.length === 0);
    assert.equal(arrival.method, 'POST');
    assert.equal(arrival.url, '/otlp/v1/metrics');
    assert.equal(arrival.headers['statsig-api-key'], 'server-secret-of-the-test');
    assert.equal(arrival.headers['content-type'], 'application/json');
    const known = ['connection', 'content-length', 'content-type', 'host', 'statsig-api-key'];
    assert.deepEqual(Object.keys(arrival.headers).sort(), known);
  });

  it('goes through the proxy that it is told, and stays off where the environment names none that can be used', async () => {
    const proxy = await listenAsProxy();
    try {
      const through = await sinkTo(destination.url, { options: { proxy: `http://u:p@127.0.0.1:${proxy.port}` } });
      assert.deepEqual(await attempt(through, [turns()]), { kind: 'acked' });
      const basic = `Basic ${Buffer.from('u:p').toString('base64')}`;
      assert.deepEqual(proxy.asked, [`POST ${destination.url} ${basic}`]);
      assert.equal(through.lastRequest?.([turns()])?.proxy, `http://u:p@127.0.0.1:${proxy.port}`);
      await through.close?.();
    } finally {
      proxy.close();
    }
    const options = { key: 'k', endpoint: 'https://far.test/' };
    const { sink: none, reports } = await setUpStatsig({ options, env: { HTTPS_PROXY: 'socks5://u:canary@p.test' } });
    assert.equal(none, undefined);
    assert.match(reports.join(), /^cannot be used: the environment names a proxy that is no http or https URL; /);
  });

  it('sends deltas of the meter codex, one metric a name', async () => {
    await attempt(sink, [turns(), point('codex.turns', { model: 'o' }), point('codex.thread.started')]);
    const { resourceMetrics } = JSON.parse(destination.arrivals[0]?.body ?? '');
    const pointOf = (attributes: unknown[]) => ({
      attributes,
      startTimeUnixNano: '1700000000000000000',
      timeUnixNano: '1700000001000000000',
      asInt: 1,
    });
    const model = (stringValue: string) => [{ key: 'model', value: { stringValue } }];
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
          counter('codex.turns', [pointOf(model('gpt-5.5')), pointOf(model('o'))]),
          counter('codex.thread.started', [pointOf([])]),
        ],
      },
    ]);
  });

  it('says of its source the service and the system, and not the host', async () => {
    await attempt(sink, [turns()]);
    const { resourceMetrics } = JSON.parse(destination.arrivals[0]?.body ?? '');
    const names = resourceMetrics[0].resource.attributes.map(({ key }: { key: string }) => key);
    assert.deepEqual(names.slice(0, 4), ['service.name', 'service.version', 'env', 'os']);
    assert.doesNotMatch(destination.arrivals[0]?.body ?? '', /secret-host|host\.name/);
  });

  it('asks to be tried again when the destination is busy, and keeps the data when it refuses the key', async () => {
    answer = { status: 429, headers: { 'retry-after': '7' } };
    const busy = await attempt(sink, [turns()]);
    assert.ok(busy.kind === 'retry' && busy.afterMs === 7_000 && !busy.isDenied);
    answer = { status: 401 };
    const denied = await attempt(sink, [turns()]);
    assert.ok(denied.kind === 'retry' && denied.isDenied);
    assert.doesNotMatch(JSON.stringify([busy, denied]), /server-secret/);
  });

  it('takes a refusal for good as one', async () => {
    answer = { status: 400 };
    assert.equal((await attempt(sink, [turns()])).kind, 'rejected');
  });

  it('tells how many points of a partial success were rejected', async () => {
    answer = { status: 200, body: JSON.stringify({ partialSuccess: { rejectedDataPoints: '1', errorMessage: 'no' } }) };
    const batch = [turns(), turns(), point('codex.thread.started')];
    assert.deepEqual(await attempt(sink, batch), { kind: 'acked', rejected: 1, reason: 'partial_success' });
  });

  for (const body of [undefined, '{}', '{"partialSuccess":{}}', '{"success":true,"count":3}']) {
    it(`takes ${body ?? 'an empty body'} for an acknowledgement`, async () => {
      answer = { status: 202, ...(body !== undefined && { body }) };
      assert.deepEqual(await attempt(sink, [turns()]), { kind: 'acked' });
    });
  }

  for (const body of ['<html>', 'OK', '[]', '"{}"', '{"success":false}', '{"error":"sign in first"}']) {
    it(`keeps the points when the answer to them is ${body}`, async () => {
      answer = { status: 200, body };
      assert.deepEqual(await attempt(sink, [turns()]), { kind: 'retry', reason: 'not_an_otlp_answer' });
    });
  }

  it('settles at the deadline when no answer comes', async () => {
    answer = undefined;
    const began = performance.now();
    const outcome = await attempt(sink, [turns()], 200);
    assert.ok(outcome.kind === 'unknown' || outcome.kind === 'retry', outcome.kind);
    assert.ok(performance.now() - began < 1_000);
  });

  it('says that it could not connect when nobody listens', async () => {
    await destination.close();
    assert.equal((await attempt(sink, [turns()])).kind, 'retry');
  });
});
