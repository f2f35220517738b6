/**
 * The sockets of our gRPC client. grpc-js has no way to give up a connection that is being made: it would hold the process
 * for two minutes after everything else has ended. So its sockets are noted where Node announces them, and destroyed here.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';

/** Sockets that were opened on somebody's behalf. */
export interface SocketNotes {
  /** Runs work; the sockets that it opens, now or later, are noted. */
  watch<T>(work: () => T): T;
  /** Ends all of them at once. */
  destroyAll(): void;
}

const owner = new AsyncLocalStorage<Set<Socket>>();

subscribe('net.client.socket', (message) => {
  const sockets = owner.getStore();
  if (!sockets || typeof message !== 'object' || message === null || !('socket' in message)) return;
  const { socket } = message;
  if (!(socket instanceof Socket)) return;
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
});

/** Starts a list of sockets. */
export function noteSockets(): SocketNotes {
  const sockets = new Set<Socket>();
  return {
    watch: (work) => owner.run(sockets, work),
    destroyAll() {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    },
  };
}
