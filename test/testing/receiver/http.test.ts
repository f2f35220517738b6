/** What is wrong with a request before its content: path, method, type, compression, length, and noise. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { type Receiver, startReceiver } from '../../../core/testing/receiver/index.js';
import { postJson } from './post.js';
import { logsJson } from './samples.js';

describe('the receiver over HTTP', () => {
  let receiver: Receiver;
  before(async () => {
    receiver = await startReceiver({ grpc: false });
  });
  beforeEach(() => receiver.reset());
  after(() => receiver.close());

  /** Sends raw bytes, then leaves when asked to, and returns what came back. */
  async function sendRaw(text: string, leave: boolean): Promise<string> {
    const socket = connect(Number(new URL(receiver.httpUrl).port), '127.0.0.1');
    await once(socket, 'connect');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += String(chunk);
    });
    socket.write(text);
    if (leave) socket.end();
    await once(socket, 'close');
    return answer;
  }

  async function assertGoesOn(): Promise<void> {
    const { status } = await postJson(`${receiver.httpUrl}/v1/logs`, logsJson());
    assert.equal(status, 200);
    assert.equal(receiver.records.length, 1);
  }

  it('answers 404 on any other path, without taking a turn of the script', async () => {
    receiver.answerWith({ status: 503 });
    assert.equal((await postJson(`${receiver.httpUrl}/v2/logs`, logsJson())).status, 404);
    assert.equal((await postJson(`${receiver.httpUrl}/v1/logs`, logsJson())).status, 503);
    assert.equal(receiver.refused[0]?.refusedReason, 'no signal is posted to this path');
    assert.equal(receiver.refused[0]?.signal, undefined);
    await assertGoesOn();
  });

  it('answers 405 to another method and tells which one it wants', async () => {
    const response = await fetch(`${receiver.httpUrl}/v1/logs`);
    assert.deepEqual([response.status, response.headers.get('allow')], [405, 'POST']);
    assert.equal(receiver.refused[0]?.refusedReason, 'only POST is answered here');
    await assertGoesOn();
  });

  it('answers 415 to a content type that is neither JSON nor protobuf', async () => {
    const { status } = await postJson(`${receiver.httpUrl}/v1/logs`, logsJson(), { 'content-type': 'text/plain' });
    assert.equal(status, 415);
    assert.equal(receiver.refused[0]?.transport, 'http');
    await assertGoesOn();
  });

  it('takes a content type with a charset', async () => {
    const type = { 'content-type': 'Application/JSON; charset=utf-8' };
    assert.equal((await postJson(`${receiver.httpUrl}/v1/logs`, logsJson(), type)).status, 200);
  });

  it('answers 415 to a compression other than gzip', async () => {
    const { status } = await postJson(`${receiver.httpUrl}/v1/logs`, logsJson(), { 'content-encoding': 'br' });
    assert.equal(status, 415);
    await assertGoesOn();
  });

  it('answers 400 to gzip that is none, or that ends early', async () => {
    const gzip = { 'content-encoding': 'gzip' };
    const whole = gzipSync(JSON.stringify(logsJson()));
    const plain = await postJson(`${receiver.httpUrl}/v1/logs`, logsJson(), gzip);
    const cut = await postJson(`${receiver.httpUrl}/v1/logs`, whole.subarray(0, -9), gzip);
    assert.deepEqual([plain.status, cut.status], [400, 400]);
    assert.equal(receiver.refused[1]?.refusedReason, 'the body is not gzip, or it ends early');
    await assertGoesOn();
  });

  it('answers 413 to a small body that inflates without end', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024 + 1));
    const { status } = await postJson(`${receiver.httpUrl}/v1/logs`, bomb, { 'content-encoding': 'gzip' });
    assert.equal(status, 413);
    assert.equal(receiver.refused[0]?.refusedReason, 'the body inflates to more than 67108864 bytes');
    await assertGoesOn();
  });

  it('answers 413 to a body that is too long', async () => {
    const { status } = await postJson(`${receiver.httpUrl}/v1/logs`, Buffer.alloc(64 * 1024 * 1024 + 1, 0x20));
    assert.equal(status, 413);
    assert.equal(receiver.refused[0]?.bytes.length, 0);
    await assertGoesOn();
  });

  it('writes down a client that leaves in the middle of its body', async () => {
    const head = 'POST /v1/logs HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n';
    await sendRaw(`${head}{"resou`, true);
    await receiver.waitFor(({ refused }) => refused.length === 1);
    const [request] = receiver.refused;
    assert.equal(request?.refusedReason, 'the client left after 7 bytes of the body');
    assert.deepEqual(request?.answer, { kind: 'cut' });
    await assertGoesOn();
  });

  it('answers 400 to bytes that are no HTTP', async () => {
    const answer = await sendRaw('\x16\x03\x01 not http\r\n\r\n', false);
    assert.match(answer, /^HTTP\/1\.1 400 /);
    assert.equal(receiver.refused[0]?.refusedReason, 'not an HTTP request');
    await assertGoesOn();
  });
});
