/** A gRPC client and its sockets: made for use now, and thrown away when nobody answers. */
import { createSecureContext } from 'node:tls';
import { Client, type ClientOptions, compressionAlgorithms } from '@grpc/grpc-js';
import { type Outcome, outcomeOfNoTunnel, userAgent } from '../../core/index.js';
import { EndpointCredentials } from './grpc-credentials.js';
import { hostAndPort } from './grpc-proxy.js';
import { noteSockets } from './grpc-sockets.js';
import type { TlsFiles } from './tls.js';

/** One client at work. */
export interface Connection {
  readonly client: Client;
  /** Runs work; whatever sockets it opens end with this connection. */
  watch<T>(work: () => T): T;
  /** What it means that the proxy gave no tunnel, where it said so. */
  noTunnel(): Outcome | undefined;
  /** Ends calls and sockets at once, whatever state they are in. */
  close(): void;
}

/**
 * Retries and back-off are the bus's. A client that could not connect would answer the next attempts out of its own back-off
 * without trying, so it is thrown away and the next attempt connects at once; its options need not say anything of that.
 */
const options: ClientOptions = {
  'grpc.primary_user_agent': userAgent,
  'grpc.enable_retries': 0,
  // Connections belong to one sink and end with it.
  'grpc.use_local_subchannel_pool': 1,
  // Which proxy is used is decided by us, as over HTTP, and asked by us.
  'grpc.enable_http_proxy': 0,
  'grpc.service_config_disable_resolution': 1,
  'grpc.enable_channelz': 0,
};

/** How a client reaches its endpoint. */
export interface Way {
  readonly tls: TlsFiles;
  /** The URL of an http proxy. */
  readonly proxy?: string | undefined;
  readonly compression?: 'gzip' | undefined;
}

/** Makes a client for `endpoint`, an http or https URL; it connects at its first call. */
export function openConnection(endpoint: string, { tls, proxy, compression }: Way): Connection {
  const isSecure = new URL(endpoint).protocol === 'https:';
  const target = `dns:${hostAndPort(proxy ?? endpoint)}`;
  const sockets = noteSockets();
  const all = {
    ...options,
    ...(compression && { 'grpc.default_compression_algorithm': compressionAlgorithms.gzip }),
    ...(proxy !== undefined && { 'grpc.default_authority': hostAndPort(endpoint) }),
  };
  let noTunnel: Outcome | undefined;
  const onRefused = (status: number): void => {
    noTunnel = outcomeOfNoTunnel(status);
  };
  const steps = {
    tunnel: proxy === undefined ? undefined : { proxy, endpoint, onRefused },
    // grpc-js's own variables do not replace the roots.
    secureContext: isSecure ? createSecureContext({ minVersion: 'TLSv1.2', ...tls }) : undefined,
  };
  const client = sockets.watch(() => new Client(target, new EndpointCredentials(endpoint, steps), all));
  return {
    client,
    watch: sockets.watch,
    noTunnel: () => noTunnel,
    close() {
      client.close();
      sockets.destroyAll();
    },
  };
}
