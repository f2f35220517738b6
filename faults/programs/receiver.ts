/** A receiver as a process of its own: listens, misbehaves and goes away as it is told, and reports what it kept. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type Receiver, startReceiver } from '../../core/testing/index.js';
import { Tally } from '../arrivals.js';
import type { Policy, Ports, ReceiverOrder } from '../orders.js';
import { decide } from '../policies.js';

const tally = new Tally();
let receiver: Receiver | undefined;
let ports: Pick<Ports, 'http' | 'grpc'> = { http: 0, grpc: 0 };
let policy: Policy = { name: 'ok' };
let requests = 0;

/** Lists are emptied now and then, since the tally has what counts. */
const keptRecords = 5_000;

function behave(): void {
  const decision = decide(policy);
  if (typeof decision === 'function') {
    receiver?.answerAlways(() => {
      tally.noteRequest();
      return decision(requests++);
    });
  } else if (decision === 'never-read') receiver?.answerAlways(decision);
  else
    receiver?.answerAlways(() => {
      tally.noteRequest();
      return decision;
    });
}

async function listen(): Promise<void> {
  const opened = await startReceiver(ports);
  receiver = opened;
  ports = { http: Number(new URL(opened.httpUrl).port), grpc: Number(new URL(opened.grpcUrl).port) };
  opened.on((entry) => {
    tally.note(entry);
    if (opened.records.length < keptRecords) return;
    setImmediate(() => {
      opened.reset();
      behave();
    });
  });
  behave();
}

/** Accepts connections, and neither reads nor writes: no request is read, no TLS handshake answered. */
async function listenSilently(): Promise<number> {
  const server = createServer((socket) => socket.pause().on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function follow(order: ReceiverOrder): Promise<unknown> {
  switch (order.do) {
    case 'listen':
      return listen();
    case 'close':
      await receiver?.close();
      receiver = undefined;
      return undefined;
    case 'behave':
      policy = order.policy;
      requests = 0;
      return behave();
    case 'report':
      return tally.report();
  }
}

// One order after the other.
let before: Promise<unknown> = Promise.resolve();
process.on('message', (order: ReceiverOrder) => {
  before = before.then(() => follow(order)).then((answer) => process.send?.({ answer: answer ?? null }));
});
process.on('disconnect', () => process.exit());

await listen();
process.send?.({ ...ports, silent: await listenSilently() });
