/** What comes of certificates, over HTTP and gRPC: refused, kept for later, and delivered once they are right; and of those that are replaced. */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import type { Sink } from '../../../core/index.js';
import { type ExporterConfig, start } from '../../../index.js';
import { otlp } from '../../../plugins/otlp/index.js';
import { attempt, complete, contextOf, eventTime, someEvents } from './support.js';
import { listenOverTls, pathOf, type ServerSettings, type TlsServer } from './tls-servers.js';

const authority = { 'ca-certificate': pathOf('authority.pem') };
const pairOf = (name: string) => ({
  'client-certificate': pathOf(`${name}-cert.pem`),
  'client-private-key': pathOf(`${name}-key.pem`),
});
const acked = { kind: 'acked' };
const failed = { kind: 'retry', reason: 'tls_failed' };
/** The server may end the connection before the reason for it is read. */
const refused = /^(retry (tls_failed|connection_failed)|unknown connection_reset)$/;

/** By case: the server, what the exporter is told, and the outcome; a sentence is that of a sink which stays closed. */
const matrix: Readonly<Record<string, { server: ServerSettings; tls?: object; is: object | RegExp | string }>> = {
  'a certificate of the authority': { server: { pair: 'server' }, tls: authority, is: acked },
  expired: { server: { pair: 'expired' }, tls: authority, is: failed },
  'wrong host': { server: { pair: 'elsewhere' }, tls: authority, is: failed },
  'other authority': {
    server: { pair: 'server' },
    tls: { 'ca-certificate': pathOf('other-authority.pem') },
    is: failed,
  },
  'no authority named': { server: { pair: 'server' }, is: failed },
  'TLS 1.3': { server: { pair: 'server', version: 'TLSv1.3' }, tls: authority, is: acked },
  'TLS 1.2': { server: { pair: 'server', version: 'TLSv1.2' }, tls: authority, is: acked },
  'TLS 1.1': { server: { pair: 'server', version: 'TLSv1.1' }, tls: authority, is: failed },
  'a client certificate': {
    server: { pair: 'server', clientAuthority: 'authority' },
    tls: { ...authority, ...pairOf('client') },
    is: acked,
  },
  'missing client certificate': {
    server: { pair: 'server', clientAuthority: 'authority' },
    tls: authority,
    is: refused,
  },
  'client certificate of another authority': {
    server: { pair: 'server', clientAuthority: 'authority' },
    tls: { ...authority, ...pairOf('next-client') },
    is: refused,
  },
  'mismatched key': {
    server: { pair: 'server', clientAuthority: 'authority' },
    tls: { ...authority, ...pairOf('client'), 'client-private-key': pathOf('server-key.pem') },
    is: 'otel.exporter cannot be used: tls: client-private-key FIXTURES/server-key.pem holds no key of the client certificate; correct it; otlp.logs stays closed',
  },
};

/** Node 22.23 finds no address of IPv6 in any certificate, whoever asks. */
const certificate = new X509Certificate(readFileSync(pathOf('server-cert.pem'))).toLegacyObject();
const knowsIpv6 = checkServerIdentity('::1', certificate as PeerCertificate) === undefined;

for (const kind of ['http', 'grpc'] as const) {
  describe(`certificates over ${kind}`, () => {
    let server: TlsServer | undefined;
    let sink: Sink | undefined;
    let folder = '';
    let passedMs = 0;
    let reports: readonly { readonly message: string }[] = [];
    let mistakes: readonly string[] = [];

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'codexotel-test-'));
      passedMs = 0;
    });
    afterEach(async () => {
      await sink?.close?.();
      server?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    /** Opens the sink; nothing when it stays closed. */
    function open(url: string, tls: object | undefined): Sink | undefined {
      const parts = { endpoint: url, ...(tls && { tls }) };
      const exporter = kind === 'http' ? { 'otlp-http': { ...parts, protocol: 'binary' } } : { 'otlp-grpc': parts };
      const { context, ...told } = contextOf(complete({ logs: exporter }));
      ({ reports, mistakes } = told);
      sink = otlp.setup({ ...context, now: () => eventTime + passedMs }).sinks?.logs;
      return sink;
    }

    for (const [what, { server: settings, tls, is }] of Object.entries(matrix)) {
      it(`${what}: ${is === acked ? 'delivered' : typeof is === 'string' ? 'a mistake' : 'kept'}`, async () => {
        server = await listenOverTls(kind, settings);
        const opened = open(server.url, tls);
        if (typeof is === 'string') {
          equal(opened, undefined);
          deepEqual(
            mistakes.map((line) => line.replace(pathOf(''), 'FIXTURES/')),
            [is],
          );
          return;
        }
        ok(opened);
        const outcome = await attempt(opened, someEvents(1));
        if (is instanceof RegExp) match(`${outcome.kind} ${'reason' in outcome ? outcome.reason : ''}`, is);
        else deepEqual(outcome, is);
        equal(server.requests(), is === acked ? 1 : 0);
      });
    }

    it('an address in place of a name: delivered, and Node warns of nothing', async () => {
      server = await listenOverTls(kind, { pair: 'server' });
      const warnings: Error[] = [];
      const note = (warning: Error): void => void warnings.push(warning);
      process.on('warning', note);
      for (const host of ['127.0.0.1', ...(knowsIpv6 ? ['[::1]'] : [])]) {
        const opened = open(server.url.replace('localhost', host), authority);
        ok(opened);
        deepEqual(await attempt(opened, someEvents(1)), acked);
        await opened.close?.();
      }
      await new Promise((resolve) => setImmediate(resolve));
      process.off('warning', note);
      deepEqual(warnings, []);
    });

    /** Copies of fixtures under the names of an operator, who replaces them. */
    function put(files: Readonly<Record<string, string>>): void {
      for (const [name, fixture] of Object.entries(files)) copyFileSync(pathOf(fixture), join(folder, name));
    }
    const before = { 'ca.pem': 'authority.pem', 'cert.pem': 'client-cert.pem', 'key.pem': 'client-key.pem' };
    const after = {
      'ca.pem': 'next-authority.pem',
      'cert.pem': 'next-client-cert.pem',
      'key.pem': 'next-client-key.pem',
    };
    const inFolder = () => ({
      'ca-certificate': join(folder, 'ca.pem'),
      'client-certificate': join(folder, 'cert.pem'),
      'client-private-key': join(folder, 'key.pem'),
    });

    it('rotated: both sides at once, without a restart, and what failed meanwhile is kept', async () => {
      put(before);
      server = await listenOverTls(kind, { pair: 'server', clientAuthority: 'authority' });
      const opened = open(server.url, inFolder());
      ok(opened);
      deepEqual(await attempt(opened, someEvents(1)), acked);
      server.replace({ pair: 'next-server', clientAuthority: 'next-authority' }, true);
      put(after);
      const early = await attempt(opened, someEvents(1));
      ok(early.kind === 'retry' || early.kind === 'unknown', early.kind);
      passedMs = 10_000;
      deepEqual(await attempt(opened, someEvents(1)), acked);
      equal(server.requests(), 2);
      deepEqual(reports, []);
    });

    it('rotated under a bus that goes on: every record is delivered, none is dropped', async () => {
      put(before);
      server = await listenOverTls(kind, { pair: 'server', clientAuthority: 'authority' });
      const parts = { endpoint: server.url, tls: inFolder() };
      const exporter: ExporterConfig =
        kind === 'http' ? { 'otlp-http': { ...parts, protocol: 'binary' } } : { 'otlp-grpc': parts };
      const bus = start({
        env: {},
        programFile: '',
        workingDirectory: '',
        now: () => eventTime + passedMs,
        config: { otel: { exporter }, session_receipts: false, quiet: true },
      });
      const emitSome = (): void => {
        for (let at = 0; at < 100; at++) bus.emit('codex.tool_result', { call_id: `c${at}` });
      };
      emitSome();
      await bus.flush(5_000);
      server.replace({ pair: 'next-server', clientAuthority: 'next-authority' }, true);
      put(after);
      emitSome();
      await bus.flush(1_000);
      const { pending, delivered } = bus.receipt().sinks['otlp.logs'] ?? {};
      deepEqual([pending, delivered], [100, 100]);
      passedMs = 10_000;
      emitSome();
      const { sinks } = await bus.close(10_000);
      deepEqual(sinks['otlp.logs'], {
        unit: 'record',
        accepted: 300,
        delivered: 300,
        pending: 0,
        rejected: 0,
        dropped: {},
      });
    });

    it('rotated on our side alone: the next connection shows the new certificate', async () => {
      put(before);
      server = await listenOverTls(kind, { pair: 'server', clientAuthority: 'authority' });
      const opened = open(server.url, inFolder());
      ok(opened);
      deepEqual(await attempt(opened, someEvents(1)), acked);
      server.replace({ pair: 'server', clientAuthority: 'next-authority' });
      put({ ...after, 'ca.pem': 'authority.pem' });
      passedMs = 60_000;
      deepEqual(await attempt(opened, someEvents(1)), acked);
    });

    it('half replaced or gone: those from before stay, which is told once, until all fit together', async () => {
      put(before);
      server = await listenOverTls(kind, { pair: 'server', clientAuthority: 'authority' });
      const opened = open(server.url, inFolder());
      ok(opened);
      put({ 'cert.pem': after['cert.pem'] });
      for (const at of [1, 2]) {
        passedMs = at * 10_000;
        deepEqual(await attempt(opened, someEvents(1)), acked);
      }
      const messages = (): string[] => reports.map(({ message }) => message.replace(folder, 'FOLDER'));
      deepEqual(messages(), [
        'otlp: tls: client-private-key FOLDER/key.pem holds no key of the client certificate; the certificates from before stay',
      ]);
      rmSync(join(folder, 'ca.pem'));
      passedMs = 30_000;
      deepEqual(await attempt(opened, someEvents(1)), acked);
      match(
        messages()[1] ?? '',
        /ca-certificate FOLDER\/ca\.pem cannot be read \(ENOENT\); the certificates from before stay/,
      );
      writeFileSync(join(folder, 'ca.pem'), 'garbage');
      passedMs = 40_000;
      deepEqual(await attempt(opened, someEvents(1)), acked);
      put(before);
      passedMs = 50_000;
      deepEqual(await attempt(opened, someEvents(1)), acked);
      equal(reports.length, 3);
    });
  });
}
