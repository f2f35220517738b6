import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createPlainServer, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { deadlineIn } from '../../core/deadline.js';
import { createPoster, type Poster, type Reply } from '../../core/delivery/post.js';
import type { Outcome } from '../../core/plugin.js';
import { findClosedPort, listenAndSay, listenRaw, type RawServer } from './raw-servers.js';

const body = Buffer.from('hello');

describe('post', () => {
  let cleanUp: (() => unknown)[] = [];
  afterEach(async () => {
    await Promise.all(cleanUp.map((end) => end()));
    cleanUp = [];
  });

  const posterTo = (url: string, headers: Record<string, string> = {}): Poster => {
    const poster = createPoster({ url, headers });
    cleanUp.push(() => poster.close());
    return poster;
  };
  const urlOf = ({ port, close }: RawServer): string => {
    cleanUp.push(close);
    return `http://127.0.0.1:${port}/`;
  };
  const postOnce = async (poster: Poster, withinMs = 5_000, content: Uint8Array = body) => {
    const deadline = deadlineIn(withinMs);
    try {
      return await poster.post(content, 'text/plain', deadline);
    } finally {
      deadline.dispose();
    }
  };

  it('sends method, path, headers and body as they stand, and gives status, headers and body back', async () => {
    const seen: IncomingMessage[] = [];
    const server = createPlainServer(async (request, response) => {
      seen.push(request);
      const chunks = await request.toArray();
      response.writeHead(202, { 'X-Answer': 'yes', 'set-cookie': ['a=1', 'b=2'] }).end(Buffer.concat(chunks));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanUp.push(() => server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const poster = posterTo(`http://127.0.0.1:${port}/any/path?x=1`, {
      'user-agent': 'codexotel/test',
      'X-Mine': 'ä',
      'Content-Length': '1',
    });
    const { status, headers, body: answer, isCut } = asReply(await postOnce(poster));
    assert.deepEqual([status, headers['x-answer'], headers['set-cookie'], isCut], [202, 'yes', 'a=1, b=2', false]);
    assert.equal(Buffer.from(answer).toString(), 'hello');
    assert.equal(seen[0]?.method, 'POST');
    assert.equal(seen[0]?.url, '/any/path?x=1');
    const {
      host,
      'user-agent': agent,
      'x-mine': mine,
      'content-type': type,
      'content-length': length,
    } = seen[0]?.headers ?? {};
    assert.deepEqual(
      [host, agent, mine, type, length],
      [`127.0.0.1:${port}`, 'codexotel/test', 'ä', 'text/plain', '5'],
    );
    assert.equal(seen[0]?.headers['transfer-encoding'], undefined);
  });

  it('keeps one connection for many posts', async () => {
    let connections = 0;
    const server = await listenRaw((socket) => {
      connections++;
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'));
    });
    const poster = posterTo(urlOf(server));
    for (let round = 0; round < 3; round++) assert.equal(asReply(await postOnce(poster)).status, 200);
    assert.equal(connections, 1);
  });

  it('does not follow a redirect', async () => {
    const target = await listenRaw(() => assert.fail('the redirect was followed'));
    const redirect = `HTTP/1.1 307 Temporary Redirect\r\nlocation: ${urlOf(target)}\r\ncontent-length: 0\r\n\r\n`;
    const reply = asReply(await postOnce(posterTo(urlOf(await listenAndSay(redirect)))));
    assert.equal(reply.status, 307);
  });

  it('reads an answer that ends with its connection', async () => {
    const content = 'x'.repeat(300_000);
    const server = await listenRaw((socket) => {
      socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\n\r\n${content}`));
    });
    const { status, body: answer, isCut } = asReply(await postOnce(posterTo(urlOf(server))));
    assert.deepEqual([status, answer.byteLength, isCut], [200, content.length, false]);
  });

  it('takes a refusal that comes before the body was sent', async () => {
    const server = await listenRaw((socket) => {
      socket.once('data', () => {
        socket.pause();
        socket.write('HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n');
      });
    });
    const reply = asReply(await postOnce(posterTo(urlOf(server)), 5_000, Buffer.alloc(32 << 20)));
    assert.equal(reply.status, 413);
  });

  it('cuts an answer after 4 MiB', async () => {
    const server = await listenRaw((socket) => {
      const chunk = Buffer.alloc(1 << 20, 'x');
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        for (let count = 0; count < 6; count++) socket.write(chunk);
      });
    });
    const reply = asReply(await postOnce(posterTo(urlOf(server))));
    assert.deepEqual([reply.body.byteLength, reply.isCut], [4 << 20, true]);
  });

  it('says that nothing was sent when nobody listens or no name is found', async () => {
    const closed = posterTo(`http://127.0.0.1:${await findClosedPort()}/`);
    const nowhere = posterTo(`http://${'x'.repeat(64)}.invalid/`);
    const failed: Outcome = { kind: 'retry', reason: 'connection_failed' };
    assert.deepEqual(await postOnce(closed), failed);
    assert.deepEqual(await postOnce(nowhere), failed);
  });

  it('says that nobody knows when the connection ends after the request was sent', async () => {
    const reset = await listenRaw((socket) => void socket.once('data', () => socket.resetAndDestroy()));
    const ended = await listenRaw((socket) => void socket.once('data', () => socket.end()));
    const upgrade = await listenAndSay('HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n');
    for (const server of [reset, ended, upgrade]) {
      assert.deepEqual(await postOnce(posterTo(urlOf(server))), { kind: 'unknown', reason: 'connection_reset' });
    }
  });

  it('says so when the answer is no HTTP', async () => {
    const server = await listenAndSay('SSH-2.0-server\r\n');
    assert.deepEqual(await postOnce(posterTo(urlOf(server))), { kind: 'unknown', reason: 'not_http' });
  });

  it('knows a refusal by its status even when the body breaks off, but not a success', async () => {
    const cutAfter = (status: number) =>
      listenRaw((socket) => {
        socket.once('data', () => socket.end(`HTTP/1.1 ${status} X\r\ncontent-length: 100\r\n\r\npart`));
      });
    const refused = asReply(await postOnce(posterTo(urlOf(await cutAfter(503)))));
    assert.deepEqual([refused.status, refused.isCut], [503, true]);
    const broken = await postOnce(posterTo(urlOf(await cutAfter(200))));
    assert.deepEqual(broken, { kind: 'unknown', reason: 'connection_reset' });
  });

  it('refuses to post after close, and ends what is under way', async () => {
    let arrived: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (arrived = resolve));
    const server = await listenRaw((socket: Socket) => void socket.once('data', arrived));
    const poster = posterTo(urlOf(server));
    const underWay = postOnce(poster);
    await waiting;
    poster.close();
    assert.deepEqual(await underWay, { kind: 'unknown', reason: 'connection_reset' });
    assert.deepEqual(await postOnce(poster), { kind: 'retry', reason: 'closed' });
  });

  it('rejects, and sends nothing, when a header is illegal', async () => {
    const server = await listenRaw((socket) => void socket.once('data', () => assert.fail('something was sent')));
    const poster = posterTo(urlOf(server), { 'x-bad': 'a\r\nx-injected: b' });
    await assert.rejects(postOnce(poster), { code: 'ERR_INVALID_CHAR' });
  });
});

function asReply(result: Reply | Outcome): Reply {
  if ('kind' in result) assert.fail(`no reply but ${JSON.stringify(result)}`);
  return result;
}
