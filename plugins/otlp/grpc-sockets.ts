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
  /** Ends all of them at once, and those that are opened afterwards: a client that was thrown away connects once more. */
  destroyAll(): void;
}

/** The sockets of one list. */
interface Notes {
  readonly sockets: Set<Socket>;
  isOver: boolean;
}

const owner = new AsyncLocalStorage<Notes>();

subscribe('net.client.socket', (message) => {
  const notes = owner.getStore();
  if (!notes || typeof message !== 'object' || message === null || !('socket' in message)) return;
  const { socket } = message;
  if (!(socket instanceof Socket)) return;
  // It begins to connect after this call, and would begin anew if it were destroyed now.
  if (notes.isOver) return queueMicrotask(() => socket.destroy());
  notes.sockets.add(socket);
  socket.once('close', () => notes.sockets.delete(socket));
});

/** Starts a list of sockets. */
export function noteSockets(): SocketNotes {
  const notes: Notes = { sockets: new Set(), isOver: false };
  return {
    watch: (work) => owner.run(notes, work),
    destroyAll() {
      notes.isOver = true;
      for (const socket of notes.sockets) socket.destroy();
      notes.sockets.clear();
    },
  };
}
