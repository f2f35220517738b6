/**
 * How a connection of grpc-js becomes one to the endpoint: through a proxy where there is one, and over TLS where the endpoint wants it.
 * Its own ways write to the program's stderr, which belongs to the host: where a proxy gives no tunnel, and where an endpoint is an address.
 */
import { isIP, type Socket } from 'node:net';
import { connect, type SecureContext } from 'node:tls';
import { CallCredentials, ChannelCredentials } from '@grpc/grpc-js';
import { openTunnel, type TunnelParts } from './grpc-proxy.js';

/** What lies between a socket and the endpoint. */
export interface Steps {
  readonly tunnel: TunnelParts | undefined;
  /** Absent: no TLS. */
  readonly secureContext: SecureContext | undefined;
}

type MakeConnector = ChannelCredentials['_createSecureConnector'];

/** The credentials of one endpoint. */
export class EndpointCredentials extends ChannelCredentials {
  constructor(
    private readonly endpoint: string,
    private readonly steps: Steps,
  ) {
    super();
  }

  override _isSecure(): boolean {
    return this.steps.secureContext !== undefined;
  }

  override _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  override _createSecureConnector(
    ...[, , calls = CallCredentials.createEmpty()]: Parameters<MakeConnector>
  ): ReturnType<MakeConnector> {
    const { tunnel, secureContext } = this.steps;
    return {
      connect: async (socket) => {
        const way = tunnel ? await openTunnel(socket, tunnel) : socket;
        if (!secureContext) return { socket: way, secure: false };
        return { socket: await secure(way, this.endpoint, secureContext), secure: true };
      },
      waitForReady: async () => undefined,
      getCallCredentials: () => calls,
      destroy: () => undefined,
    };
  }
}

/** Certificates are verified whatever the environment says. */
function secure(socket: Socket, endpoint: string, secureContext: SecureContext): Promise<Socket> {
  const host = new URL(endpoint).hostname.replace(/^\[|\]$/g, '');
  // An address is no name of a server; the certificate is held against it all the same.
  const name = isIP(host) ? {} : { servername: host };
  return new Promise((resolve, reject) => {
    const options = { socket, host, ...name, secureContext, rejectUnauthorized: true, ALPNProtocols: ['h2'] };
    const secured = connect(options, () => resolve(secured));
    secured.on('error', reject);
    secured.on('close', () => reject(new Error('closed')));
  });
}
