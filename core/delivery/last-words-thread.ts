/** What the thread of the last words does. It is started from the text of `sendAll`, which therefore knows nothing but Node and its mission. */
import type { Duplex } from 'node:stream';
import type { ReadyRequest } from '../plugin.js';

/** What the thread is given. */
export interface Mission {
  /** First how many requests have ended, then a one for each that was delivered. */
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

  /** Nothing, or what may be a partial success, or Statsig's own word; the page of a captive portal is none of them. */
  const isAcknowledgement = (type: string, body: Buffer): boolean => {
    if (body.byteLength === 0) return true;
    // Field 1 of the response, with a length; it has no other.
    if (/protobuf/.test(type)) return body[0] === 0x0a;
    try {
      const answer: unknown = /json/.test(type) && JSON.parse(body.toString('utf8'));
      const isTable = typeof answer === 'object' && answer !== null && !Array.isArray(answer);
      return (
        isTable &&
        Object.entries(answer).every(
          ([key, value]) => key.startsWith('partial') || (key === 'success' && value === true),
        )
      );
    } catch {
      return false;
    }
  };

  const postHttp = async (ready: ReadyRequest): Promise<boolean> => {
    const { url, body, proxy } = ready;
    const through = proxy === undefined ? undefined : new URL(proxy);
    const { protocol, host } = new URL(url);
    const isSecure = protocol === 'https:';
    const direct = { ...(isSecure && secured(ready)), method: 'POST', headers: ready.headers };
    const { request } = moduleOf(through && !isSecure ? through.protocol : protocol);
    const open = async () => {
      if (!through) return request(url, direct);
      if (!isSecure)
        return request({
          ...direct,
          ...towards(through),
          path: url,
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
        const end = (isDelivered: boolean): void => {
          resolve(isDelivered);
          posted.destroy();
        };
        if (statusCode < 200 || statusCode > 299) return end(false);
        answer.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          room -= chunk.byteLength;
          if (room < 0) end(false);
        });
        answer.on('end', () => end(isAcknowledgement(type, Buffer.concat(chunks))));
        answer.on('error', () => end(false));
      });
      posted.on('error', () => resolve(false));
      posted.end(body);
    });
  };

  const callGrpc = async (ready: ReadyRequest): Promise<boolean> => {
    const { url, headers, body, proxy } = ready;
    const { origin, pathname } = new URL(url);
    const { connect } = process.getBuiltinModule('node:http2');
    const socket = proxy === undefined ? undefined : await tunnel(ready, new URL(proxy), ['h2']);
    const session = connect(origin, {
      ...(url.startsWith('https:') && secured(ready)),
      ...(socket && { createConnection: () => socket }),
    });
    return new Promise((resolve) => {
      const end = (isDelivered: boolean): void => {
        resolve(isDelivered);
        session.destroy();
      };
      session.on('error', () => end(false));
      const call = session.request({ ...headers, ':method': 'POST', ':path': pathname, te: 'trailers' });
      call.on('error', () => end(false));
      call.on('trailers', (trailers) => end(trailers['grpc-status'] === '0'));
      call.on('close', () => end(false));
      call.resume();
      call.end(body);
    });
  };

  for (const queue of queues) {
    let before = Promise.resolve();
    for (const { cell, request, waitMs } of queue) {
      before = before
        .then(() => new Promise<void>((resolve) => setTimeout(resolve, cell === queue[0]?.cell ? waitMs : 0)))
        .then(() => (request.isGrpc ? callGrpc(request) : postHttp(request)))
        .catch(() => false)
        .then((isDelivered) => {
          if (isDelivered) Atomics.store(state, cell, 1);
          Atomics.add(state, 0, 1);
          Atomics.notify(state, 0);
        });
    }
  }
}
