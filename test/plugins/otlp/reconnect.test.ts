import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Receiver, startReceiver } from '../../../core/testing/receiver/index.js';
import { findClosedPort } from '../../delivery/raw-servers.js';
import { attempt, closeSinks, openSink, someEvents } from './support.js';

describe('otlp over gRPC and a collector that comes and goes', () => {
  let receiver: Receiver | undefined;
  afterEach(async () => {
    await closeSinks();
    await receiver?.close();
  });

  it('fails at once while nobody listens, and delivers with the first attempt after somebody does', async () => {
    const port = await findClosedPort();
    const sink = openSink({ 'otlp-grpc': { endpoint: `http://127.0.0.1:${port}` } });
    for (let round = 0; round < 8; round++) {
      assert.deepEqual(await attempt(sink, someEvents(1), 1_000), { kind: 'retry', reason: 'connection_failed' });
      await sleep(100);
    }
    receiver = await startReceiver({ http: false, grpc: port });
    const begin = performance.now();
    assert.deepEqual(await attempt(sink, someEvents(1), 1_000), { kind: 'acked' });
    assert.ok(performance.now() - begin < 250);
    assert.equal(receiver.records.length, 1);
  });

  it('leaves no connection behind that is made after the end', async () => {
    const port = await findClosedPort();
    const sink = openSink({ 'otlp-grpc': { endpoint: `http://127.0.0.1:${port}` } });
    for (let round = 0; round < 3; round++) await attempt(sink, someEvents(1), 1_000);
    await sink.close?.();
    const open = new Set<Socket>();
    const server = createServer((socket) => {
      open.add(
        socket
          .on('close', () => open.delete(socket))
          .on('error', () => undefined)
          .resume(),
      );
    });
    server.listen(port, '127.0.0.1');
    // grpc-js tries once more after a second.
    await sleep(2_000);
    const left = [...open];
    for (const socket of left) socket.destroy();
    server.close();
    assert.equal(left.length, 0);
  });

  it('delivers again after a restart of the collector', async () => {
    receiver = await startReceiver({ http: false });
    const port = Number(new URL(receiver.grpcUrl).port);
    const sink = openSink({ 'otlp-grpc': { endpoint: receiver.grpcUrl } });
    assert.deepEqual(await attempt(sink, someEvents(1)), { kind: 'acked' });
    await receiver.close();
    await sleep(50);
    assert.deepEqual(await attempt(sink, someEvents(1)), { kind: 'retry', reason: 'connection_failed' });
    receiver = await startReceiver({ http: false, grpc: port });
    assert.deepEqual(await attempt(sink, someEvents(1)), { kind: 'acked' });
  });

  it('keeps one connection for many attempts, and ends it at close', async () => {
    receiver = await startReceiver({ http: false });
    const sink = openSink({ 'otlp-grpc': { endpoint: receiver.grpcUrl } });
    for (let round = 0; round < 3; round++) await attempt(sink, someEvents(1));
    await sink.close?.();
    assert.deepEqual(await attempt(sink, someEvents(1)), { kind: 'retry', reason: 'closed' });
    assert.equal(receiver.requests.length, 3);
  });
});
