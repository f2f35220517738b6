/** A destination on loopback that keeps what it gets and answers as told. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it arrived. */
export interface Arrival {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Destination {
  readonly url: string;
  readonly arrivals: Arrival[];
  close(): Promise<void>;
}

/** Starts it; `answer` is asked for each request, and `undefined` from it means that no answer ever comes. */
export async function startDestination(
  answer: () => Answer | undefined = () => ({ status: 200 }),
): Promise<Destination> {
  const arrivals: Arrival[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      arrivals.push({ method, url, headers, body: Buffer.concat(chunks).toString('utf8') });
      const told = answer();
      if (told) response.writeHead(told.status, told.headers).end(told.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/otlp/v1/metrics`,
    arrivals,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
