/** The books of a bus as OpenTelemetry metrics. */
import assert from 'node:assert/strict';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import type { Outcome } from '../../../core/plugin.js';
import { memorySink } from '../../../core/testing/memory-sink.js';
import { testBus } from '../../../core/testing/test-bus.js';
import { observeBus } from '../../../plugins/opentelemetry/index.js';

/** A meter whose metrics can be looked at: name → attributes and value of each point. */
function openMeter() {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1_000_000 });
  const provider = new MeterProvider({ readers: [reader] });
  const collect = async () => {
    exporter.reset();
    await provider.forceFlush();
    const metrics = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
    return new Map(
      metrics.map(({ descriptor, dataPoints }) => [
        descriptor.name,
        dataPoints.map(({ attributes, value }) => [
          attributes['otel.component.name'],
          attributes['error.type'],
          typeof value === 'object' && 'count' in value ? value.count : value,
        ]),
      ]),
    );
  };
  return { meter: provider.getMeter('test'), collect, close: () => provider.shutdown() };
}

describe('observeBus', () => {
  it('tells what was emitted, delivered, refused and lost, what waits, and how long attempts took', async () => {
    const answers: Outcome[] = [
      { kind: 'acked' },
      { kind: 'rejected', reason: 'http_404' },
      { kind: 'retry', reason: 'http_503' },
    ];
    const { bus, sink } = testBus();
    const { meter, collect, close } = openMeter();
    sink.answer(() => answers.shift() ?? { kind: 'acked' });
    const stop = observeBus(bus, meter);
    for (const count of [3, 2, 1]) {
      for (let at = 0; at < count; at++) bus.emit('codex.turn_ttft', {});
      await bus.flush(200);
    }
    for (const [name, points] of Object.entries({
      'otel.sdk.log.created': [[undefined, undefined, 6]],
      'otel.sdk.exporter.log.exported': [
        ['memory.records', undefined, 3],
        ['memory.records', 'rejected', 2],
      ],
      'otel.sdk.processor.log.processed': [['memory.records', undefined, 3]],
      'otel.sdk.processor.log.queue.size': [['memory.records', undefined, 1]],
      'otel.sdk.exporter.operation.duration': [
        ['memory.records', undefined, 1],
        ['memory.records', 'rejected', 1],
        ['memory.records', 'retry', 1],
      ],
    })) {
      assert.deepEqual((await collect()).get(name), points, name);
    }
    await bus.close(0);
    assert.deepEqual((await collect()).get('otel.sdk.processor.log.processed'), [
      ['memory.records', undefined, 3],
      ['memory.records', 'close_deadline', 1],
    ]);
    stop();
    bus.emit('codex.turn_ttft', {});
    assert.deepEqual((await collect()).get('otel.sdk.log.created'), [[undefined, undefined, 6]]);
    await close();
  });

  it('says nothing of a sink that carries metrics itself', async () => {
    const points = memorySink({ name: 'points', unit: 'point' });
    const { bus } = testBus({ plugins: [points.plugin] });
    const { meter, collect, close } = openMeter();
    observeBus(bus, meter);
    bus.emit('codex.turn_ttft', {});
    await bus.flush();
    const metrics = await collect();
    assert.deepEqual(metrics.get('otel.sdk.exporter.log.exported'), [['memory.records', undefined, 1]]);
    assert.deepEqual(metrics.get('otel.sdk.exporter.operation.duration'), [['memory.records', undefined, 1]]);
    await bus.close();
    await close();
  });
});
