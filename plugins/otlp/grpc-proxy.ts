/** The tunnel of gRPC through an http proxy. */
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { proxyAuthorization } from '../../core/index.js';

/** Host and port of an http or https URL. */
export function hostAndPort(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}

/** What is asked of whom. */
export interface TunnelParts {
  /** The URL of the proxy, which may hold credentials. */
  readonly proxy: string;
  readonly endpoint: string;
  /** Told the status of a proxy that gives no tunnel. */
  readonly onRefused: (status: number) => void;
}

/** Asks the proxy at the other end of the socket for a tunnel; rejects where there is none. Whoever opened the socket ends it. */
export function openTunnel(socket: Socket, { proxy, endpoint, onRefused }: TunnelParts): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const target = hostAndPort(endpoint);
    const asked = request({
      method: 'CONNECT',
      createConnection: () => socket,
      path: target,
      headers: { host: target, ...proxyAuthorization(proxy) },
    });
    asked.on('connect', ({ statusCode = 0 }, _, head) => {
      if (statusCode !== 200) {
        onRefused(statusCode);
        return reject(new Error('the proxy gives no tunnel'));
      }
      // A server of HTTP/2 may have said something already.
      if (head.byteLength > 0) socket.unshift(head);
      resolve(socket);
    });
    asked.on('error', reject);
    asked.on('close', () => reject(new Error('the proxy gives no answer')));
    asked.end();
  });
}
