/** A real http proxy on loopback that knows every host as this machine, and notes what it was asked for. */
import { once } from 'node:events';
import { createServer, request as openRequest, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** The proxy at work. */
export interface ProxyServer {
  readonly port: number;
  /** `METHOD target credentials`, one a request. */
  readonly asked: string[];
  close(): void;
}

/** How it behaves. */
export interface ProxyOptions {
  /** With it, the proxy itself speaks TLS. */
  readonly tls?: ServerOptions;
  /** The status of its answers when it refuses all. */
  readonly refusesWith?: number;
}

/** Starts one on a port of its own. */
export async function listenAsProxy({ tls, refusesWith }: ProxyOptions = {}): Promise<ProxyServer> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const forward: RequestListener = (request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`);
    if (refusesWith !== undefined) return void response.writeHead(refusesWith).end();
    const { port, pathname } = new URL(request.url ?? '');
    const { 'content-type': type, 'content-encoding': encoding } = request.headers;
    const headers = { ...(type && { 'content-type': type }), ...(encoding && { 'content-encoding': encoding }) };
    const onward = openRequest({ host: '127.0.0.1', port, path: pathname, method: 'POST', headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    return void request.pipe(onward);
  };
  const server: Server = tls ? createTlsServer(tls, forward) : createServer(forward);
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.on('tlsClientError', () => undefined);
  server.on('connect', (request, client: Socket) => {
    asked.push(`CONNECT ${request.url} ${request.headers['proxy-authorization'] ?? ''}`);
    client.on('error', () => undefined);
    if (refusesWith !== undefined) return void client.end(`HTTP/1.1 ${refusesWith} Refused\r\n\r\n`);
    const upstream = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    sockets.add(upstream);
    upstream.on('error', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
