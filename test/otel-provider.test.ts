/** `OtelProvider.from`: the three signals by the crate's settings, without a file. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startReceiver } from '../core/testing/receiver/index.js';
import { OtelProvider } from '../index.js';
import { useFolders } from './config/folders.js';

const service = { service_name: 'acme', service_version: '2.1.0' };

describe('OtelProvider.from', () => {
  const makeFolder = useFolders();

  it('returns nothing when no exporter is on', () => {
    assert.equal(OtelProvider.from(service), undefined);
    const off = { exporter: 'none', trace_exporter: 'none', metrics_exporter: 'none' } as const;
    assert.equal(OtelProvider.from({ ...service, ...off }), undefined);
    assert.equal(OtelProvider.from({ ...service, exporter: undefined } as never), undefined);
  });

  it('takes every setting of the crate that says something here', async () => {
    const receiver = await startReceiver();
    const exporter = { 'otlp-grpc': { endpoint: receiver.grpcUrl } };
    const settings = { ...service, codex_home: '/home/dev/.codex', exporter };
    const options = { env: {}, strict: true };
    const provider = OtelProvider.from({ ...settings, runtime_metrics: true }, options);
    const plain = OtelProvider.from(settings, options);
    assert.ok(provider && plain);
    const summaries = [provider, plain].map(({ bus }) => {
      const session = bus.session({});
      session.toolResult({ tool_name: 'shell', duration_ms: 1 });
      return session.runtimeSummary()?.tool_calls.count;
    });
    assert.deepEqual(summaries, [1, undefined]);
    await Promise.all([provider.bus.ready, plain.bus.ready]);
    await Promise.all([provider.shutdown(), plain.shutdown()]);
    await receiver.close();
  });

  it('wires the signals that are on, and no others', async () => {
    const receiver = await startReceiver();
    const to = (signal: string) =>
      ({ 'otlp-http': { endpoint: `${receiver.httpUrl}/v1/${signal}`, protocol: 'json' } }) as const;
    const settings = { ...service, environment: 'test', exporter: to('logs'), trace_exporter: to('traces') };
    const provider = OtelProvider.from({ ...settings, span_attributes: { team: 'x' } }, { env: {} });
    assert.ok(provider);
    const session = provider.bus.session({ 'conversation.id': 'c1' });
    await session.turn({}, () => session.recordTurnTtft({ duration_ms: 1 }));
    const receipt = await provider.shutdown();
    assert.deepEqual(
      Object.entries(receipt.sinks).map(([name, { delivered }]) => [name, delivered]),
      [
        // The event, and what the session says of itself at its end.
        ['otlp.logs', 2],
        ['otlp.traces', 2],
      ],
    );
    const log = receiver.records.find((record) => record.signal === 'logs');
    const turn = receiver.records.find((record) => record.signal === 'traces');
    assert.ok(log && turn);
    assert.deepEqual([log.traceId, log.spanId], [turn.traceId, turn.spanId]);
    assert.ok(turn.attributes.some(([name]) => name === 'team'));
    assert.ok(log.resource.some(([name, , value]) => name === 'env' && value === 'test'));
    await receiver.close();
  });

  it('reads no file, and obeys who switches everything off', async () => {
    const receiver = await startReceiver();
    const home = makeFolder({});
    mkdirSync(join(home, '.config', 'codexotel'), { recursive: true });
    writeFileSync(join(home, '.config', 'codexotel', 'config.json'), '{ "otel": { "environment": "planted" } }');
    const settings = { ...service, exporter: { 'otlp-grpc': { endpoint: receiver.grpcUrl } } };
    const provider = OtelProvider.from(settings, { env: { HOME: home } });
    provider?.bus.emit('codex.turn_ttft', { duration_ms: 1 });
    await provider?.shutdown();
    assert.ok(receiver.records[0]?.resource.some(([name, , value]) => name === 'env' && value === 'dev'));

    const off = OtelProvider.from(settings, { env: { DO_NOT_TRACK: '1' } });
    off?.bus.emit('codex.turn_ttft', { duration_ms: 1 });
    await off?.shutdown();
    assert.equal(receiver.requests.length, 1);
    await receiver.close();
  });
});
