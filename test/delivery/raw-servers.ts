/** Servers that misbehave below HTTP, for tests of deadlines. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A server on loopback that ends with its `close`. */
export interface RawServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Listens and hands each connection to `onConnection`. */
export async function listenRaw(onConnection: (socket: Socket) => void): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return {
    port: address.port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Answers the first bytes of each connection with a text, and leaves the connection open. */
export const listenAndSay = (text: string): Promise<RawServer> =>
  listenRaw((socket) => void socket.once('data', () => socket.write(text)));

/** A port on which nobody listens. */
export async function findClosedPort(): Promise<number> {
  const server = await listenRaw(() => undefined);
  await server.close();
  return server.port;
}

const running = new Set<ChildProcess>();

/** Starts another process from source text; it prints one line when it is ready, which is returned beside it. */
export async function startProcess(source: string): Promise<{ readonly child: ChildProcess; readonly line: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const { stdout } = child;
  if (!stdout) throw new Error('the process has no output');
  const [chunk] = await once(stdout, 'data');
  return { child, line: String(chunk).trim() };
}

/** Ends a process and waits for its end. */
async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Ends all processes that a test started and that are still there. */
export async function endProcesses(): Promise<void> {
  await Promise.all([...running].map(endProcess));
}

const deafServer = `
  import { createServer } from 'node:net';
  import { writeSync } from 'node:fs';
  const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    writeSync(1, String(server.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;

/** A port whose connections are never made: a listener that accepts nothing, its backlog full. */
export async function openConnectBlackHole(): Promise<RawServer> {
  const { child, line } = await startProcess(deafServer);
  const port = Number(line);
  const fillers = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  await Promise.race(fillers.map((socket) => once(socket, 'connect')));
  await new Promise((resolve) => setTimeout(resolve, 50));
  return {
    port,
    close: async () => {
      for (const socket of fillers) socket.destroy();
      await endProcess(child);
    },
  };
}

/** Lets some time pass, then blocks the process, so that timers come before sockets when it goes on. */
export async function blockProcess(afterMs: number, forMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  await new Promise((resolve) => setImmediate(resolve));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);
}
