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
    parentPort.postMessage([request.url, request.headers.host, request.headers.authorization]);
    const type = searchParams.get('type');
    const body = Buffer.from(searchParams.get('body'), 'latin1');
    request.resume().on('end', () => response.writeHead(200, type ? { 'content-type': type } : {}).end(body));
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;
const json = 'application/json';
const protobuf = 'application/x-protobuf';

/** By what the destination answers with 200: how many records it rejects; `undefined`: it has none. The request is one of protobuf. */
const cases: ReadonlyArray<readonly [type: string, body: string, rejected: number | undefined]> = [
  ['', '', 0],
  [protobuf, '', 0],
  [protobuf, '\x0a\x00', 0],
  [protobuf, '\x0a\x02\x08\x02', 2],
  [protobuf, '\x0a\x06\x08\xac\x02\x12\x01x', 300],
  [protobuf, '\x0a\x04\x08\x02', undefined],
  [protobuf, '\x0a\x02\x18\x02', undefined],
  [protobuf, '<html></html>', undefined],
  ['', '<html></html>', undefined],
  [json, '{}', 0],
  [json, '{"partialSuccess":{"rejectedLogRecords":1}}', 1],
  [json, '{"partialSuccess":{"rejectedSpans":"12","errorMessage":"x"}}', 12],
  [json, '{"success":true}', 0],
  [json, '{"success":false}', undefined],
  [json, '{"error":"sign in first"}', undefined],
  [json, '{"error":true}', undefined],
  [json, '[]', undefined],
  [json, 'null', undefined],
  [json, '{', undefined],
  ['text/html', '<html></html>', undefined],
  ['text/html', '{}', undefined],
];

describe('the last words of a process', () => {
  it('are delivered where the answer is one of OTLP', async () => {
    const worker = new Worker(server, { eval: true });
    const [port]: number[] = await once(worker, 'message');
    const settled: Array<number | undefined> = cases.map(() => undefined);
    const messages = cases.map(([type, body], at): LastMessage => {
      const query = new URLSearchParams({ type, body });
      const headers = { 'content-type': protobuf, 'content-length': '1' };
      const url = `http://127.0.0.1:${port}/?${query}`;
      const settle = (rejected: number): void => {
        settled[at] = rejected;
      };
      return { request: { url, headers, body: Buffer.from('x'), isGrpc: false }, waitMs: 0, settle };
    });
    sendLastMessages(() => [messages], 5_000);
    await worker.terminate();
    deepEqual(
      cases.map(([type, body], at) => [type, body, settled[at]]),
      cases,
    );
  });

  it('show a proxy no credentials in what it is asked for', async () => {
    const worker = new Worker(server, { eval: true });
    const [port]: number[] = await once(worker, 'message');
    const url = 'http://user:secret@far.test/v1/logs?type=&body=';
    const request = { url, headers: {}, body: Buffer.from('x'), isGrpc: false, proxy: `http://127.0.0.1:${port}` };
    let isSettled = false;
    const settle = (): void => {
      isSettled = true;
    };
    sendLastMessages(() => [[{ request, waitMs: 0, settle }]], 5_000);
    const [asked] = await once(worker, 'message');
    await worker.terminate();
    const basic = `Basic ${Buffer.from('user:secret').toString('base64')}`;
    deepEqual([isSettled, asked], [true, ['http://far.test/v1/logs?type=&body=', 'far.test', basic]]);
  });
});
