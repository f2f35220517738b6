/** gRPC: plain calls, the stock exporter, compression, and calls that break a rule. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { ExportResultCode } from '@opentelemetry/core';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import {
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { type Receiver, startReceiver } from '../../../core/testing/receiver/index.js';
import { call, PATHS } from './call.js';
import { makeLogs, makeMetrics, makeSpans } from './stock.js';

const goodLogs = (): Uint8Array => ProtobufLogsSerializer.serializeRequest(makeLogs()) ?? new Uint8Array(0);

describe('the receiver over gRPC', () => {
  let receiver: Receiver;
  before(async () => {
    receiver = await startReceiver({ http: false });
  });
  beforeEach(() => receiver.reset());
  after(() => receiver.close());

  async function assertGoesOn(): Promise<void> {
    assert.equal((await call(receiver.grpcUrl, PATHS.logs, goodLogs())).code, 0);
    assert.equal(receiver.records.length, 1);
  }

  /** Sends one raw body over HTTP/2 and returns the headers of the answer. */
  async function callRaw(body: Buffer, headers: Record<string, string> = {}): Promise<Record<string, unknown>> {
    const session = connectHttp2(receiver.grpcUrl);
    const type = { 'content-type': 'application/grpc', te: 'trailers' };
    const stream = session.request({ ':method': 'POST', ':path': PATHS.logs, ...type, ...headers });
    stream.end(body);
    const [answer] = await once(stream, 'response');
    session.destroy();
    return answer;
  }

  it('takes logs, traces and metrics', async () => {
    const traces = ProtobufTraceSerializer.serializeRequest(makeSpans()) ?? new Uint8Array(0);
    const metrics = ProtobufMetricsSerializer.serializeRequest(await makeMetrics()) ?? new Uint8Array(0);
    const called = await call(receiver.grpcUrl, PATHS.logs, goodLogs());
    assert.deepEqual([called.code, called.reply.length], [0, 0]);
    assert.equal((await call(receiver.grpcUrl, PATHS.traces, traces)).code, 0);
    assert.equal((await call(receiver.grpcUrl, PATHS.metrics, metrics)).code, 0);
    assert.deepEqual(
      receiver.requests.map(({ signal }) => signal),
      ['logs', 'traces', 'metrics'],
    );
    assert.deepEqual(
      receiver.records.map(({ transport }) => transport),
      Array(7).fill('grpc'),
    );
    assert.equal(receiver.requests[0]?.headers['x-note'], 'kept');
    assert.equal(
      Object.keys(receiver.requests[0]?.headers ?? {}).some((name) => name.startsWith(':')),
      false,
    );
  });

  it('takes what the stock exporter sends, plain and compressed', async () => {
    for (const compression of [CompressionAlgorithm.NONE, CompressionAlgorithm.GZIP]) {
      const exporter = new OTLPLogExporter({ url: receiver.grpcUrl, compression });
      const result = await new Promise<{ code: ExportResultCode }>((done) => exporter.export(makeLogs(2), done));
      await exporter.shutdown();
      assert.equal(result.code, ExportResultCode.SUCCESS);
    }
    assert.deepEqual(
      receiver.requests.map(({ gzip }) => gzip),
      [false, true],
    );
    assert.equal(receiver.records.length, 4);
    const plain = receiver.requests[0]?.bytes ?? new Uint8Array(0);
    assert.equal(Buffer.from(plain).includes('service.name'), true);
  });

  it('refuses what is no message with INVALID_ARGUMENT, and goes on', async () => {
    const called = await call(receiver.grpcUrl, PATHS.logs, Buffer.from('garbage'));
    assert.equal(called.code, 3);
    assert.equal(called.details, 'the body is not a protobuf message: a broken tag, or it ends early');
    assert.deepEqual(receiver.refused[0]?.answer, { kind: 'refused', status: 3 });
    await assertGoesOn();
  });

  it('answers UNIMPLEMENTED to any other method', async () => {
    const called = await call(
      receiver.grpcUrl,
      '/opentelemetry.proto.collector.logs.v1.LogsService/Import',
      goodLogs(),
    );
    assert.equal(called.code, 12);
    assert.equal(receiver.refused[0]?.refusedReason, 'no such gRPC method');
    await assertGoesOn();
  });

  it('answers 415 to a request that is not gRPC', async () => {
    const answer = await callRaw(Buffer.from('{}'), { 'content-type': 'application/json' });
    assert.equal(answer[':status'], 415);
    await assertGoesOn();
  });

  it('refuses frames that end early, are too many, or have a wrong flag', async () => {
    const early = await callRaw(Buffer.from([0, 0, 0, 0, 9, 1]));
    const many = await callRaw(Buffer.alloc(10));
    const flag = await callRaw(Buffer.from([2, 0, 0, 0, 0]));
    const none = await callRaw(Buffer.alloc(0));
    const codes = [early, many, flag, none].map((answer) => answer['grpc-status']);
    assert.deepEqual(codes, ['3', '3', '3', '3']);
    assert.deepEqual(
      receiver.refused.map(({ refusedReason }) => refusedReason),
      [
        'the gRPC frame ends early',
        'there is more than one gRPC message',
        'the first byte of the gRPC frame is neither 0 nor 1',
        'the gRPC frame ends early',
      ],
    );
    await assertGoesOn();
  });

  it('answers UNIMPLEMENTED to a compression other than gzip', async () => {
    const answer = await callRaw(Buffer.from([1, 0, 0, 0, 0]), { 'grpc-encoding': 'snappy' });
    assert.equal(answer['grpc-status'], '12');
    await assertGoesOn();
  });

  it('answers RESOURCE_EXHAUSTED to a message that inflates without end', async () => {
    const bomb = Buffer.alloc(64 * 1024 * 1024 + 1);
    const options = { 'grpc.default_compression_algorithm': 2, 'grpc.max_send_message_length': -1 } as const;
    const called = await call(receiver.grpcUrl, PATHS.logs, bomb, options);
    assert.equal(called.code, 8, called.details);
    assert.equal(receiver.refused[0]?.gzip, true);
    await assertGoesOn();
  });

  it('writes down a connection that is not HTTP/2', async () => {
    const socket = connect(Number(new URL(receiver.grpcUrl).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    socket.resume();
    await receiver.waitFor(({ refused }) => refused.length === 1);
    socket.destroy();
    assert.equal(receiver.refused[0]?.refusedReason, 'not an HTTP/2 connection');
    await assertGoesOn();
  });
});
