/** The metrics client by itself, by the checklist of Codex's: names, tags, instruments, timers, what is collected and when. */
import assert from 'node:assert/strict';
import sinon from 'sinon';
import { type MetricPoint, MetricsClient, MetricsConfig, MetricsError, type MetricsMistake } from '../../index.js';

function inMemory(configure: (config: MetricsConfig) => MetricsConfig = (config) => config) {
  const points: MetricPoint[] = [];
  const config = MetricsConfig.inMemory({ export: (some) => points.push(...some) });
  return { client: new MetricsClient(configure(config)), points };
}

const isOf = (kind: MetricsMistake) => (thrown: unknown) => thrown instanceof MetricsError && thrown.kind === kind;
const measuredAs = (points: readonly MetricPoint[], name: string) =>
  points.find(({ metric }) => metric.name === name)?.value;

describe('a metrics client', () => {
  it('send_builds_payload_with_tags_and_histograms: tags of a call win over those of the client', async () => {
    const { client, points } = inMemory((config) => config.withTag('service', 'codex-cli').withTag('env', 'prod'));
    client.counter('codex.turns', 1, { model: 'gpt-5.1', env: 'dev' });
    client.histogram('codex.tool_latency', 25, { tool: 'shell' });
    await client.shutdown();
    assert.deepEqual(
      points.map(({ metric, tags, value }) => [
        metric.name,
        tags,
        value.kind === 'histogram' ? value.sum : value.value,
      ]),
      [
        ['codex.turns', { env: 'dev', model: 'gpt-5.1', service: 'codex-cli' }, 1],
        ['codex.tool_latency', { env: 'prod', service: 'codex-cli', tool: 'shell' }, 25],
      ],
    );
    assert.deepEqual(Object.keys(points[0]?.tags ?? {}), ['env', 'model', 'service']);
  });

  it('send_merges_default_tags_per_line: each set of tags is a series of its own', async () => {
    const { client, points } = inMemory((config) => config.withTag('env', 'prod'));
    client.counter('codex.alpha', 1, { component: 'alpha' });
    client.counter('codex.alpha', 2, { component: 'beta' });
    client.counter('codex.alpha', 3, { component: 'alpha' });
    await client.flush();
    assert.deepEqual(
      points.map(({ tags, value }) => [tags.component, tags.env, value]),
      [
        ['alpha', 'prod', { kind: 'counter', value: 4 }],
        ['beta', 'prod', { kind: 'counter', value: 2 }],
      ],
    );
  });

  it('client_sends_enqueued_metric: a flush sends what was recorded', async () => {
    const { client, points } = inMemory();
    client.counter('codex.turns', 1, { model: 'gpt-5.1' });
    assert.equal(await client.flush(), true);
    assert.deepEqual(measuredAs(points, 'codex.turns'), { kind: 'counter', value: 1 });
  });

  it('knows the same tags again in any order', async () => {
    const { client, points } = inMemory();
    client.counter('c', 1, { a: '1', b: '2' });
    client.counter('c', 1, { b: '2', a: '1' });
    await client.flush();
    assert.deepEqual(
      points.map(({ value }) => value),
      [{ kind: 'counter', value: 2 }],
    );
  });

  it('shutdown_flushes_in_memory_exporter, shutdown_without_metrics_exports_nothing, and nothing is recorded afterwards', async () => {
    const { client, points } = inMemory();
    assert.equal(await client.shutdown(), true);
    assert.deepEqual(points, []);
    client.counter('codex.turns', 1);
    assert.equal(await client.shutdown(), true);
    assert.deepEqual(points, []);
    const other = inMemory();
    other.client.counter('codex.turns', 1);
    await other.client.shutdown();
    assert.equal(other.points.length, 1);
  });

  it('tells deltas: a series in which nothing was measured is left out, and the next begins where the one before ended', async () => {
    const clock = sinon.useFakeTimers({ now: 1_000, toFake: ['Date'] });
    try {
      const { client, points } = inMemory();
      client.counter('c', 1);
      client.gauge('g', 7);
      clock.tick(500);
      await client.flush();
      clock.tick(500);
      await client.flush();
      client.counter('c', 5);
      clock.tick(500);
      await client.flush();
      assert.deepEqual(
        points.map(({ metric, startTime, endTime, value }) => [metric.name, startTime, endTime, value]),
        [
          ['c', 1_000, 1_500, { kind: 'counter', value: 1 }],
          ['g', 1_000, 1_500, { kind: 'gauge', value: 7 }],
          ['c', 2_000, 2_500, { kind: 'counter', value: 5 }],
        ],
      );
    } finally {
      clock.restore();
    }
  });

  it('lets deltas follow each other where the clock stands still, or goes back', async () => {
    const clock = sinon.useFakeTimers({ now: 1_000, toFake: ['Date'] });
    try {
      const { client, points } = inMemory();
      for (const jump of [0, 0, -500, 0]) {
        clock.setSystemTime(Date.now() + jump);
        client.counter('c', 1);
        client.counter('other', 1);
        await client.flush();
      }
      const windows = points.filter(({ metric }) => metric.name === 'c');
      assert.ok(windows.length === 4 && windows.every(({ startTime, endTime }) => startTime < endTime));
    } finally {
      clock.restore();
    }
  });

  it('tells of all time where that was chosen', async () => {
    const points: MetricPoint[] = [];
    const config = MetricsConfig.inMemory({ export: (some) => points.push(...some) }, 'cumulative');
    const client = new MetricsClient(config);
    client.counter('c', 1);
    await client.flush();
    client.counter('c', 2);
    await client.flush();
    await client.flush();
    assert.deepEqual(
      points.map(({ value, temporality }) => [value, temporality]),
      [1, 3, 3].map((value) => [{ kind: 'counter', value }, 'cumulative']),
    );
    assert.equal(new Set(points.map(({ startTime }) => startTime)).size, 1);
  });

  it('exports by itself at the interval', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    try {
      const { client, points } = inMemory((config) => config.withExportInterval(250));
      client.counter('c', 1);
      clock.tick(249);
      assert.equal(points.length, 0);
      clock.tick(1);
      assert.equal(points.length, 1);
      await client.shutdown();
      assert.equal(clock.countTimers(), 0);
    } finally {
      clock.restore();
    }
  });

  it('record_duration_uses_matching_bucket: whole milliseconds, a bound belongs to its bucket', async () => {
    const { client, points } = inMemory();
    client.recordDuration('codex.request_latency', 15.9);
    client.recordDuration('codex.edge', 10);
    client.recordDuration('codex.edge', 120_001);
    client.recordDurationSeconds('codex.goal.duration_s', 0.3, {}, 'Seconds until the goal.');
    await client.flush();
    const [latency, edge, seconds] = points;
    assert.deepEqual(latency?.metric, {
      name: 'codex.request_latency',
      unit: 'ms',
      description: 'Duration in milliseconds.',
    });
    const bucketsOf = (point: MetricPoint | undefined) =>
      point?.value.kind === 'histogram' ? point.value.counts.flatMap((count, at) => (count > 0 ? [at] : [])) : [];
    assert.deepEqual([latency, edge, seconds].map(bucketsOf), [[3], [2, 34], [8]]);
    assert.ok(latency?.value.kind === 'histogram' && edge?.value.kind === 'histogram');
    const { count, sum, min, max, bounds, counts } = edge.value;
    assert.deepEqual([count, sum, min, max, bounds.length, counts.length], [2, 120_011, 10, 120_001, 34, 35]);
    assert.equal(latency.value.sum, 15);
    assert.deepEqual(seconds?.metric, {
      name: 'codex.goal.duration_s',
      unit: 's',
      description: 'Seconds until the goal.',
    });
    assert.ok(seconds.value.kind === 'histogram' && seconds.value.bounds.length === 21);
  });

  it('records a timer once, whether it is told or its block ends; its own tags win', async () => {
    const { client, points } = inMemory();
    {
      using timer = client.startTimer('t', { phase: 'own' });
      timer.record({ phase: 'extra', more: 'x' });
    }
    {
      using _ = client.startTimer('t', { phase: 'own' });
    }
    await client.flush();
    assert.deepEqual(
      points.map(({ tags, value }) => [tags, value.kind === 'histogram' && value.count]),
      [
        [{ more: 'x', phase: 'own' }, 1],
        [{ phase: 'own' }, 1],
      ],
    );
  });

  it('asks observable gauges whenever somebody collects, until that is undone', async () => {
    const { client, points } = inMemory();
    let size = 3;
    const undo = client.registerObservableGauge('pool.size', () => size++, { pool: 'a' }, 'Size of the pool.');
    client.registerObservableGauge('broken', () => Number.NaN);
    await client.flush();
    await client.flush();
    undo();
    await client.flush();
    assert.deepEqual(
      points.map(({ metric, tags, value }) => [metric.name, metric.description, tags, value]),
      [3, 4].map((value) => ['pool.size', 'Size of the pool.', { pool: 'a' }, { kind: 'gauge', value }]),
    );
  });

  it('snapshot_collects_metrics_without_shutdown: each tells of the time since the one before, and disturbs no export', async () => {
    const { client, points } = inMemory((config) => config.withRuntimeReader());
    client.counter('codex.tool.call', 1, { tool: 'shell', success: 'true' });
    assert.deepEqual(measuredAs(client.snapshot(), 'codex.tool.call'), { kind: 'counter', value: 1 });
    assert.deepEqual(client.snapshot(), []);
    assert.deepEqual(points, []);
    client.counter('codex.tool.call', 1, { tool: 'shell', success: 'true' });
    await client.flush();
    assert.deepEqual(measuredAs(points, 'codex.tool.call'), { kind: 'counter', value: 2 });
    assert.throws(() => inMemory().client.snapshot(), isOf('RuntimeSnapshotUnavailable'));
  });

  it('counts in one set what comes beyond the limit of sets, and begins anew once it was collected', async () => {
    const { client, points } = inMemory();
    for (let number = 0; number < 2_500; number++) client.counter('busy', 1, { number: String(number) });
    await client.flush();
    assert.equal(points.length, 2_000);
    assert.deepEqual(
      points.filter(({ tags }) => 'otel.metric.overflow' in tags).map(({ value }) => value),
      [{ kind: 'counter', value: 501 }],
    );
    points.length = 0;
    client.counter('busy', 1, { number: '2499' });
    await client.flush();
    assert.deepEqual(
      points.map(({ tags }) => tags),
      [{ number: '2499' }],
    );
  });
});

describe('a metrics client refuses', () => {
  const { client } = inMemory();
  const refusals: ReadonlyArray<readonly [what: string, kind: MetricsMistake, call: () => void]> = [
    ['an empty name', 'EmptyMetricName', () => client.counter('', 1)],
    ['counter_rejects_invalid_metric_name', 'InvalidMetricName', () => client.counter('bad name', 1)],
    ['counter_rejects_invalid_tag_key', 'InvalidTagComponent', () => client.counter('c', 1, { 'bad key': 'v' })],
    ['histogram_rejects_invalid_tag_value', 'InvalidTagComponent', () => client.histogram('h', 3, { k: 'bad value' })],
    ['an empty tag value', 'EmptyTagComponent', () => client.counter('c', 1, { k: '' })],
    ['a tag that is no text', 'InvalidTagComponent', () => client.counter('c', 1, { k: 5 as never })],
    ['tags that throw', 'InvalidTagComponent', () => client.counter('c', 1, throwing())],
    ['a negative increment', 'NegativeCounterIncrement', () => client.counter('c', -1)],
    ['half an increment', 'InvalidValue', () => client.counter('c', 0.5)],
    ['a value that is not finite', 'InvalidValue', () => client.histogram('h', Number.POSITIVE_INFINITY)],
    ['a value below 0', 'InvalidValue', () => client.histogram('h', -3)],
    ['a duration that is none', 'InvalidValue', () => client.recordDuration('d', Number.NaN)],
    ['a duration without an end', 'InvalidValue', () => client.recordDuration('d', Number.POSITIVE_INFINITY)],
    ['a duration below 0', 'InvalidValue', () => client.recordDuration('d', -0.5)],
    ['seconds below 0', 'InvalidValue', () => client.recordDurationSeconds('d', -1)],
    ['a description that is no text', 'InvalidValue', () => client.gauge('g', 1, {}, null as never)],
    ['a gauge that is not whole', 'InvalidValue', () => client.gauge('g', 1.5)],
    ['the name of an observable gauge', 'InvalidMetricName', () => client.registerObservableGauge('bad name', () => 1)],
    [
      'invalid_tag_component_is_rejected',
      'InvalidTagComponent',
      () => MetricsConfig.inMemory({ export: () => undefined }).withTag('bad key', 'v'),
    ],
    [
      'an interval that no timer can wait',
      'InvalidConfig',
      () => MetricsConfig.inMemory({ export: () => undefined }).withExportInterval(0),
    ],
  ];
  for (const [what, kind, call] of refusals) {
    it(what, () => {
      assert.throws(call, isOf(kind));
      assert.throws(call, (thrown: Error) => !/bad (name|key|value)/.test(thrown.message));
    });
  }
});

function throwing(): Record<string, string> {
  return Object.defineProperty({}, 'k', {
    enumerable: true,
    get() {
      throw new Error('hunter2');
    },
  });
}
