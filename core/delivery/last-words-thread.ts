/** What the thread of the last words does. It is started from the text of `sendAll`, which therefore knows nothing but Node and its mission. */
import type { Duplex } from 'node:stream';
import type { ReadyRequest } from '../plugin.js';

/** What the thread is given. */
export interface Mission {
  /** First how many requests have ended; then, for each that was delivered, how many of its records were rejected, and one. */
  readonly cells: SharedArrayBuffer;
  /** Requests to each destination, in order. */
  readonly queues: ReadonlyArray<
    ReadonlyArray<{ readonly cell: number; readonly request: ReadyRequest; readonly waitMs: number }>
  >;
}

/** Destinations are served side by side, each in order. */
export function sendAll(): void {
  const { workerData } = process.getBuiltinModule('node:worker_threads');
  const { cells, queues } = workerData as Mission;
  const state = new Int32Array(cells);

  const secured = ({ tls }: ReadyRequest) => ({ ...tls, rejectUnauthorized: true, minVersion: 'TLSv1.2' as const });

  const authorise = (proxy: URL): Record<string, string> => {
    const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
    return credentials === ':' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
  };
  /** A proxy, as far as a request says it; the certificate of the proxy is not that of the destination. */
  const towards = (proxy: URL) => ({
    protocol: proxy.protocol,
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
    ...(proxy.protocol === 'https:' && { rejectUnauthorized: true, minVersion: 'TLSv1.2' as const }),
  });
  const moduleOf = (protocol: string) => process.getBuiltinModule(protocol === 'https:' ? 'node:https' : 'node:http');

  /** A connection to the destination of a request, by a tunnel through its proxy. */
  const tunnel = (ready: ReadyRequest, proxy: URL, protocols: string[]): Promise<Duplex> =>
    new Promise((resolve, reject) => {
      const { protocol, hostname, port } = new URL(ready.url);
      const target = `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
      const headers = { host: target, ...authorise(proxy) };
      const asked = moduleOf(proxy.protocol).request({ ...towards(proxy), method: 'CONNECT', path: target, headers });
      asked.on('connect', ({ statusCode }, socket, head) => {
        // A server of HTTP/2 may have said something already.
        if (head.byteLength > 0) socket.unshift(head);
        if (statusCode !== 200) reject(new Error('no tunnel'));
        else if (protocol !== 'https:') resolve(socket);
        else {
          const { connect } = process.getBuiltinModule('node:tls');
          const { isIP } = process.getBuiltinModule('node:net');
          const host = hostname.replace(/^\[|\]$/g, '');
          const name = isIP(host) ? {} : { servername: host };
          resolve(connect({ ...secured(ready), ...name, host, socket, ALPNProtocols: protocols }));
        }
      });
      asked.on('response', () => reject(new Error('no tunnel')));
      asked.on('error', reject);
      asked.end();
    });

  /** `partial_success`, field 1 of a response of OTLP, which has no other: in it 1 counts the rejected, 2 is a text. Throws for anything else. */
  const rejectedInBytes = (body: Buffer): number => {
    let at = 0;
    const read = (): number => {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = body[at++];
        if (byte === undefined) throw new RangeError('cut off');
        value += (byte & 0x7f) * 2 ** shift;
        if (byte < 0x80) return value;
      }
    };
    let rejected = 0;
    if (body.byteLength === 0) return rejected;
    if (read() !== 0x0a || read() > body.byteLength - at) throw new TypeError('no response of OTLP');
    while (at < body.byteLength) {
      const field = read();
      if (field === 0x08) rejected = read();
      else if (field === 0x12) {
        const length = read();
        at += length;
      } else throw new TypeError('no response of OTLP');
    }
    return rejected;
  };

  /** The same in JSON, or Statsig's own word. */
  const rejectedInText = (text: string): number => {
    const answer: unknown = JSON.parse(text);
    if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) throw new TypeError('no answer');
    let rejected = 0;
    for (const [key, value] of Object.entries(answer)) {
      if (key.startsWith('partial'))
        for (const [name, count] of Object.entries(Object(value)))
          rejected += name.startsWith('rejected') ? Number(count) : 0;
      else if (key !== 'success' || value !== true) throw new TypeError('no answer of OTLP');
    }
    return rejected;
  };

  /** How many records a success rejects; the page of a captive portal is no success. */
  const rejectedIn = (type: string, body: Buffer): number | undefined => {
    try {
      if (body.byteLength === 0) return 0;
      if (/protobuf|grpc/.test(type)) return rejectedInBytes(body);
      return /json/.test(type) ? rejectedInText(body.toString('utf8')) : undefined;
    } catch {
      return undefined;
    }
  };

  const postHttp = async (ready: ReadyRequest): Promise<number | undefined> => {
    const { url, body, proxy } = ready;
    const through = proxy === undefined ? undefined : new URL(proxy);
    const { protocol, host, origin, pathname, search } = new URL(url);
    const { auth } = process.getBuiltinModule('node:url').urlToHttpOptions(new URL(url));
    const isSecure = protocol === 'https:';
    const direct = { ...(isSecure && secured(ready)), method: 'POST', headers: ready.headers };
    const { request } = moduleOf(through && !isSecure ? through.protocol : protocol);
    const open = async () => {
      if (!through) return request(url, direct);
      if (!isSecure)
        return request({
          ...direct,
          ...towards(through),
          // A proxy writes down what it is asked for, so no credentials stand in it.
          path: `${origin}${pathname}${search}`,
          ...(auth && { auth }),
          headers: { ...ready.headers, host, ...authorise(through) },
        });
      const socket = await tunnel(ready, through, ['http/1.1']);
      return request(url, { ...direct, createConnection: () => socket });
    };
    const posted = await open();
    return new Promise((resolve) => {
      posted.on('response', (answer) => {
        const { statusCode = 0, headers } = answer;
        const type = headers['content-type'] ?? ready.headers['content-type'] ?? '';
        const chunks: Buffer[] = [];
        let room = 4 * 2 ** 20;
        const end = (rejected: number | undefined): void => {
          resolve(rejected);
          posted.destroy();
        };
        if (statusCode < 200 || statusCode > 299) return end(undefined);
        answer.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          room -= chunk.byteLength;
          if (room < 0) end(undefined);
        });
        answer.on('end', () => end(rejectedIn(type, Buffer.concat(chunks))));
        answer.on('error', () => end(undefined));
      });
      posted.on('error', () => resolve(undefined));
      posted.end(body);
    });
  };

  const callGrpc = async (ready: ReadyRequest): Promise<number | undefined> => {
    const { url, headers, body, proxy } = ready;
    const { origin, pathname } = new URL(url);
    const { connect } = process.getBuiltinModule('node:http2');
    const socket = proxy === undefined ? undefined : await tunnel(ready, new URL(proxy), ['h2']);
    const session = connect(origin, {
      ...(url.startsWith('https:') && secured(ready)),
      ...(socket && { createConnection: () => socket }),
    });
    return new Promise((resolve) => {
      const end = (rejected?: number): void => {
        resolve(rejected);
        session.destroy();
      };
      const chunks: Buffer[] = [];
      session.on('error', () => end());
      const call = session.request({ ...headers, ':method': 'POST', ':path': pathname, te: 'trailers' });
      call.on('error', () => end());
      call.on('data', (chunk: Buffer) => chunks.push(chunk));
      // Behind a byte that says "not compressed", and four of length.
      const message = () => Buffer.concat(chunks).subarray(5);
      call.on('trailers', (trailers) =>
        end(trailers['grpc-status'] === '0' ? rejectedIn('grpc', message()) : undefined),
      );
      call.on('close', () => end());
      call.end(body);
    });
  };

  for (const queue of queues) {
    let before = Promise.resolve();
    for (const { cell, request, waitMs } of queue) {
      before = before
        .then(() => new Promise<void>((resolve) => setTimeout(resolve, cell === queue[0]?.cell ? waitMs : 0)))
        .then(() => (request.isGrpc ? callGrpc(request) : postHttp(request)))
        .catch(() => undefined)
        .then((rejected) => {
          if (rejected !== undefined) Atomics.store(state, cell, rejected + 1);
          Atomics.add(state, 0, 1);
          Atomics.notify(state, 0);
        });
    }
  }
}
