/** Metrics on real sockets: in each encoding, through an outage, under partial success, and out of a process that ends. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type ReceivedMetric, type Receiver, startReceiver } from '../../core/testing/receiver/index.js';
import { type Bus, MetricsClient, MetricsConfig, start } from '../../index.js';
import { cleanEnvironment } from '../clean-environment.js';

const protocols = ['binary', 'json', 'grpc'] as const;

const exporterTo = ({ httpUrl, grpcUrl }: Receiver, protocol: (typeof protocols)[number]) =>
  protocol === 'grpc'
    ? { 'otlp-grpc': { endpoint: grpcUrl } }
    : { 'otlp-http': { endpoint: `${httpUrl}/v1/metrics`, protocol } };

const metricsIn = ({ records }: Receiver): readonly ReceivedMetric[] =>
  records.filter((record): record is ReceivedMetric => record.signal === 'metrics');

/** The sum of all deltas of a counter. */
const sumOf = (receiver: Receiver, wanted: string): number =>
  metricsIn(receiver)
    .filter(({ name }) => name === wanted)
    .flatMap(({ points }) => points)
    .reduce((sum, point) => sum + Number('value' in point ? point.value : 0), 0);

describe('metrics on the wire', () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(() => receiver.close());

  const startBus = (protocol: (typeof protocols)[number], exportIntervalMs = 60_000): Bus =>
    start({
      service: { name: 'acme', version: '1.2.3' },
      config: { otel: { metrics_exporter: exporterTo(receiver, protocol) }, quiet: true },
      env: {},
      programFile: '',
      workingDirectory: '',
      metrics: { exportIntervalMs },
    });

  for (const protocol of protocols) {
    it(`otlp_http_exporter_sends_metrics_to_collector: over ${protocol}, as a strict one wants them, every kind, and the resource of metrics`, async () => {
      const bus = startBus(protocol);
      bus.metrics.counter('acme.runs', 2, { kind: 'fast' }, 'Runs of it.');
      bus.metrics.gauge('acme.size', -3);
      bus.metrics.histogram('acme.length', 2.5);
      bus.metrics.recordDuration('acme.wait', 17);
      bus.metrics.recordDurationSeconds('acme.goal', 0.3);
      const { sinks } = await bus.close();
      assert.deepEqual(sinks['otlp.metrics'], {
        unit: 'point',
        accepted: 5,
        delivered: 5,
        pending: 0,
        rejected: 0,
        dropped: {},
      });
      assert.deepEqual(receiver.refused, []);
      const metrics = metricsIn(receiver);
      assert.deepEqual(
        metrics.map(({ name, kind, unit, description }) => [name, kind, unit, description]),
        [
          ['acme.runs', 'sum', '', 'Runs of it.'],
          ['acme.size', 'gauge', '', ''],
          ['acme.length', 'histogram', '', ''],
          ['acme.wait', 'histogram', 'ms', 'Duration in milliseconds.'],
          ['acme.goal', 'histogram', 's', ''],
        ],
      );
      const names = metrics[0]?.resource.map(([name]) => name) ?? [];
      assert.deepEqual([...names].sort(), ['env', 'os', 'os_version', 'service.name', 'service.version']);
      assert.equal(metrics[0]?.scope.name, 'codex');
    });

    it(`lose nothing in an outage over ${protocol}: what was collected waits, and is sent later`, async () => {
      const bus = startBus(protocol, 50);
      await bus.ready;
      receiver.answerAlways({ status: 503 });
      let counted = 0;
      const count = async (rounds: number) => {
        for (let round = 0; round < rounds; round++) {
          bus.metrics.counter('acme.runs', 1);
          counted++;
          await sleep(10);
        }
      };
      await count(40);
      receiver.answerAlways('ok');
      await count(10);
      const { sinks } = await bus.close(5_000);
      assert.equal(sumOf(receiver, 'acme.runs'), counted);
      const { accepted, delivered, dropped } = sinks['otlp.metrics'] ?? {};
      assert.ok((accepted ?? 0) > 4 && accepted === delivered, 'several deltas waited');
      assert.deepEqual(dropped, {});
      const windows = metricsIn(receiver).flatMap(({ points }) => points);
      assert.ok(
        windows.every(
          ({ startTimeUnixNano }, at) => at === 0 || startTimeUnixNano >= (windows[at - 1]?.timeUnixNano ?? ''),
        ),
        'deltas follow each other',
      );
    }).timeout(20_000);
  }

  it('lose nothing while nobody listens at the port, over any protocol', async () => {
    const [httpPort = 0, grpcPort = 0] = [receiver.httpUrl, receiver.grpcUrl].map((url) => Number(new URL(url).port));
    const buses = protocols.map((protocol) => [`acme.${protocol}`, startBus(protocol, 100)] as const);
    let counted = 0;
    const count = async (isEnough: () => boolean) => {
      for (; !isEnough(); counted++) {
        for (const [name, bus] of buses) bus.metrics.counter(name, 1);
        await sleep(10);
      }
    };
    const sums = () => buses.map(([name]) => sumOf(receiver, name));
    const waiting = () => buses.map(([, bus]) => bus.receipt().sinks['otlp.metrics']?.pending ?? 0);
    await count(() => counted === 20);
    // No request is under way at the end of the first receiver: of one without an answer nobody knows whether it counts.
    await Promise.all(buses.map(([, bus]) => bus.flush(5_000)));
    await receiver.close();
    const before = sums();
    assert.deepEqual(before, [20, 20, 20]);
    const closedAt = performance.now();
    await count(() => performance.now() - closedAt > 2_000);
    assert.ok(
      waiting().every((points) => points > 10),
      `several deltas wait: ${waiting()}`,
    );
    receiver = await startReceiver({ http: httpPort, grpc: grpcPort });
    await count(() => sums().every((sum) => sum > 0));
    await Promise.all(buses.map(([, bus]) => bus.close(8_000)));
    assert.deepEqual(
      sums().map((sum, at) => sum + (before[at] ?? 0)),
      buses.map(() => counted),
    );
  }).timeout(30_000);

  it('say by a boolean, as OpenTelemetry does, that a point stands for what was too much', async () => {
    const bus = start({
      config: { otel: { metrics_exporter: exporterTo(receiver, 'binary') }, quiet: true },
      env: {},
      programFile: '',
      workingDirectory: '',
      metrics: { maxSeries: 2 },
    });
    for (const number of ['1', '2', '3']) bus.metrics.counter('acme.busy', 1, { number });
    await bus.close();
    assert.deepEqual(
      metricsIn(receiver).flatMap(({ points }) => points.flatMap(({ attributes }) => attributes)),
      [
        ['number', 'string', '1'],
        ['otel.metric.overflow', 'bool', true],
      ],
    );
  });

  it('count the points that a collector will not keep', async () => {
    receiver.answerWith({ partialSuccess: { rejected: 1, message: 'no' } });
    const bus = startBus('binary');
    bus.metrics.counter('acme.a', 1);
    bus.metrics.counter('acme.b', 1);
    const { sinks } = await bus.close();
    const { accepted, delivered, rejected } = sinks['otlp.metrics'] ?? {};
    assert.deepEqual([accepted, delivered, rejected], [2, 1, 1]);
  });

  it('tell of all time where the standard variable says so', async () => {
    const bus = start({
      config: { otel: { metrics_exporter: exporterTo(receiver, 'binary') }, quiet: true },
      env: { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'cumulative' },
      programFile: '',
      workingDirectory: '',
    });
    bus.metrics.counter('acme.runs', 1);
    await bus.metrics.flush();
    bus.metrics.counter('acme.runs', 2);
    await bus.close();
    assert.deepEqual(
      metricsIn(receiver).map(({ temporality, points }) => [
        temporality,
        points.map((point) => 'value' in point && point.value),
      ]),
      [
        [2, [1]],
        [2, [3]],
      ],
    );
  });

  it('of a client of its own leave with its tags, and its shutdown tells whether they arrived', async () => {
    const settings = {
      service_name: 'acme',
      service_version: '1.2.3',
      environment: 'test',
      exporter: exporterTo(receiver, 'json'),
      env: {},
    } as const;
    const client = new MetricsClient(MetricsConfig.otlp(settings).withTag('channel', 'beta'));
    client.counter('acme.runs', 1);
    assert.throws(() => client.counter('bad name', 1));
    assert.equal(await client.shutdown(), true);
    client.counter('acme.runs', 1);
    assert.deepEqual(
      metricsIn(receiver).map(({ name, points }) => [name, points[0]?.attributes]),
      [['acme.runs', [['channel', 'string', 'beta']]]],
    );
    receiver.answerAlways('hang');
    const stuck = new MetricsClient(MetricsConfig.otlp(settings));
    stuck.counter('acme.runs', 1);
    const began = performance.now();
    assert.equal(await stuck.shutdown(50), false);
    assert.ok(performance.now() - began < 1_000);
  });

  for (const [destination, ending] of ['otlp', 'statsig'].flatMap((one) =>
    ['', 'process.exit(0)', 'throw new Error("broken")'].map((way) => [one, way] as const),
  )) {
    it(`leave for ${destination} a process that ends by ${ending || 'having nothing more to do'}`, async () => {
      const endpoint = `${receiver.httpUrl}/v1/metrics`;
      const config =
        destination === 'otlp'
          ? { otel: { metrics_exporter: { 'otlp-http': { endpoint, protocol: 'json' } } } }
          : { otel: { metrics_exporter: 'statsig' }, plugins: { statsig: { key: 'server-secret', endpoint } } };
      const program = `
        const { start } = await import(${JSON.stringify(new URL('../../index.js', import.meta.url).href)});
        const bus = start({ config: ${JSON.stringify(config)}, programFile: '', workingDirectory: '' });
        await bus.ready;
        bus.metrics.counter('acme.runs', 7);
        ${ending}
      `;
      const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
        env: cleanEnvironment({}),
      });
      await run.catch(() => undefined);
      assert.equal(sumOf(receiver, 'acme.runs'), 7);
    }).timeout(20_000);
  }
});
