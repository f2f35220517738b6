/** Ways of gRPC through an http proxy: what grpc-js is told of one, and whether it lets us through. */
import { request } from 'node:http';
import type { ClientOptions } from '@grpc/grpc-js';
import type { Deadline } from '../../core/index.js';

/** Host and port of an http or https URL. */
export function hostAndPort(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}

/** The options of a client whose target is the proxy, so that its calls reach the endpoint. */
export function optionsThrough(proxy: string, endpoint: string): ClientOptions {
  const credentials = credentialsOf(proxy);
  return {
    'grpc.http_connect_target': `dns:${hostAndPort(endpoint)}`,
    'grpc.default_authority': hostAndPort(endpoint),
    ...(credentials !== undefined && { 'grpc.http_connect_creds': credentials }),
  };
}

/**
 * Asks for the tunnel once and gives it back. grpc-js asks again for itself; but when it gets none, it writes a line to the
 * program's stderr, which belongs to the host. Never rejects; by the deadline it is `false`.
 */
export function isOpen(proxy: string, endpoint: string, deadline: Deadline): Promise<boolean> {
  return new Promise((resolve) => {
    const target = hostAndPort(endpoint);
    const credentials = credentialsOf(proxy);
    const asked = request({
      method: 'CONNECT',
      agent: false,
      host: new URL(proxy).hostname.replace(/^\[|\]$/g, ''),
      port: new URL(proxy).port || 80,
      path: target,
      headers: {
        host: target,
        ...(credentials !== undefined && {
          'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}`,
        }),
      },
    });
    const undo = deadline.onOver(() => asked.destroy());
    const end = (isGranted: boolean): void => {
      undo();
      asked.destroy();
      resolve(isGranted);
    };
    asked.on('connect', ({ statusCode }, socket) => {
      socket.on('error', () => undefined).destroy();
      end(statusCode === 200);
    });
    asked.on('response', () => end(false));
    asked.on('error', () => end(false));
    asked.on('close', () => end(false));
    asked.end();
  });
}

/** `user:password` as they are meant; the URL has them percent-encoded. */
function credentialsOf(proxy: string): string | undefined {
  const { username, password } = new URL(proxy);
  return username === '' && password === ''
    ? undefined
    : `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
}
