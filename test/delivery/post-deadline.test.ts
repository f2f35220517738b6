import assert from 'node:assert/strict';
import { once } from 'node:events';
import { deadlineIn } from '../../core/deadline.js';
import { createPoster } from '../../core/delivery/post.js';
import {
  blockProcess,
  endProcesses,
  listenAndSay,
  listenRaw,
  openConnectBlackHole,
  type RawServer,
  startProcess,
} from './raw-servers.js';

const limitMs = 300;
const slackMs = 250;

describe('the deadline of a post', () => {
  let server: RawServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
    await endProcesses();
  });

  const postTo = async (scheme: 'http' | 'https', bytes = 10) => {
    const poster = createPoster({ url: `${scheme}://127.0.0.1:${server?.port}/`, headers: {} });
    const deadline = deadlineIn(limitMs);
    const begin = performance.now();
    try {
      const result = await poster.post(Buffer.alloc(bytes, 'x'), 'text/plain', deadline);
      const tookMs = performance.now() - begin;
      assert.ok(tookMs > limitMs - 20 && tookMs < limitMs + slackMs, `took ${tookMs} ms`);
      return result;
    } finally {
      deadline.dispose();
      poster.close();
    }
  };

  it('ends a post to a server that never answers, and its connection with it', async () => {
    let isClosed: Promise<unknown> | undefined;
    server = await listenRaw((socket) => {
      isClosed = once(socket, 'close');
      socket.resume();
    });
    assert.deepEqual(await postTo('http'), { kind: 'unknown', reason: 'timeout' });
    await isClosed;
  });

  it('ends a post to a server that never reads', async () => {
    server = await listenRaw((socket) => void socket.pause());
    assert.deepEqual(await postTo('http', 32 << 20), { kind: 'unknown', reason: 'timeout' });
  });

  it('ends a post whose answer dribbles, in its head or in its body', async () => {
    const dribble = (head: string) =>
      listenRaw((socket) => {
        socket.once('data', () => socket.write(head));
        const timer = setInterval(() => socket.write('x'), 50);
        socket.once('close', () => clearInterval(timer));
      });
    server = await dribble('HTTP/1.1 200 OK\r\nx-long: ');
    assert.deepEqual(await postTo('http'), { kind: 'unknown', reason: 'timeout' });
    await server.close();
    server = await dribble('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
    assert.deepEqual(await postTo('http'), { kind: 'unknown', reason: 'timeout' });
  });

  it('keeps a refusal whose body dribbles', async () => {
    server = await listenAndSay('HTTP/1.1 503 Busy\r\nretry-after: 7\r\ncontent-length: 1000\r\n\r\n');
    const result = await postTo('http');
    assert.ok(!('kind' in result));
    assert.deepEqual([result.status, result.headers['retry-after'], result.isCut], [503, '7', true]);
  });

  it('knows that nothing was sent when the TLS handshake hangs', async () => {
    server = await listenRaw((socket) => void socket.resume());
    assert.deepEqual(await postTo('https'), { kind: 'retry', reason: 'timeout' });
  });

  it('knows that nothing was sent when no connection is made', async () => {
    server = await openConnectBlackHole();
    assert.deepEqual(await postTo('http'), { kind: 'retry', reason: 'timeout' });
  });

  it('sends nothing when it has come before', async () => {
    server = await listenRaw(() => assert.fail('a connection was made'));
    const poster = createPoster({ url: `http://127.0.0.1:${server.port}/`, headers: {} });
    const deadline = deadlineIn(1_000);
    deadline.abort();
    const result = await poster.post(Buffer.alloc(1), 'text/plain', deadline);
    deadline.dispose();
    assert.deepEqual(result, { kind: 'retry', reason: 'timeout' });
  });

  it('does not hide an answer that arrived while the process was busy', async () => {
    const { line } = await startProcess(`
      import { createServer } from 'node:http';
      const server = createServer((request, response) => {
        request.resume().on('end', () => setTimeout(() => response.end('in time'), 100));
      }).listen(0, '127.0.0.1', () => console.log(server.address().port));`);
    const poster = createPoster({ url: `http://127.0.0.1:${line}/`, headers: {} });
    const deadline = deadlineIn(limitMs);
    const answer = poster.post(Buffer.from('x'), 'text/plain', deadline);
    await blockProcess(60, 700);
    const result = await answer;
    poster.close();
    assert.ok(!('kind' in result), JSON.stringify(result));
    assert.equal(Buffer.from(result.body).toString(), 'in time');
  });
});

describe('a process that posted', () => {
  const core = new URL('../../core/', import.meta.url).href;
  const runPost = async (port: number, shouldClose: boolean) => {
    const begin = performance.now();
    const { child, line } = await startProcess(`
      import { createPoster } from '${core}delivery/post.js';
      import { deadlineIn } from '${core}deadline.js';
      const poster = createPoster({ url: 'http://127.0.0.1:${port}/', headers: {} });
      const deadline = deadlineIn(${limitMs}, { holdsProcess: false });
      const result = await poster.post(Buffer.from('x'), 'text/plain', deadline);
      console.log(result.reason ?? result.status);
      if (${shouldClose}) poster.close();`);
    const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
    return { line, code, tookMs: performance.now() - begin };
  };

  it('ends although its connection is kept', async () => {
    const server = await listenRaw((socket) => {
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'));
    });
    const { line, code, tookMs } = await runPost(server.port, false);
    await server.close();
    assert.deepEqual([line, code], ['200', 0]);
    assert.ok(tookMs < 3_000, `took ${tookMs} ms`);
  });

  it('ends although no connection could be made', async () => {
    const server = await openConnectBlackHole();
    const { line, code, tookMs } = await runPost(server.port, true);
    await server.close();
    assert.deepEqual([line, code], ['timeout', 0]);
    assert.ok(tookMs < 3_000, `took ${tookMs} ms`);
  });
});
