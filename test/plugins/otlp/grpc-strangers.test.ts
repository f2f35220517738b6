import assert from 'node:assert/strict';
import { once } from 'node:events';
import { constants, createServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { Outcome } from '../../../core/index.js';
import { listenAndSay } from '../../delivery/raw-servers.js';
import { attempt, closeSinks, openSink, someEvents } from './support.js';

describe('otlp over gRPC and somebody who speaks no gRPC', () => {
  let cleanUp: () => unknown = () => undefined;
  afterEach(async () => {
    await closeSinks();
    await cleanUp();
  });

  /** What comes of an attempt at a server of HTTP/2 that treats each request like this. */
  const outcomeAgainst = async (answer: (stream: ServerHttp2Stream) => void): Promise<Outcome> => {
    const sessions = new Set<ServerHttp2Session>();
    const server = createServer().listen(0, '127.0.0.1');
    server.on('session', (session) => sessions.add(session));
    server.on('stream', (stream) => {
      stream.on('error', () => undefined);
      answer(stream);
    });
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const outcome = await attempt(openSink({ 'otlp-grpc': { endpoint: `http://127.0.0.1:${port}` } }), someEvents(1));
    for (const session of sessions) session.destroy();
    server.close();
    return outcome;
  };
  const page = (status: number) => (stream: ServerHttp2Stream) => {
    stream.respond({ ':status': status, 'content-type': 'text/html' });
    stream.end('<html>a page of some length</html>');
  };

  it('believes the HTTP statuses that say something by themselves', async () => {
    assert.deepEqual(await outcomeAgainst(page(503)), { kind: 'retry', reason: 'grpc_14' });
    assert.deepEqual(await outcomeAgainst(page(401)), { kind: 'retry', reason: 'grpc_16', isDenied: true });
    assert.deepEqual(await outcomeAgainst(page(404)), { kind: 'rejected', reason: 'grpc_12' });
  });

  it('keeps the batch when anything else answers', async () => {
    const expected = { kind: 'retry', reason: 'not_an_otlp_answer' };
    for (const status of [200, 400, 500]) assert.deepEqual(await outcomeAgainst(page(status)), expected);
  });

  it('does not know what became of a request whose stream was reset', async () => {
    const reset = (stream: ServerHttp2Stream): void => stream.close(constants.NGHTTP2_REFUSED_STREAM);
    assert.deepEqual(await outcomeAgainst(reset), { kind: 'unknown', reason: 'connection_reset' });
  });

  it('knows that nothing was sent to a server of HTTP/1.1', async () => {
    const server = await listenAndSay('HTTP/1.1 400 Bad Request\r\n\r\n');
    cleanUp = server.close;
    const sink = openSink({ 'otlp-grpc': { endpoint: `http://127.0.0.1:${server.port}` } });
    assert.deepEqual(await attempt(sink, someEvents(1)), { kind: 'retry', reason: 'connection_failed' });
  });
});
