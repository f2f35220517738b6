import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import { fileURLToPath } from 'node:url';
import { Server as GrpcServer, ServerCredentials } from '@grpc/grpc-js';
import { CodexotelError } from '../../../core/index.js';
import { otlp } from '../../../plugins/otlp/index.js';
import { attempt, closeSinks, complete, contextOf, openSink, someEvents } from './support.js';

const pathOf = (name: string): string =>
  fileURLToPath(new URL(`../../../../test/fixtures/tls/${name}`, import.meta.url));
const authority = { 'ca-certificate': pathOf('authority.pem') };
const identity = { 'client-certificate': pathOf('client-cert.pem'), 'client-private-key': pathOf('client-key.pem') };
const failed = { kind: 'retry', reason: 'connection_failed' };

describe('otlp over TLS', () => {
  let cleanUp: () => void = () => undefined;
  afterEach(async () => {
    await closeSinks();
    cleanUp();
  });

  /** Collectors that take anything, and only from clients with a certificate when told so. */
  const listen = {
    http: async (asksForCertificate: boolean): Promise<string> => {
      const server: HttpsServer = createHttpsServer({
        cert: readFileSync(pathOf('server-cert.pem')),
        key: readFileSync(pathOf('server-key.pem')),
        ca: readFileSync(pathOf('authority.pem')),
        requestCert: asksForCertificate,
      });
      server.on('request', (request, response) => request.resume().on('end', () => response.end()));
      server.on('tlsClientError', () => undefined);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      cleanUp = () => server.close();
      const address = server.address();
      return `https://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    },
    grpc: async (asksForCertificate: boolean): Promise<string> => {
      const server = new GrpcServer();
      const pair = {
        cert_chain: readFileSync(pathOf('server-cert.pem')),
        private_key: readFileSync(pathOf('server-key.pem')),
      };
      const credentials = ServerCredentials.createSsl(
        readFileSync(pathOf('authority.pem')),
        [pair],
        asksForCertificate,
      );
      const asIs = (bytes: Buffer): Buffer => bytes;
      const Export = {
        path: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
        requestStream: false,
        responseStream: false,
        requestSerialize: asIs,
        requestDeserialize: asIs,
        responseSerialize: asIs,
        responseDeserialize: asIs,
      };
      server.addService(
        { Export },
        {
          Export: (_call: unknown, callback: (error: null, response: Buffer) => void) =>
            callback(null, Buffer.alloc(0)),
        },
      );
      cleanUp = () => server.forceShutdown();
      return new Promise((resolve, reject) => {
        server.bindAsync('127.0.0.1:0', credentials, (error, port) => {
          if (error) reject(error);
          else resolve(`https://localhost:${port}`);
        });
      });
    },
  };
  const exporterTo = {
    http: (endpoint: string, tls?: object) => ({ 'otlp-http': { endpoint, protocol: 'binary', ...(tls && { tls }) } }),
    grpc: (endpoint: string, tls?: object) => ({ 'otlp-grpc': { endpoint, ...(tls && { tls }) } }),
  };

  for (const kind of ['http', 'grpc'] as const) {
    it(`trusts the given authority and no other over ${kind}`, async () => {
      const url = await listen[kind](false);
      const others = { 'ca-certificate': pathOf('other-authority.pem') };
      assert.deepEqual(await attempt(openSink(exporterTo[kind](url, authority)), someEvents(1)), { kind: 'acked' });
      assert.deepEqual(await attempt(openSink(exporterTo[kind](url, others)), someEvents(1)), failed);
      assert.deepEqual(await attempt(openSink(exporterTo[kind](url)), someEvents(1)), failed);
    });

    it(`shows its certificate to a collector that asks for one over ${kind}`, async () => {
      const url = await listen[kind](true);
      const both = { ...authority, ...identity };
      assert.deepEqual(await attempt(openSink(exporterTo[kind](url, both)), someEvents(1)), { kind: 'acked' });
      const outcome = await attempt(openSink(exporterTo[kind](url, authority)), someEvents(1));
      assert.ok(outcome.kind === 'retry' || outcome.kind === 'unknown', outcome.kind);
    });
  }
});

describe('otlp certificates that cannot be used', () => {
  const mistakes: [what: string, tls: object, message: RegExp][] = [
    ['half a pair', { 'client-certificate': pathOf('client-cert.pem') }, /must both be given/],
    ['the other half', { 'client-private-key': pathOf('client-key.pem') }, /must both be given/],
    [
      'a missing file',
      { 'ca-certificate': '/no/such/ca.pem' },
      /ca-certificate \/no\/such\/ca\.pem cannot be read \(ENOENT\)/,
    ],
    ['a directory', { 'ca-certificate': pathOf('') }, / is no file;/],
    ['a file without a certificate', { 'ca-certificate': pathOf('README.md') }, /README\.md holds no certificate/],
    ['a relative path', { 'ca-certificate': 'ca.pem' }, /ca-certificate must be an absolute path/],
    [
      'a key of another certificate',
      { ...identity, 'client-private-key': pathOf('server-key.pem') },
      /holds no key of the client certificate/,
    ],
  ];
  for (const [what, tls, message] of mistakes) {
    it(`close the sink and say why: ${what}`, () => {
      for (const exporter of [
        { 'otlp-http': { endpoint: 'https://127.0.0.1:1', protocol: 'json', tls } },
        { 'otlp-grpc': { endpoint: 'https://127.0.0.1:1', tls } },
      ]) {
        const { context, reports } = contextOf(complete({ logs: exporter }));
        assert.deepEqual(otlp.setup(context).sinks ?? {}, {});
        assert.equal(reports.length, 1);
        assert.match(reports[0]?.message ?? '', message);
        assert.match(reports[0]?.message ?? '', /otlp\.logs stays closed$/);
        assert.ok(reports[0]?.cause instanceof CodexotelError);
      }
    });
  }
});
