/** Abrupt ends of a process: what was emitted arrives all the same, in time, and the exit code stays the host's. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startReceiver } from '../core/testing/index.js';
import { openConnectBlackHole } from './delivery/raw-servers.js';
import { listenOverTls, pathOf } from './plugins/otlp/tls-servers.js';
import { listenAsProxy } from './proxy-server.js';

const host = fileURLToPath(new URL('./ending-host.js', import.meta.url));

/** Runs the host to its end; sends a signal once it is ready for it. */
async function end(
  ending: string,
  exporter: object,
  { signal, exitMs = 2_000, env = {} }: { signal?: NodeJS.Signals; exitMs?: number; env?: NodeJS.ProcessEnv } = {},
) {
  const child = spawn(process.execPath, [host, ending, JSON.stringify(exporter), String(exitMs)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (signal && text.includes('ready')) child.kill(signal);
  });
  const startedAt = performance.now();
  const [code, bySignal]: unknown[] = await once(child, 'close');
  return { code, bySignal, stdout, stderr, ms: performance.now() - startedAt };
}

const overHttp = (url: string) => ({ 'otlp-http': { endpoint: `${url}/v1/logs`, protocol: 'binary' } });
const overGrpc = (url: string) => ({ 'otlp-grpc': { endpoint: url } });

describe('a host that ends at once', () => {
  const abrupt: ReadonlyArray<readonly [ending: string, code: number, stderr: RegExp]> = [
    ['calls process.exit', 3, /^$/],
    ['throws an error', 1, /Error: the host failed/],
    ['leaves a rejection alone', 1, /Error: the host failed/],
  ];

  for (const transport of ['http', 'grpc'] as const) {
    for (const [ending, code, stderr] of abrupt) {
      it(`loses nothing over ${transport} when it ${ending}`, async () => {
        await using receiver = await startReceiver();
        const exporter = transport === 'http' ? overHttp(receiver.httpUrl) : overGrpc(receiver.grpcUrl);
        const ended = await end(ending, exporter);
        assert.equal(ended.code, code);
        assert.match(ended.stderr, stderr);
        assert.deepEqual([receiver.records.length, receiver.refused.length], [700, 0]);
      });
    }
  }

  for (const transport of ['http', 'grpc'] as const) {
    const over = { http: overHttp, grpc: overGrpc }[transport];
    const through = (exporter: object, more: object) =>
      Object.fromEntries(Object.entries(exporter).map(([kind, parts]) => [kind, { ...parts, ...more }]));

    it(`loses nothing over ${transport} through a proxy when it calls process.exit`, async () => {
      await using receiver = await startReceiver();
      const proxy = await listenAsProxy();
      const url = { http: receiver.httpUrl, grpc: receiver.grpcUrl }[transport].replace('127.0.0.1', 'far.invalid');
      const named = { proxy: `http://u:p@127.0.0.1:${proxy.port}` };
      const { code, stderr } = await end('calls process.exit', through(over(url), named));
      proxy.close();
      assert.deepEqual([code, stderr, receiver.records.length], [3, '', 700]);
      assert.ok(proxy.asked.every((line) => line.endsWith(` Basic ${Buffer.from('u:p').toString('base64')}`)));
    });

    it(`loses nothing over ${transport} and TLS through a proxy when it calls process.exit`, async () => {
      const collector = await listenOverTls(transport, { pair: 'server' });
      const proxy = await listenAsProxy();
      const more = { proxy: `http://127.0.0.1:${proxy.port}`, tls: { 'ca-certificate': pathOf('authority.pem') } };
      const url = collector.url.replace('localhost', 'collector.test');
      const { code, stderr } = await end('calls process.exit', through(over(url), more));
      proxy.close();
      collector.close();
      // 700 records are two batches.
      assert.deepEqual([code, stderr, collector.requests()], [3, '', 2]);
      assert.ok(proxy.asked.length >= 2);
    });
  }

  it('is held no longer than its deadline by a proxy that refuses, hangs or is gone, and says nothing of it', async () => {
    const refusing = await listenAsProxy({ refusesWith: 407 });
    const hanging = createServer((socket) => socket.on('error', () => undefined).resume()).listen(0, '127.0.0.1');
    await once(hanging, 'listening');
    const ports = [refusing.port, (hanging.address() as AddressInfo).port, 1];
    const runs = ports.flatMap((port) =>
      ['http://far.test:1', 'https://far.test:1'].flatMap((url) =>
        [overHttp(url), overGrpc(url)].map(async (exporter) => {
          const proxied = Object.entries(exporter).map(([kind, parts]) => [
            kind,
            { ...parts, proxy: `http://canary:canary@127.0.0.1:${port}` },
          ]);
          return end('calls process.exit', Object.fromEntries(proxied), { exitMs: 500 });
        }),
      ),
    );
    for (const { code, stderr, ms } of await Promise.all(runs)) {
      assert.deepEqual([code, stderr], [3, '']);
      assert.ok(ms < 8_000, `${ms} ms`);
    }
    refusing.close();
    hanging.close();
  }).timeout(30_000);

  it('loses nothing through a proxy that speaks TLS', async () => {
    const pair = { cert: readFileSync(pathOf('server-cert.pem')), key: readFileSync(pathOf('server-key.pem')) };
    const trust = { NODE_EXTRA_CA_CERTS: pathOf('authority.pem') };
    for (const ending of ['calls process.exit', 'just ends']) {
      await using receiver = await startReceiver();
      const proxy = await listenAsProxy({ tls: pair });
      const collector = await listenOverTls('http', { pair: 'server' });
      const more = { proxy: `https://localhost:${proxy.port}` };
      const plain = { 'otlp-http': { ...overHttp(receiver.httpUrl)['otlp-http'], ...more } };
      const tls = { 'ca-certificate': pathOf('authority.pem') };
      const secure = { 'otlp-http': { ...overHttp(collector.url)['otlp-http'], ...more, tls } };
      const ended = [await end(ending, plain, { env: trust }), await end(ending, secure, { env: trust })];
      proxy.close();
      collector.close();
      assert.deepEqual(
        ended.map(({ stderr }) => stderr),
        ['', ''],
      );
      assert.deepEqual([receiver.records.length, collector.requests()], [700, 2], ending);
    }
  });

  it('is held no longer than its deadline by a collector that hangs, and not at all with a deadline of 0', async () => {
    await using receiver = await startReceiver();
    receiver.answerAlways('hang');
    const [held, free] = await Promise.all([
      end('calls process.exit', overHttp(receiver.httpUrl), { exitMs: 600 }),
      end('calls process.exit', overHttp(receiver.httpUrl), { exitMs: 0 }),
    ]);
    assert.deepEqual([held.code, free.code], [3, 3]);
    assert.ok(held.ms - free.ms > 300 && held.ms - free.ms < 1_500, `${held.ms} ms against ${free.ms} ms`);
  });
});

describe('a host that just ends', () => {
  it('has everything delivered', async () => {
    await using receiver = await startReceiver();
    const { code, stderr } = await end('just ends', overHttp(receiver.httpUrl));
    assert.deepEqual([code, stderr, receiver.records.length], [0, '', 700]);
  });

  for (const [transport, exporterOf] of [
    ['HTTP', overHttp],
    ['gRPC', overGrpc],
  ] as const) {
    it(`is not held by an attempt over ${transport} that hangs, in whatever phase`, async () => {
      const [hole, receiver] = await Promise.all([openConnectBlackHole(), startReceiver()]);
      receiver.answerAlways('hang');
      const url = transport === 'HTTP' ? receiver.httpUrl : receiver.grpcUrl;
      const ended = await Promise.all([
        end('just ends', exporterOf(url), { exitMs: 500 }),
        end('just ends', exporterOf(`http://127.0.0.1:${hole.port}`), { exitMs: 500 }),
      ]);
      await Promise.all([hole.close(), receiver.close()]);
      assert.deepEqual(
        ended.map(({ code }) => code),
        [0, 0],
      );
      assert.ok(
        ended.every(({ ms }) => ms < 4_000),
        ended.map(({ ms }) => ms).join(),
      );
    });
  }
});

describe('a host that is asked to end', () => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    it(`delivers and then ends by ${signal}`, async () => {
      await using receiver = await startReceiver();
      const { bySignal } = await end('closes on signals', overHttp(receiver.httpUrl), { signal });
      assert.deepEqual([bySignal, receiver.records.length], [signal, 700]);
    });
  }

  for (const ending of ['closes on signals beside its own handler', 'exits in its own handler']) {
    it(`keeps its exit code, and everything arrives, when it ${ending}`, async () => {
      await using receiver = await startReceiver();
      const { code } = await end(ending, overHttp(receiver.httpUrl), { signal: 'SIGTERM' });
      const unique = new Set(
        receiver.records.map((record) => JSON.stringify('attributes' in record && record.attributes)),
      );
      assert.deepEqual([code, unique.size], [7, 700]);
    });
  }

  it('has no listener left after the bus was closed', async () => {
    await using receiver = await startReceiver();
    const { code, stdout } = await end('takes its handlers back', overHttp(receiver.httpUrl));
    assert.deepEqual([code, stdout], [0, '0\n']);
  });
});
