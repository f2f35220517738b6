/** Posts through a real proxy: forwarded over http, tunnelled over https, with credentials, in time, and only where one is named. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { deadlineIn } from '../../core/deadline.js';
import { createPoster, type PosterTls } from '../../core/delivery/post.js';
import { proxyFor } from '../../core/delivery/proxy-for.js';
import { listenAsProxy } from '../proxy-server.js';
import { listenAndSay, listenRaw } from './raw-servers.js';

const read = (name: string): Buffer => readFileSync(new URL(`../../../test/fixtures/tls/${name}`, import.meta.url));

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('a post through a proxy', () => {
  const closing: Array<() => void> = [];
  let asked: readonly string[] = [];

  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  async function startProxy(): Promise<number> {
    const proxy = await listenAsProxy();
    ({ asked } = proxy);
    closing.push(proxy.close);
    return proxy.port;
  }

  async function post(url: string, proxy: string, tls?: PosterTls, timeoutMs = 5_000) {
    const poster = createPoster({ url, headers: {}, proxy, ...(tls && { tls }) });
    const deadline = deadlineIn(timeoutMs);
    const result = await poster.post(Buffer.from('x'), 'text/plain', deadline);
    deadline.dispose();
    poster.close();
    return 'kind' in result ? result : [result.status, Buffer.from(result.body).toString()];
  }

  const answer = (request: { resume(): unknown }, response: { end(text: string): unknown }) => {
    request.resume();
    response.end('arrived');
  };

  it('is forwarded over http, with the credentials of the proxy', async () => {
    const target = createServer(answer);
    const port = await listen(target);
    closing.push(() => target.close());
    const proxy = await startProxy();
    deepEqual(await post(`http://far.test:${port}/v1/logs`, `http://user:pass@127.0.0.1:${proxy}`), [200, 'arrived']);
    deepEqual(asked, [`POST http://far.test:${port}/v1/logs Basic ${Buffer.from('user:pass').toString('base64')}`]);
  });

  it('is forwarded to its host, whatever its path looks like', async () => {
    const proxy = `http://127.0.0.1:${await startProxy()}`;
    for (const path of ['//evil/v1/logs', '/?to=http://evil/']) await post(`http://far.test:1${path}`, proxy);
    deepEqual(asked, ['POST http://far.test:1//evil/v1/logs ', 'POST http://far.test:1/?to=http://evil/ ']);
  });

  it('may have arrived where the proxy was asked and breaks off, or is silent', async () => {
    const cut = await listenRaw((socket) => void socket.once('data', () => socket.destroy()));
    const silent = await listenRaw((socket) => void socket.resume());
    const url = 'http://far.test/';
    deepEqual(await post(url, `http://127.0.0.1:${cut.port}`), { kind: 'unknown', reason: 'connection_reset' });
    const late = await post(url, `http://127.0.0.1:${silent.port}`, undefined, 100);
    deepEqual(late, { kind: 'unknown', reason: 'timeout' });
    await Promise.all([cut.close(), silent.close()]);
  });

  for (const [answer, result] of [
    ['HTTP/1.1 204 Fine', { kind: 'retry', reason: 'proxy_204' }],
    ['HTTP/1.1 201 Fine\r\ncontent-length: 0', { kind: 'retry', reason: 'proxy_201' }],
    ['HTTP/1.1 301 There\r\nlocation: http://127.0.0.1:1/', { kind: 'retry', reason: 'proxy_301' }],
    ['HTTP/1.1 400 What', { kind: 'retry', reason: 'proxy_400' }],
    ['HTTP/1.1 407 Who', { kind: 'retry', reason: 'proxy_407', isDenied: true }],
    ['HTTP/1.1 500 Oh', { kind: 'retry', reason: 'proxy_500' }],
    ['HTTP/1.1 200 OK\r\ngarbage', { kind: 'retry', reason: 'connection_failed' }],
    ['garbage', { kind: 'retry', reason: 'connection_failed' }],
  ] as const)
    it(`is not sent, and neither taken nor refused, where the proxy gives no tunnel: ${JSON.stringify(answer)}`, async () => {
      const proxy = await listenAndSay(`${answer}\r\n\r\n`);
      deepEqual(await post('https://far.test/', `http://127.0.0.1:${proxy.port}`), result);
      await proxy.close();
    });

  it('is tunnelled over https, and the certificate is still that of the server', async () => {
    const target = createTlsServer({ cert: read('server-cert.pem'), key: read('server-key.pem') }, answer);
    target.on('tlsClientError', () => undefined);
    const port = await listen(target);
    closing.push(() => {
      target.closeAllConnections();
      target.close();
    });
    const proxy = `http://127.0.0.1:${await startProxy()}`;
    const url = `https://localhost:${port}/`;
    deepEqual(await post(url, proxy, { ca: read('authority.pem') }), [200, 'arrived']);
    deepEqual(asked, [`CONNECT localhost:${port} `]);
    deepEqual(await post(url, proxy), { kind: 'retry', reason: 'tls_failed' });
  });

  it('prints no credentials of anybody, whatever DEBUG asks of the library', async () => {
    const target = createServer(answer);
    const port = await listen(target);
    closing.push(() => target.close());
    const proxy = await startProxy();
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [fileURLToPath(new URL('./debugged-host.js', import.meta.url))],
      {
        env: {
          ...process.env,
          DEBUG: '*',
          PROXY: `http://canary-user:canary-pass@127.0.0.1:${proxy}`,
          URLS: `http://far.test:${port}/ https://far.test:${port}/`,
        },
      },
    );
    equal(stdout, '200\ntls_failed\n');
    ok(stderr.includes('https-proxy-agent'), 'the library does print');
    ok(!/canary/.test(stderr), stderr);
    ok(!stderr.includes(Buffer.from('canary-user:canary-pass').toString('base64')), stderr);
    equal(asked.length, 2);
  });

  it('ends with its deadline where the proxy answers nothing, and leaves no connection behind', async () => {
    const sockets: Socket[] = [];
    const silent = createTcpServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.resume();
    });
    const proxy = `http://127.0.0.1:${await listen(silent)}`;
    closing.push(() => silent.close());
    for (const url of ['https://far.test/', 'http://far.test/']) {
      const startedAt = performance.now();
      const result = await post(url, proxy, undefined, 200);
      ok('kind' in result && result.reason === 'timeout', JSON.stringify(result));
      ok(performance.now() - startedAt < 3_000);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    equal(sockets.length, 2);
    ok(sockets.every(({ destroyed, readableEnded }) => destroyed || readableEnded));
  });

  it('fails as a connection does where there is no proxy', async () => {
    for (const url of ['https://far.test/', 'http://far.test/'])
      deepEqual(await post(url, 'http://127.0.0.1:1'), { kind: 'retry', reason: 'connection_failed' });
  });
});

describe('proxyFor', () => {
  const proxied = { kind: 'proxy', url: 'http://p.test:3128' };
  const none = { kind: 'none' };
  const cases: ReadonlyArray<readonly [string, Readonly<Record<string, string>>, object]> = [
    ['https://a.test/', {}, none],
    ['https://a.test/', { HTTPS_PROXY: 'http://p.test:3128' }, proxied],
    ['https://a.test/', { https_proxy: ' http://p.test:3128 ', HTTPS_PROXY: 'http://other' }, proxied],
    ['http://a.test/', { HTTPS_PROXY: 'http://p.test:3128' }, none],
    ['http://a.test/', { HTTP_PROXY: 'p.test:3128' }, proxied],
    ['http://a.test/', { ALL_PROXY: 'p.test:3128', HTTP_PROXY: '' }, proxied],
    ['https://a.test/', { HTTPS_PROXY: 'socks5://p.test' }, { kind: 'invalid' }],
    ['https://a.test/', { HTTPS_PROXY: ':::' }, { kind: 'invalid' }],
    ['https://a.test/', { HTTPS_PROXY: 'http://u:%zz@p.test' }, { kind: 'invalid' }],
    ['https://a.test/', { HTTPS_PROXY: 'p.test:3128', NO_PROXY: '*' }, none],
    ['https://a.test/', { HTTPS_PROXY: 'p.test:3128', NO_PROXY: 'b.test, a.test' }, none],
    ['https://x.a.test/', { HTTPS_PROXY: 'p.test:3128', no_proxy: '.a.test' }, none],
    ['https://x.a.test/', { HTTPS_PROXY: 'p.test:3128', no_proxy: '*.A.test' }, none],
    ['https://xa.test/', { HTTPS_PROXY: 'p.test:3128', no_proxy: 'a.test' }, proxied],
    ['https://a.test/', { HTTPS_PROXY: 'p.test:3128', no_proxy: 'a.test:443' }, none],
    ['https://a.test:8443/', { HTTPS_PROXY: 'p.test:3128', no_proxy: 'a.test:443' }, proxied],
    ['https://10.1.2.3/', { HTTPS_PROXY: 'p.test:3128', no_proxy: '10.0.0.0/8' }, none],
    ['https://11.1.2.3/', { HTTPS_PROXY: 'p.test:3128', no_proxy: '10.0.0.0/8' }, proxied],
    ['https://10.1.2.3/', { HTTPS_PROXY: 'p.test:3128', no_proxy: '10.0.0.0/33, 10.0.0.0/x' }, proxied],
    ['https://a.test/', { HTTPS_PROXY: 'p.test:3128', no_proxy: '0.0.0.0/0' }, proxied],
    ['https://[fd00::1]/', { HTTPS_PROXY: 'p.test:3128', no_proxy: 'fd00::/8' }, none],
    ['https://[fd00::1]/', { HTTPS_PROXY: 'p.test:3128', no_proxy: '[fd00::1]' }, none],
    ['https://[fe00::1]/', { HTTPS_PROXY: 'p.test:3128', no_proxy: 'fd00::/8' }, proxied],
    ['https://[fd00::1]/', { HTTPS_PROXY: 'p.test:3128', no_proxy: '[fd00::]/8' }, none],
    ['https://[fd00::1]:4318/', { HTTPS_PROXY: 'p.test:3128', no_proxy: '[fd00::1]:4318' }, none],
    ['https://[fd00::1]:4318/', { HTTPS_PROXY: 'p.test:3128', no_proxy: '[fd00:0::1]:4318' }, none],
    ['https://[fd00::1]:4318/', { HTTPS_PROXY: 'p.test:3128', no_proxy: '[fd00::1]:443' }, proxied],
    ['https://a.test./', { HTTPS_PROXY: 'p.test:3128', no_proxy: 'a.test' }, none],
    ['https://a.test/', { HTTPS_PROXY: 'p.test:3128', no_proxy: 'a.test.' }, none],
    ['https://bücher.test/', { HTTPS_PROXY: 'p.test:3128', no_proxy: '.BÜCHER.test:443' }, none],
    ['https://a.test/', { HTTPS_PROXY: 'p.test:3128', no_proxy: ' , . : [ ] :443 a.test/x http://a.test' }, proxied],
    ...[
      'http://localhost:1/',
      'http://x.localhost./',
      'http://127.0.0.1/',
      'http://127.1/',
      'http://[::1]/',
      'http://0.0.0.0:4318/',
      'http://[::]/',
      'http://[::ffff:127.0.0.1]/',
    ].map((url) => [url, { HTTP_PROXY: 'p.test:3128' }, none] as const),
  ];
  for (const [url, env, choice] of cases)
    it(`of ${url} with ${JSON.stringify(env)}`, () => deepEqual(proxyFor(url, env), choice));

  it('is what the owner says, for this machine itself, too', () => {
    deepEqual(proxyFor('http://localhost:1/', { NO_PROXY: '*' }, 'http://p.test:3128'), proxied);
    deepEqual(proxyFor('https://a.test/', { HTTPS_PROXY: 'http://p.test:3128' }, 'none'), none);
  });
});
