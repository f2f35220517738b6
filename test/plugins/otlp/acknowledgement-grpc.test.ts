import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Outcome } from '../../../core/index.js';
import { attempt, closeSinks, openSink, someEvents } from './support.js';

const noAnswer: Outcome = { kind: 'retry', reason: 'not_an_otlp_answer' };
const mebibyte = 2 ** 20;
const twoRejected = Buffer.from([0x0a, 0x02, 0x08, 0x02]);

function frame(message: Uint8Array, isCompressed = false): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(isCompressed ? 1 : 0);
  head.writeUInt32BE(message.byteLength, 1);
  return Buffer.concat([head, message]);
}

describe('the acknowledgement of OTLP over gRPC', () => {
  let server: Http2Server;
  let respond: (stream: ServerHttp2Stream) => void;
  let requests: number;
  const sessions = new Set<ServerHttp2Session>();
  beforeEach(async () => {
    requests = 0;
    server = createServer();
    server.on('session', (session) => void sessions.add(session));
    server.on('stream', (stream) => {
      requests++;
      stream.on('error', () => undefined);
      stream.resume().once('end', () => respond(stream));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(async () => {
    await closeSinks();
    for (const session of sessions) session.destroy();
    server.close();
  });
  const outcome = () => {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return attempt(openSink({ 'otlp-grpc': { endpoint, headers: { authorization: 'Bearer canary' } } }), someEvents(3));
  };
  const answer = (body: Uint8Array, headers: Record<string, string> = {}) => {
    respond = (stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...headers }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(body);
    };
    return outcome();
  };

  it('counts the rejected of a partial success, compressed or not', async () => {
    const expected: Outcome = { kind: 'acked', rejected: 2, reason: 'partial_success' };
    assert.deepEqual(await answer(frame(twoRejected)), expected);
    assert.deepEqual(await answer(frame(gzipSync(twoRejected), true), { 'grpc-encoding': 'gzip' }), expected);
  });

  it('does not take a message that is no OTLP answer for one', async () => {
    assert.deepEqual(await answer(frame(Buffer.from('<html></html>'))), noAnswer);
  });

  it('does not take an answer beyond 4 MiB for one, nor for a refusal of the records', async () => {
    assert.deepEqual(await answer(frame(Buffer.alloc(5 * mebibyte))), noAnswer);
    const bomb = gzipSync(Buffer.alloc(64 * mebibyte));
    assert.deepEqual(await answer(frame(bomb, true), { 'grpc-encoding': 'gzip' }), noAnswer);
  });

  it('does not take one for it that is no gzip, though it says so', async () => {
    assert.deepEqual(await answer(frame(Buffer.from('no gzip'), true), { 'grpc-encoding': 'gzip' }), noAnswer);
  });

  it('takes a server that refuses a large request at its word, whatever its words', async () => {
    respond = (stream) => {
      const message = 'Received message larger than max (9 vs 8)';
      const status = { 'grpc-status': '8', 'grpc-message': message };
      stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...status }, { endStream: true });
    };
    assert.deepEqual(await outcome(), { kind: 'rejected', reason: 'grpc_8', isSplittable: true });
  });

  it('does not follow a redirect', async () => {
    respond = (stream) => {
      stream.respond({ ':status': 307, location: '/elsewhere' });
      stream.end();
    };
    const { kind } = await outcome();
    assert.ok(kind === 'retry' || kind === 'rejected', kind);
    assert.equal(requests, 1);
  });
});
