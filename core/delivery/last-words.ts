/** The last words of a process that is ended at once: another thread sends what waits, while this one stands still. */
import type { Worker, WorkerOptions } from 'node:worker_threads';
import type { ReadyRequest } from '../plugin.js';
import { type Mission, sendAll } from './last-words-thread.js';

/** One batch as a request, and what to do when it was delivered. */
export interface LastMessage {
  readonly request: ReadyRequest;
  /** Milliseconds for which the destination asked to be left alone. */
  readonly waitMs: number;
  /** Called when it was delivered but for so many of its records, which the destination rejects. */
  readonly settle: (rejected: number) => void;
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
  for (const [at, { settle }] of messages.entries()) {
    const cell = Atomics.load(state, at + 1);
    if (cell > 0) settle(cell - 1);
  }
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
