/** Listening and leaving: a server on one address, and an end that waits for nobody. */
import type { Server as NetServer, Socket } from 'node:net';

/** A server that listens. */
export interface Listening {
  /** `http://127.0.0.1:4318`, without a path. */
  readonly url: string;
  /** Stops listening and destroys every connection. Settles when the port is free. */
  readonly close: () => Promise<void>;
}

const showHost = (host: string): string => (host.includes(':') ? `[${host}]` : host);

function listenOn(server: NetServer, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const message = `receiver: cannot listen on ${host}:${port} (${error.code}); choose another port, or 0 for a free one`;
      reject(new Error(message, { cause: error }));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/**
 * Starts a server; port 0 takes a free one.
 *
 * @throws Error when the port cannot be had
 */
export async function listen(server: NetServer, port: number, host: string): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const actualPort = await listenOn(server, port, host);
  return {
    url: `http://${showHost(host)}:${actualPort}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
