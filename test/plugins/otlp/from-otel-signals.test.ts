/** Exporters of spans and metrics that a host has, as sinks of a whole bus. */
import assert from 'node:assert/strict';
import { AggregationTemporality, InMemoryMetricExporter } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-base';
import { definePlugin, type Sink, start } from '../../../index.js';
import { fromOtelExporter } from '../../../plugins/otlp/index.js';

const startWith = (sink: Sink) =>
  start({
    service: { name: 'acme', version: '2.1.0' },
    plugins: [definePlugin({ name: 'own', setup: () => ({ sinks: { way: sink } }) })],
    config: { quiet: true },
    env: {},
    programFile: '',
    workingDirectory: '',
  });

describe('a sink made of an OpenTelemetry exporter of another signal', () => {
  it('hands on spans as the SDK would, with their names and parents', async () => {
    const exporter = new InMemorySpanExporter();
    exporter.shutdown = async () => undefined;
    const bus = startWith(
      fromOtelExporter(exporter, { signal: 'traces', resource: () => ({ 'service.name': 'acme' }) }),
    );
    const session = bus.session({ 'conversation.id': 'c1', model: 'm' });
    await session.timeTool({ tool_name: 'shell', call_id: '1', arguments: 'canary' }, () => 'done');
    session.end();
    const { sinks } = await bus.close();
    const spans = exporter.getFinishedSpans();
    assert.equal(sinks['own.way']?.unit, 'span');
    assert.equal(sinks['own.way']?.delivered, spans.length);
    assert.ok(spans.length >= 2);
    const ids = new Set(spans.map((span) => span.spanContext().spanId));
    assert.ok(spans.some(({ parentSpanContext }) => parentSpanContext && ids.has(parentSpanContext.spanId)));
    assert.ok(spans.every(({ resource }) => resource.attributes['service.name'] === 'acme'));
    assert.doesNotMatch(JSON.stringify(spans.map(({ attributes, events }) => [attributes, events])), /canary/);
  });

  for (const temporality of [AggregationTemporality.DELTA, AggregationTemporality.CUMULATIVE]) {
    it(`hands on metrics in the temporality that the exporter chooses: ${AggregationTemporality[temporality]}`, async () => {
      const exporter = new InMemoryMetricExporter(temporality);
      exporter.shutdown = async () => undefined;
      const bus = startWith(fromOtelExporter(exporter, { signal: 'metrics' }));
      await bus.ready;
      bus.metrics.counter('acme.builds', 2);
      await bus.flush();
      bus.metrics.counter('acme.builds', 3);
      const { sinks } = await bus.close();
      const found = exporter
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
        .filter(({ descriptor }) => descriptor.name === 'acme.builds');
      assert.equal(sinks['own.way']?.unit, 'point');
      assert.deepEqual(
        found.map(({ dataPoints, ...data }) => [
          dataPoints[0]?.value,
          'aggregationTemporality' in data && data.aggregationTemporality,
        ]),
        temporality === AggregationTemporality.DELTA
          ? [
              [2, temporality],
              [3, temporality],
            ]
          : [
              [2, temporality],
              [5, temporality],
            ],
      );
    });
  }

  it('does not compile for an exporter of another signal', () => {
    const spans = new InMemorySpanExporter();
    // @ts-expect-error: without a signal, log records are meant
    assert.ok(fromOtelExporter(new InMemoryMetricExporter(0)));
    // @ts-expect-error: an exporter of spans takes no metrics
    assert.ok(fromOtelExporter(spans, { signal: 'metrics' }));
  });
});
