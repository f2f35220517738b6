/** A server that a host asks by itself: it shows that a tracing which must not see our requests does see others. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The server, and the headers of what it was asked. */
export interface Control {
  readonly url: string;
  readonly requests: IncomingHttpHeaders[];
}

/** Names of headers by which tracing goes on elsewhere. */
export const traceHeadersIn = (headers: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(headers).filter((name) => /^(?:traceparent|tracestate|baggage|sentry-trace)$/.test(name));

/** A server for a block of tests; its notes are empty before each. */
export function useControl(): () => Control {
  const requests: IncomingHttpHeaders[] = [];
  let server: Server;
  before(async () => {
    server = createServer((request, response) => {
      requests.push(request.headers);
      request.resume().on('end', () => response.end());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => requests.splice(0));
  return () => ({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, requests });
}
