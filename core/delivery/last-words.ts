/** The last words of a process that is ended at once: another thread sends what waits, while this one stands still. */
import type { Worker, WorkerOptions } from 'node:worker_threads';
import type { ReadyRequest } from '../plugin.js';

/** One batch as a request, and what to do when it was delivered. */
export interface LastMessage {
  readonly request: ReadyRequest;
  /** Milliseconds for which the destination asked to be left alone. */
  readonly waitMs: number;
  readonly settle: () => void;
}

/** What the thread is given. */
interface Mission {
  /** First how many requests have ended, then a one for each that was delivered. */
  readonly cells: SharedArrayBuffer;
  /** Requests to each destination, in order. */
  readonly queues: ReadonlyArray<
    ReadonlyArray<{ readonly cell: number; readonly request: ReadyRequest; readonly waitMs: number }>
  >;
}

/**
 * Sends the messages, and returns when all requests have ended, or after `timeoutMs` at the latest. Making the requests counts:
 * `make` is told when half of the time is over. Never throws; where a process has no threads, nothing is sent.
 */
export function sendLastMessages(
  make: (isLate: () => boolean) => ReadonlyArray<readonly LastMessage[]>,
  timeoutMs: number,
): void {
  const startedAt = performance.now();
  const remainingMs = () => timeoutMs - (performance.now() - startedAt);
  const queues = make(() => remainingMs() < timeoutMs / 2);
  const messages = queues.flat();
  if (messages.length === 0) return;
  const cells = new SharedArrayBuffer(4 * (messages.length + 1));
  const state = new Int32Array(cells);
  try {
    startThread({
      cells,
      queues: queues.map((queue) =>
        queue.map((message) => ({
          cell: messages.indexOf(message) + 1,
          request: message.request,
          waitMs: message.waitMs,
        })),
      ),
    });
    for (let ended = 0; ended < messages.length && remainingMs() > 0; ended = Atomics.load(state, 0))
      Atomics.wait(state, 0, ended, remainingMs());
  } catch {
    // No threads, or no memory for one: what waits is lost with the process.
  }
  for (const [at, { settle }] of messages.entries()) if (Atomics.load(state, at + 1) === 1) settle();
}

/** The thread runs from the text of `sendAll`, so that no file has to be found in whatever bundle this is part of. */
function startThread(mission: Mission): Worker {
  const { Worker: Thread } = process.getBuiltinModule('node:worker_threads');
  const options: WorkerOptions = {
    eval: true,
    workerData: mission,
    env: {},
    execArgv: [],
    stdin: false,
    stdout: true,
    stderr: true,
  };
  return new Thread(`(${sendAll.toString()})()`, options);
}

/** Runs in the thread: knows nothing but Node and its mission. Destinations are served side by side, each in order. */
function sendAll(): void {
  const { workerData } = process.getBuiltinModule('node:worker_threads');
  const { cells, queues } = workerData as Mission;
  const state = new Int32Array(cells);

  const postHttp = ({ url, headers, body, tls }: ReadyRequest): Promise<boolean> =>
    new Promise((resolve) => {
      const isSecure = url.startsWith('https:');
      const { request } = process.getBuiltinModule(isSecure ? 'node:https' : 'node:http');
      const posted = request(
        url,
        { method: 'POST', headers, ...(isSecure ? { ...tls, rejectUnauthorized: true, minVersion: 'TLSv1.2' } : {}) },
        ({ statusCode = 0, headers: answer }) => {
          const type = answer['content-type'] ?? '';
          resolve(statusCode >= 200 && statusCode <= 299 && (type === '' || /protobuf|json/.test(type)));
          posted.destroy();
        },
      );
      posted.on('error', () => resolve(false));
      posted.end(body);
    });

  const callGrpc = ({ url, headers, body, tls }: ReadyRequest): Promise<boolean> =>
    new Promise((resolve) => {
      const { origin, pathname } = new URL(url);
      const { connect } = process.getBuiltinModule('node:http2');
      const isSecure = url.startsWith('https:');
      const session = connect(origin, isSecure ? { ...tls, rejectUnauthorized: true, minVersion: 'TLSv1.2' } : {});
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
