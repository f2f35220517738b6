/** Exporters through a real proxy: the one of the environment, the one that is named, or none; over HTTP and gRPC, with and without TLS. */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createHttp2Server, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { otlp } from '../../../plugins/otlp/index.js';
import { listenAsProxy, type ProxyOptions, type ProxyServer } from '../../proxy-server.js';
import { attempt, complete, contextOf, someEvents } from './support.js';
import { listenOverTls, pathOf } from './tls-servers.js';

const acked = { kind: 'acked' };
const lost = { kind: 'retry', reason: 'connection_failed' };
const kinds = ['http', 'grpc'] as const;
type Kind = (typeof kinds)[number];
const tls = { 'ca-certificate': pathOf('authority.pem') };
const basic = `Basic ${Buffer.from('agent:p@ss').toString('base64')}`;

describe('otlp through a proxy', () => {
  let proxy: ProxyServer;
  const closing: Array<() => unknown> = [];
  const complaints: string[] = [];
  const { error } = console;

  beforeEach(() => {
    // grpc-js writes its complaints there.
    console.error = (...words: unknown[]) => void complaints.push(words.join(' '));
  });
  afterEach(async () => {
    console.error = error;
    for (const close of closing.splice(0).reverse()) await close();
    deepEqual(complaints.splice(0), []);
  });

  async function startProxy(options?: ProxyOptions): Promise<string> {
    proxy = await listenAsProxy(options);
    closing.push(proxy.close);
    return `127.0.0.1:${proxy.port}`;
  }

  /** A collector without TLS; the port. */
  async function startCollector(kind: Kind): Promise<number> {
    const server: Server | Http2Server =
      kind === 'http'
        ? createServer((request, response) => request.resume().on('end', () => response.end()))
        : createHttp2Server();
    if (kind === 'grpc')
      (server as Http2Server).on('stream', (stream) => {
        stream.on('error', () => undefined);
        stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
        stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
        stream.resume().on('end', () => stream.end(Buffer.alloc(5)));
      });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    return (server.address() as AddressInfo).port;
  }

  async function startTlsCollector(kind: Kind): Promise<string> {
    const server = await listenOverTls(kind, { pair: 'server' });
    closing.push(server.close);
    return server.url;
  }

  function open(kind: Kind, exporter: object, env: Readonly<Record<string, string>> = {}) {
    const written = kind === 'http' ? { 'otlp-http': { protocol: 'json', ...exporter } } : { 'otlp-grpc': exporter };
    const { context, reports, mistakes } = contextOf(complete({ logs: written }));
    const sink = otlp.setup({ ...context, env }).sinks?.logs;
    closing.push(() => sink?.close?.());
    return { sink, reports, mistakes };
  }

  async function send(...parts: Parameters<typeof open>) {
    const { sink, reports } = open(...parts);
    ok(sink);
    const outcome = await attempt(sink, someEvents(1), 3_000);
    deepEqual(reports, []);
    return outcome;
  }

  for (const kind of kinds) {
    const name = { http: 'HTTP', grpc: 'gRPC' }[kind];
    /** What the proxy is asked for a target without TLS. */
    const plain = (target: string) => (kind === 'http' ? `POST http://${target}/` : `CONNECT ${target}`);

    it(`goes over ${name} where HTTP_PROXY says, with its credentials`, async () => {
      const port = await startCollector(kind);
      const env = { HTTP_PROXY: `http://agent:p%40ss@${await startProxy()}` };
      deepEqual(await send(kind, { endpoint: `http://far.test:${port}/` }, env), acked);
      deepEqual(proxy.asked, [`${plain(`far.test:${port}`)} ${basic}`]);
    });

    it(`goes over ${name} and TLS where HTTPS_PROXY says, and verifies the collector all the same`, async () => {
      const endpoint = (await startTlsCollector(kind)).replace('localhost', 'collector.test');
      const env = { HTTPS_PROXY: `http://${await startProxy()}`, HTTP_PROXY: 'http://127.0.0.1:1' };
      deepEqual(await send(kind, { endpoint, tls }, env), acked);
      deepEqual(proxy.asked, [`CONNECT ${new URL(endpoint).host} `]);
      const strange = endpoint.replace('collector', 'other');
      deepEqual(await send(kind, { endpoint: strange, tls }, env), { kind: 'retry', reason: 'tls_failed' });
      deepEqual(await send(kind, { endpoint }, env), { kind: 'retry', reason: 'tls_failed' });
    });

    it(`goes over ${name} directly where NO_PROXY says, to this machine, and where the exporter wants none`, async () => {
      const port = await startCollector(kind);
      const env = { HTTP_PROXY: `http://${await startProxy()}` };
      deepEqual(await send(kind, { endpoint: `http://127.0.0.1:${port}/` }, env), acked);
      deepEqual(await send(kind, { endpoint: `http://localhost:${port}/`, proxy: 'none' }, env), acked);
      deepEqual(proxy.asked, []);
      // Nobody knows the name but the proxy.
      const far = { endpoint: `http://far.invalid:${port}/` };
      deepEqual(await send(kind, far, { ...env, NO_PROXY: 'invalid' }), lost);
      deepEqual(await send(kind, { ...far, proxy: 'none' }, env), lost);
      deepEqual(proxy.asked, []);
      deepEqual(await send(kind, far, env), acked);
    });

    it(`goes over ${name} through the proxy that the exporter names, for this machine, too`, async () => {
      const port = await startCollector(kind);
      const named = `http://agent:p%40ss@${await startProxy()}`;
      const env = { HTTP_PROXY: 'http://127.0.0.1:1', NO_PROXY: '*' };
      deepEqual(await send(kind, { endpoint: `http://localhost:${port}/`, proxy: named }, env), acked);
      deepEqual(proxy.asked, [`${plain(`localhost:${port}`)} ${basic}`]);
    });

    for (const refusesWith of [407, 502])
      it(`keeps what a proxy refuses over ${name} with ${refusesWith}, without a word on stderr`, async () => {
        const proxy = `http://${await startProxy({ refusesWith })}`;
        for (const scheme of ['http', 'https']) {
          const outcome = await send(kind, { endpoint: `${scheme}://far.test:4318/`, proxy });
          const who = kind === 'http' && scheme === 'http' ? 'http' : 'proxy';
          const isDenied = refusesWith === 407 && { isDenied: true };
          deepEqual(outcome, { kind: 'retry', reason: `${who}_${refusesWith}`, ...isDenied });
        }
        deepEqual(await send(kind, { endpoint: 'https://far.test:4318/', proxy: 'http://127.0.0.1:1' }), lost);
      });

    it(`keeps what is sent over ${name} when the proxy has gone, without a word on stderr`, async () => {
      const endpoint = (await startTlsCollector(kind)).replace('localhost', 'collector.test');
      const { sink } = open(kind, { endpoint, tls, proxy: `http://${await startProxy()}` });
      ok(sink);
      deepEqual(await attempt(sink, someEvents(1)), acked);
      proxy.close();
      await sleep(50);
      deepEqual(await attempt(sink, someEvents(1)), lost);
      // grpc-js tries once more after a second.
      await sleep(1_500);
    });

    it(`stays closed over ${name} where the environment names what is no proxy, and shows none of it`, async () => {
      const env = { HTTPS_PROXY: 'socks5://u:secret@p.test' };
      const { sink, mistakes } = open(kind, { endpoint: 'https://far.test/' }, env);
      equal(sink, undefined);
      deepEqual(mistakes, [
        'otel.exporter cannot be used: the proxy of HTTPS_PROXY or ALL_PROXY is no http or https URL; correct it, or write proxy: none below the exporter; otlp.logs stays closed',
      ]);
    });

    it(`describes itself over ${name} with the proxy, without its credentials`, () => {
      const { sink } = open(kind, { endpoint: 'https://far.test/', proxy: 'http://u:secret@p.test:3128' });
      match(sink?.description ?? '', / to https:\/\/far\.test through p\.test:3128$/);
    });
  }

  it('does not trust a proxy that speaks TLS with a certificate of nobody, and takes none over gRPC', async () => {
    const cert = readFileSync(pathOf('server-cert.pem'));
    const env = {
      HTTPS_PROXY: `https://${await startProxy({ tls: { cert, key: readFileSync(pathOf('server-key.pem')) } })}`,
    };
    const outcome = await send('http', { endpoint: await startTlsCollector('http').then(far), tls }, env);
    equal(outcome.kind, 'retry');
    deepEqual(proxy.asked, []);
    const { sink, mistakes } = open('grpc', { endpoint: 'https://far.test/' }, env);
    equal(sink, undefined);
    match(mistakes[0] ?? '', /is no http proxy, as gRPC needs one; /);
  });
});

const far = (url: string): string => url.replace('localhost', 'collector.test');
