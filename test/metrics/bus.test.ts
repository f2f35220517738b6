/** The metrics of a bus: what follows from events, under which tags, when it leaves, and what is told of mistakes. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { memorySink } from '../../core/testing/memory-sink.js';
import type { MetricPoint, SessionTelemetry, StartOptions } from '../../index.js';
import { boundedOriginator, definePlugin, MetricsError, recordProcessStartOnce, start } from '../../index.js';

const alone = { env: {}, programFile: '', workingDirectory: '' } as const;

function busWithPoints(options: StartOptions = {}) {
  const sink = memorySink({ name: 'points', unit: 'point', lane: 'trace' });
  const faults: string[] = [];
  const bus = start({
    ...alone,
    config: { session_receipts: false, quiet: true },
    ...options,
    plugins: [...(options.plugins ?? []), sink.plugin],
  });
  bus.on('fault', ({ source, message }) => void faults.push(`${source}: ${message}`));
  const points = (): readonly MetricPoint[] => sink.records.flatMap(({ point }) => point ?? []);
  return { bus, sink, faults, points };
}

const shown = (points: readonly MetricPoint[]) =>
  points.map(({ metric, tags, value }) => [
    metric.name,
    tags,
    value.kind === 'histogram' ? `${value.count}x ${value.sum}` : value.value,
  ]);

/** Everything of one summary, as the checklist of Codex has it. */
function work(session: SessionTelemetry): void {
  session.toolResult({ tool_name: 'shell', success: true, duration_ms: 250 });
  session.recordApiRequest({ 'http.response.status_code': 200, duration_ms: 300 });
  session.logSseEvent({ event: 'response.created', data: '{}' }, 120);
  session.recordWebsocketRequest({ duration_ms: 400, success: true });
  session.recordWebsocketEvent({ text: '{"type":"response.created"}' }, 80);
  const timing_metrics = {
    responses_duration_excl_engine_and_client_tool_time_ms: 124,
    engine_service_total_ms: 457,
    engine_iapi_ttft_total_ms: -1,
  };
  session.recordWebsocketEvent({ text: JSON.stringify({ type: 'responsesapi.websocket_timing', timing_metrics }) }, 20);
}

describe('the metrics of a bus', () => {
  it('manager_attaches_metadata_tags_to_metrics: those of the session, of the event, and of the caller', async () => {
    const { bus, points } = busWithPoints({ originator: 'codex_exec' });
    const session = bus.session({ model: 'gpt-5.1', auth_mode: 'ApiKey', 'app.version': '1.0', session_source: 'cli' });
    session.toolResult({ tool_name: 'shell', success: true, duration_ms: 12.9 }, { metricTags: { sandbox: 'none' } });
    await bus.close();
    const tags = {
      'app.version': '1.0',
      auth_mode: 'ApiKey',
      model: 'gpt-5.1',
      originator: 'codex_exec',
      sandbox: 'none',
      session_source: 'cli',
      success: 'true',
      tool: 'shell',
    };
    assert.deepEqual(shown(points()), [
      ['codex.tool.call', tags, 1],
      ['codex.tool.call.duration_ms', tags, '1x 12'],
    ]);
    assert.deepEqual(Object.keys(points()[0]?.tags ?? {}), Object.keys(tags));
  });

  it('lets tags of a session win over those of the bus, and those of a call over both; refuses a bus with tags that are not legal', async () => {
    const { bus, points } = busWithPoints({ metrics: { tags: { channel: 'beta', model: 'none', tool: 'none' } } });
    bus
      .session({ model: 'm' })
      .toolResult({ tool_name: 'shell', success: true }, { metricTags: { channel: 'stable', success: 'maybe' } });
    bus.metrics.counter('acme.x', 1, { tool: 'own' });
    await bus.close();
    assert.deepEqual(
      points().map(({ tags: { originator: _, ...tags } }) => tags),
      [
        { channel: 'stable', model: 'm', success: 'maybe', tool: 'shell' },
        { channel: 'beta', model: 'none', tool: 'own' },
      ],
    );
    assert.throws(() => start({ ...alone, metrics: { tags: { 'bad key': 'x' } } }), MetricsError);
    assert.throws(() => start({ ...alone, metrics: { exportIntervalMs: 0 } }), MetricsError);
    for (const maxSeries of [0, 1.5, Number.NaN])
      assert.throws(() => start({ ...alone, metrics: { maxSeries } }), MetricsError);
  });

  it('manager_allows_disabling_metadata_tags: only those of the event and of the caller are left', async () => {
    const { bus, points } = busWithPoints({ metrics: { hasSessionTags: false } });
    bus.session({ model: 'gpt-5.1' }).toolResult({ tool_name: 'shell', success: true });
    await bus.close();
    assert.deepEqual(points()[0]?.tags, { success: 'true', tool: 'shell' });
  });

  it('session_metric_tags_use_sanitized_app_version: a model, a version and a kind are made legal, and the event stays raw', async () => {
    const log = memorySink();
    const { bus, points, faults } = busWithPoints({ plugins: [log.plugin] });
    const session = bus.session({ model: 'azure/gpt 5:eu', 'app.version': '0.136.0-alpha.1+frodex.1' });
    session.recordTurnTtft({ duration_ms: 7 });
    await bus.close();
    const { model, 'app.version': version } = points()[0]?.tags ?? {};
    assert.deepEqual([model, version], ['azure/gpt_5_eu', '0.136.0-alpha.1_frodex.1']);
    assert.equal(log.attributes(0).model, 'azure/gpt 5:eu');
    assert.deepEqual(faults, []);
  });

  it('runtime_metrics_summary_collects_tool_api_and_streaming_metrics', async () => {
    const { bus, points } = busWithPoints({ metrics: { hasRuntimeReader: true } });
    await bus.ready;
    const session = bus.session({ model: 'm' });
    session.toolResult({ tool_name: 'early', success: true, duration_ms: 1 });
    session.runtimeSummary();
    work(session);
    assert.deepEqual(session.runtimeSummary(), {
      tool_calls: { count: 1, duration_ms: 250 },
      api_calls: { count: 1, duration_ms: 300 },
      streaming_events: { count: 1, duration_ms: 120 },
      websocket_calls: { count: 1, duration_ms: 400 },
      websocket_events: { count: 2, duration_ms: 100 },
      responses_api_overhead_ms: 124,
      responses_api_inference_time_ms: 457,
      responses_api_engine_iapi_ttft_ms: 0,
      responses_api_engine_service_ttft_ms: 0,
      responses_api_engine_iapi_tbt_ms: 0,
      responses_api_engine_service_tbt_ms: 0,
      turn_ttft_ms: 0,
      turn_ttfm_ms: 0,
    });
    assert.equal(session.runtimeSummary(), undefined);
    assert.deepEqual(points(), [], 'a look at the running process exports nothing');
    await bus.close();
    const calls = points().filter(({ metric }) => metric.name === 'codex.tool.call');
    assert.equal(calls.length, 2, 'and takes nothing from what is exported');
  });

  it('manager_snapshot_metrics_collects_without_shutdown: with the tags of the session, and nothing exported', async () => {
    const { bus, points } = busWithPoints({ metrics: { hasRuntimeReader: true } });
    await bus.ready;
    bus.session({ session_source: 'cli' }).toolResult({ tool_name: 'shell', success: true });
    assert.deepEqual(shown(bus.metrics.snapshot()), [
      ['codex.tool.call', { session_source: 'cli', success: 'true', tool: 'shell' }, 1],
    ]);
    assert.deepEqual(points(), []);
    await bus.close();
  });

  it('gives a summary where nothing leaves, if that was asked for, and none where it was not', async () => {
    const bus = start({ ...alone, metrics: { hasRuntimeReader: true } });
    await bus.ready;
    const session = bus.session();
    work(session);
    assert.equal(session.runtimeSummary()?.tool_calls.count, 1);
    await bus.close();
    const plain = start(alone);
    work(plain.session());
    assert.equal(plain.session().runtimeSummary(), undefined);
    await plain.close();
  });

  it('sends what was measured before the configuration was known, and by a flush', async () => {
    const { bus, points } = busWithPoints();
    bus.metrics.counter('acme.early', 1);
    assert.equal(await bus.metrics.flush(), true);
    assert.deepEqual(shown(points()), [['acme.early', {}, 1]]);
    bus.metrics.counter('acme.early', 2);
    assert.equal(await bus.session().shutdownMetrics(), true);
    await bus.close();
    assert.deepEqual(
      points().map(({ value }) => value),
      [1, 2].map((value) => ({ kind: 'counter', value })),
    );
  });

  it('says that it was not complete in time', async () => {
    const { bus, sink } = busWithPoints();
    sink.answer(() => ({ kind: 'retry', reason: 'busy' }));
    bus.metrics.counter('acme.x', 1);
    assert.equal(await bus.metrics.shutdown(50), false);
    sink.answer(() => ({ kind: 'acked' }));
    assert.equal(await bus.metrics.shutdown(2_000), true);
    await bus.close();
  });

  it('never throws into the host: a mistake is a fault that names no value', async () => {
    const { bus, faults, points } = busWithPoints();
    bus.metrics.counter('bad name hunter2', 1);
    bus.metrics.counter('acme.x', -1);
    bus.metrics.counter('acme.x', 1, { key: 'hunter2 hunter2' });
    bus.metrics.histogram('acme.h', Number.NaN);
    bus.session().toolResult({ tool_name: 'shell', success: true }, { metricTags: { 'bad key': 'hunter2' } });
    bus.session().toolResult({ tool_name: 'shell', success: true }, { metricTags: 5 as never });
    await bus.close();
    assert.equal(faults.length, 5);
    assert.ok(faults.every((fault) => fault.startsWith('metrics: ') && !fault.includes('hunter2')));
    assert.deepEqual(
      points().map(({ metric }) => metric.name),
      ['codex.tool.call'],
    );
  });

  it('withholds a text for which a plugin gives something else', async () => {
    const rubbish = definePlugin({ name: 'redaction', setup: () => ({ redactText: () => 5 as never }) });
    const { bus, points } = busWithPoints({ plugins: [rubbish] });
    bus.metrics.counter('acme.x', 1, { repository: 'hunter2' });
    await bus.close();
    assert.deepEqual(shown(points()), [['acme.x', { REDACTED: 'REDACTED' }, 1]]);
  });

  it('goes on where a sink cannot say what it takes: it gets nothing, and others everything', async () => {
    const isWanted = (): boolean => {
      throw new Error('hunter2');
    };
    const undecided = memorySink({ name: 'undecided', unit: 'point', lane: 'trace', collection: { isWanted } });
    const { bus, points, faults } = busWithPoints({ plugins: [undecided.plugin] });
    bus.metrics.counter('acme.x', 1);
    await bus.close();
    assert.deepEqual([points().length, undecided.records.length], [1, 0]);
    assert.match(faults.join('\n'), /^undecided\.records: could not say whether it takes acme\.x/m);
  });

  it('goes on where the clock of the host fails while a timer collects: what was measured leaves afterwards', async () => {
    let isBroken = false;
    const now = (): number => {
      if (isBroken) throw new Error('no clock');
      return Date.now();
    };
    const { bus, points, faults } = busWithPoints({ now, metrics: { exportIntervalMs: 10 } });
    await bus.ready;
    bus.metrics.counter('acme.x', 7);
    isBroken = true;
    await sleep(50);
    isBroken = false;
    await bus.close();
    assert.deepEqual(shown(points()), [['acme.x', {}, 7]]);
    assert.match(faults.join('\n'), /^metrics: metrics could not be collected \(Error\)$/m);
  });

  it('tells once of a metric with too many sets of tags', async () => {
    const { bus, faults, points } = busWithPoints({ metrics: { maxSeries: 10 } });
    for (let number = 0; number < 100; number++) bus.metrics.counter('acme.busy', 1, { number: String(number) });
    await bus.close();
    assert.equal(points().length, 10);
    assert.equal(faults.filter((fault) => fault.includes('acme.busy has too many sets of tags')).length, 1);
  });

  it('takes secrets out of tags and descriptions before they leave', async () => {
    const { bus, points } = busWithPoints();
    const token = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;
    bus.metrics.counter('acme.x', 1, { repository: token });
    bus.metrics.gauge('acme.y', 1, {}, `Clones by ${token}`);
    bus.session({ model: token }).recordTurnTtft({ duration_ms: 1 });
    await bus.close();
    const text = JSON.stringify(points());
    assert.ok(points().length === 3 && !text.includes(token) && text.includes('REDACTED_github-token'), text);
  });

  it('finds a secret before its text is made legal, and puts together what then reads the same', async () => {
    const { bus, points } = busWithPoints();
    for (const number of [1, 2, 3]) {
      const session = bus.session({ model: `m password=hunter2hunter${number}` });
      session.toolResult({ tool_name: 'shell', success: true, duration_ms: number * 10 });
    }
    await bus.close();
    assert.doesNotMatch(JSON.stringify(points()), /hunter2/);
    const [calls, durations, ...others] = points();
    assert.deepEqual([calls?.value, others], [{ kind: 'counter', value: 3 }, []]);
    assert.ok(durations?.value.kind === 'histogram');
    const { count, sum, min, max, counts } = durations.value;
    assert.deepEqual([count, sum, min, max], [3, 60, 10, 30]);
    assert.equal(
      counts.reduce((total, bucket) => total + bucket, 0),
      3,
    );
  });

  it('withholds tags where redaction fails', async () => {
    const failing = definePlugin({
      name: 'redaction',
      setup: () => ({
        redactText() {
          throw new Error('broken');
        },
      }),
    });
    const { bus, points } = busWithPoints({ plugins: [failing] });
    bus.metrics.counter('acme.x', 1, { repository: 'hunter2' });
    await bus.close();
    assert.doesNotMatch(JSON.stringify(points()), /hunter2/);
    assert.equal(points().length, 1);
  });

  it('costs a sink of events nothing: points go to sinks of points alone, and events to none of these', async () => {
    const log = memorySink();
    const { bus, sink } = busWithPoints({ plugins: [log.plugin] });
    bus.session().recordTurnTtft({ duration_ms: 1 });
    const { sinks } = await bus.close();
    assert.ok(log.records.every(({ point }) => point === undefined) && log.records.length === 1);
    assert.ok(sink.records.every(({ point }) => point !== undefined) && sink.records.length === 1);
    assert.deepEqual(
      Object.values(sinks).map(({ unit, accepted, delivered }) => [unit, accepted, delivered]),
      [
        ['record', 1, 1],
        ['point', 1, 1],
      ],
    );
  });

  it('records the start of the process once, under an originator of a closed list', async () => {
    const { bus, points } = busWithPoints();
    assert.equal(recordProcessStartOnce(bus.metrics, 'codex_exec'), true);
    assert.equal(recordProcessStartOnce(bus.metrics, 'codex_exec'), false);
    await bus.close();
    assert.deepEqual(shown(points()), [['codex.process.start', { originator: 'codex_exec' }, 1]]);
    assert.deepEqual(['codex-tui', 'Codex Desktop', 'acme'].map(boundedOriginator), ['codex-tui', 'other', 'other']);
  });
});
