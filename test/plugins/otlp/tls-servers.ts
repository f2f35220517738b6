/** Collectors over TLS that take anything, whose certificate can be replaced while they run. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

/** The path of a fixture, such as `authority.pem`. */
export const pathOf = (name: string): string =>
  fileURLToPath(new URL(`../../../../test/fixtures/tls/${name}`, import.meta.url));

/** What a server shows and asks for. */
export interface ServerSettings {
  /** Whose certificate and key: `server` stands for `server-cert.pem` and `server-key.pem`. */
  readonly pair: string;
  /** The only version that it speaks; absent: those of Node. */
  readonly version?: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  /** Whose clients it takes; absent: it asks for no certificate. */
  readonly clientAuthority?: string;
}

/** A collector at work. */
export interface TlsServer {
  /** `https://localhost:PORT` */
  readonly url: string;
  /** Requests that came through. */
  requests(): number;
  /** New connections see this; with `isSudden` the old ones end. */
  replace(settings: ServerSettings, isSudden?: boolean): void;
  close(): void;
}

/** Starts one for a transport. */
export async function listenOverTls(kind: 'http' | 'grpc', settings: ServerSettings): Promise<TlsServer> {
  let requests = 0;
  const server: Server | Http2SecureServer =
    kind === 'http' ? createServer(toOptions(settings)) : createSecureServer(toOptions(settings));
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.on('tlsClientError', () => undefined);
  if (kind === 'http')
    (server as Server).on('request', (request, response) => {
      requests++;
      request.resume().on('end', () => response.end());
    });
  else
    (server as Http2SecureServer).on('stream', (stream) => {
      requests++;
      stream.on('error', () => undefined);
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.resume().on('end', () => stream.end(Buffer.alloc(5)));
    });
  server.listen(0);
  await once(server, 'listening');
  const dropAll = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    replace(next, isSudden = false) {
      server.setSecureContext(toOptions(next));
      if (isSudden) dropAll();
    },
    close() {
      dropAll();
      server.close();
    },
  };
}

const toOptions = ({ pair, clientAuthority, version }: ServerSettings) => ({
  cert: readFileSync(pathOf(`${pair}-cert.pem`)),
  key: readFileSync(pathOf(`${pair}-key.pem`)),
  // Without it OpenSSL offers no cipher that fits the old one.
  ...(version && { minVersion: version, maxVersion: version, ciphers: 'DEFAULT:@SECLEVEL=0' }),
  ...(clientAuthority !== undefined && {
    ca: readFileSync(pathOf(`${clientAuthority}.pem`)),
    requestCert: true,
    rejectUnauthorized: true,
  }),
});
