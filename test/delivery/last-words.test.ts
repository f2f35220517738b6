/** What counts as delivered when the process is ended at once: the same answers as before, as far as the thread can read them. */
import { deepEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type LastMessage, sendLastMessages } from '../../core/delivery/last-words.js';

/** Answers what the query says; a thread, since the one of the test stands still. */
const server = `
  const { createServer } = require('node:http');
  const { parentPort } = require('node:worker_threads');
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url, 'http://x');
    const type = searchParams.get('type');
    const body = Buffer.from(searchParams.get('body'), 'latin1');
    request.resume().on('end', () => response.writeHead(200, type ? { 'content-type': type } : {}).end(body));
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;
const json = 'application/json';
const protobuf = 'application/x-protobuf';

/** By what the destination answers with 200: whether it has the records. The request is one of protobuf. */
const cases: ReadonlyArray<readonly [type: string, body: string, isDelivered: boolean]> = [
  ['', '', true],
  [protobuf, '', true],
  [protobuf, '\x0a\x02\x08\x02', true],
  [protobuf, '<html></html>', false],
  ['', '<html></html>', false],
  [json, '{}', true],
  [json, '{"partialSuccess":{"rejectedLogRecords":1}}', true],
  [json, '{"success":true}', true],
  [json, '{"success":false}', false],
  [json, '{"error":"sign in first"}', false],
  [json, '{"error":true}', false],
  [json, '[]', false],
  [json, 'null', false],
  [json, '{', false],
  ['text/html', '<html></html>', false],
  ['text/html', '{}', false],
];

describe('the last words of a process', () => {
  it('are delivered where the answer is one of OTLP', async () => {
    const worker = new Worker(server, { eval: true });
    const [port]: number[] = await once(worker, 'message');
    const delivered: boolean[] = cases.map(() => false);
    const messages = cases.map(([type, body], at): LastMessage => {
      const query = new URLSearchParams({ type, body });
      const headers = { 'content-type': protobuf, 'content-length': '1' };
      const url = `http://127.0.0.1:${port}/?${query}`;
      const settle = (): void => {
        delivered[at] = true;
      };
      return { request: { url, headers, body: Buffer.from('x'), isGrpc: false }, waitMs: 0, settle };
    });
    sendLastMessages(() => [messages], 5_000);
    await worker.terminate();
    deepEqual(
      cases.map(([type, body], at) => [type, body, delivered[at]]),
      cases,
    );
  });
});
