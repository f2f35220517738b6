import assert from 'node:assert/strict';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Outcome } from '../../../core/index.js';
import { type Receiver, startReceiver } from '../../../core/testing/receiver/index.js';
import { fromOtelExporter } from '../../../plugins/otlp/index.js';
import { attempt, resource, someEvents, toolResult } from './support.js';

type Export = LogRecordExporter['export'];

const exporterThat = (exportRecords: Export): LogRecordExporter => ({
  export: exportRecords,
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
});

describe('a sink made of an OpenTelemetry exporter', () => {
  it('hands on records as the SDK would', async () => {
    const seen: ReadableLogRecord[] = [];
    const exporter = exporterThat((records, done) => {
      seen.push(...records);
      done({ code: 0 });
    });
    const sink = fromOtelExporter(exporter, { resource: () => resource });
    assert.deepEqual(await attempt(sink, [toolResult()]), { kind: 'acked' });
    const [record] = seen;
    assert.equal(record?.eventName, 'codex.tool_result');
    assert.equal(record?.body, undefined);
    assert.equal(record?.attributes.call_id, 'call-1');
    assert.equal(record?.resource.attributes['service.name'], 'acme');
    assert.equal(record?.instrumentationScope.name, 'codex_otel.log_only');
  });

  it('reads what a failure means from the code of its error', async () => {
    const outcomeOf = (code?: unknown): Promise<Outcome> => {
      const error = Object.assign(new Error('secret text'), code === undefined ? {} : { code });
      return attempt(fromOtelExporter(exporterThat((_, done) => done({ code: 1, error }))), someEvents(1));
    };
    assert.deepEqual(await outcomeOf(14), { kind: 'retry', reason: 'grpc_14' });
    assert.deepEqual(await outcomeOf(503), { kind: 'retry', reason: 'http_503' });
    assert.deepEqual(await outcomeOf(404), { kind: 'rejected', reason: 'http_404' });
    for (const odd of [undefined, 0, 200, 'ECONNREFUSED', {}]) {
      assert.deepEqual(await outcomeOf(odd), { kind: 'unknown', reason: 'exporter_failed' });
    }
  });

  it('settles at the deadline although the exporter never calls back', async () => {
    const sink = fromOtelExporter(exporterThat(() => undefined));
    await attempt(sink, someEvents(1), 0);
    const begin = performance.now();
    assert.deepEqual(await attempt(sink, someEvents(1), 100), { kind: 'unknown', reason: 'timeout' });
    assert.ok(performance.now() - begin < 350);
  });

  it('rejects when the exporter throws', async () => {
    const sink = fromOtelExporter(
      exporterThat(() => {
        throw new Error('broken');
      }),
    );
    await assert.rejects(attempt(sink, someEvents(1)), /broken/);
  });

  it('shuts the exporter down when it is closed', async () => {
    let calls = 0;
    const sink = fromOtelExporter({ ...exporterThat(() => undefined), shutdown: async () => void calls++ });
    await sink.close?.();
    assert.equal(calls, 1);
  });
});

describe('a sink made of the stock OTLP/gRPC log exporter', () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver({ http: false });
    process.env.OTEL_EXPORTER_OTLP_HEADERS = 'x-stolen=secret';
  });
  afterEach(async () => {
    delete process.env.OTEL_EXPORTER_OTLP_HEADERS;
    await receiver.close();
  });

  it('delivers to a collector, and no header of the hidden environment travels', async () => {
    const sink = fromOtelExporter(
      withoutOtelEnv(() => new OTLPLogExporter({ url: receiver.grpcUrl })),
      { resource: () => resource },
    );
    assert.deepEqual(await attempt(sink, someEvents(3)), { kind: 'acked' });
    await sink.close?.();
    assert.deepEqual(receiver.refused, []);
    assert.equal(receiver.records.length, 3);
    const [record] = receiver.records;
    assert.deepEqual(record?.scope, { name: 'codex_otel.log_only', version: '' });
    assert.deepEqual(record?.resource[0], ['service.name', 'string', 'acme']);
    assert.equal(receiver.requests[0]?.headers['x-stolen'], undefined);
  });

  it('says when the collector is busy', async () => {
    receiver.answerWith({ grpcStatus: 14 });
    const sink = fromOtelExporter(withoutOtelEnv(() => new OTLPLogExporter({ url: receiver.grpcUrl })));
    assert.deepEqual(await attempt(sink, someEvents(1)), { kind: 'retry', reason: 'grpc_14' });
    await sink.close?.();
  });
});

/** Makes something while the process has no `OTEL_*` variables. */
function withoutOtelEnv<T>(make: () => T): T {
  const hidden = Object.entries(process.env).filter(([name]) => name.startsWith('OTEL_'));
  for (const [name] of hidden) delete process.env[name];
  try {
    return make();
  } finally {
    for (const [name, value] of hidden) process.env[name] = value;
  }
}
