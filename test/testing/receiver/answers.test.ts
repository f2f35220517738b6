/** Each scripted answer over HTTP: what the client sees, and what is kept. */
import assert from 'node:assert/strict';
import { type Receiver, startReceiver } from '../../../core/testing/receiver/index.js';
import { postJson, postProtobuf } from './post.js';
import { logsJson, metricsJson } from './samples.js';

describe('a scripted answer over HTTP', () => {
  let receiver: Receiver;
  let url: string;
  before(async () => {
    receiver = await startReceiver({ grpc: false });
    url = `${receiver.httpUrl}/v1/logs`;
  });
  beforeEach(() => receiver.reset());
  after(() => receiver.close());

  /** Posts with a time limit, and tells how it ended when no answer came. */
  async function postBriefly(waitMs: number): Promise<string> {
    try {
      const body = JSON.stringify(logsJson());
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(waitMs) });
      await response.text();
      return 'answered';
    } catch (error) {
      return error instanceof Error ? error.name : 'unknown';
    }
  }

  it('is taken once from the queue, then all goes well again', async () => {
    receiver.answerWith([{ status: 503, retryAfter: '1' }, 'ok', { status: 401, body: 'no', contentType: 'text/x' }]);
    const first = await postJson(url, logsJson());
    assert.deepEqual([first.status, first.headers.get('retry-after')], [503, '1']);
    assert.deepEqual(JSON.parse(first.text), { code: 14, message: 'scripted status 503' });
    assert.equal((await postJson(url, logsJson())).status, 200);
    const third = await postJson(url, logsJson());
    assert.deepEqual([third.status, third.text, third.headers.get('content-type')], [401, 'no', 'text/x']);
    assert.equal((await postJson(url, logsJson())).status, 200);
    assert.equal(receiver.records.length, 2);
    assert.deepEqual(
      receiver.requests.map(({ answer }) => answer.status),
      [503, 200, 401, 200],
    );
  });

  it('that fails keeps the records of its request apart, and among all only with store', async () => {
    receiver.answerWith([{ status: 503 }, { status: 503, store: true }]);
    await postJson(url, logsJson({ eventName: 'lost' }));
    assert.equal(receiver.records.length, 0);
    assert.equal(receiver.requests[0]?.records.length, 1);
    await postJson(url, logsJson({ eventName: 'kept' }));
    assert.equal(receiver.records.length, 1);
  });

  it('in protobuf holds a status message', async () => {
    receiver.answerWith({ status: 400, message: 'too bad' });
    const { headers, text } = await postProtobuf(url, new Uint8Array(0));
    assert.equal(headers.get('content-type'), 'application/x-protobuf');
    assert.equal(text, '\u0008\u0003\u0012\u0007too bad');
  });

  it('of partial success tells how many were rejected, under the name of the signal', async () => {
    receiver.answerAlways({ partialSuccess: { rejected: 3, message: 'x' } });
    const logs = await postJson(url, logsJson());
    const metrics = await postJson(
      `${receiver.httpUrl}/v1/metrics`,
      metricsJson({ sum: { aggregationTemporality: 2 } }),
    );
    assert.deepEqual(JSON.parse(logs.text), { partialSuccess: { rejectedLogRecords: '3', errorMessage: 'x' } });
    assert.deepEqual(JSON.parse(metrics.text), { partialSuccess: { rejectedDataPoints: '3', errorMessage: 'x' } });
    assert.equal(receiver.records.length, 2);
    assert.deepEqual(receiver.requests[0]?.answer, { kind: 'partial', status: 200 });
  });

  it('of success does not cover a broken rule', async () => {
    receiver.answerWith([{ partialSuccess: { rejected: 1 } }, { status: 503 }]);
    assert.equal((await postJson(url, logsJson({ odd: 1 }))).status, 400);
    assert.equal((await postJson(url, logsJson({ odd: 1 }))).status, 503);
    assert.deepEqual(
      receiver.refused.map(({ answer }) => answer.kind),
      ['refused', 'status'],
    );
  });

  for (const answer of ['hang', { hang: true }] as const) {
    it(`that hangs, said as ${JSON.stringify(answer)}, reads the request and never answers`, async () => {
      receiver.answerWith(answer);
      assert.equal(await postBriefly(500), 'TimeoutError');
      assert.equal(receiver.requests[0]?.bytes.length, JSON.stringify(logsJson()).length);
      assert.equal(receiver.records.length, 0);
    });
  }

  it('that never reads leaves the body on the wire', async () => {
    receiver.answerWith('never-read');
    assert.equal(await postBriefly(500), 'TimeoutError');
    assert.equal(receiver.requests[0]?.bytes.length, 0);
    assert.deepEqual(receiver.requests[0]?.answer, { kind: 'never-read' });
  });

  it('that resets destroys the connection, after keeping the records when told so', async () => {
    receiver.answerWith(['reset', { reset: true, store: true }]);
    assert.equal(await postBriefly(2_000), 'TypeError');
    assert.equal(receiver.records.length, 0);
    assert.equal(await postBriefly(2_000), 'TypeError');
    assert.equal(receiver.records.length, 1);
    assert.equal(await postBriefly(2_000), 'answered');
  });

  it('that dribbles sends its head and then a body without end', async () => {
    receiver.answerWith({ dribble: { bytes: 1, everyMs: 5 } });
    const options = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } };
    const leave = new AbortController();
    const response = await fetch(url, { ...options, signal: leave.signal });
    assert.equal(response.status, 200);
    const reader = response.body?.getReader();
    const chunks = [await reader?.read(), await reader?.read()];
    assert.deepEqual(
      chunks.map((chunk) => chunk?.value?.length),
      [1, 1],
    );
    leave.abort();
  });

  it('of HTML looks like success and is none', async () => {
    receiver.answerWith('html');
    const { status, headers, text } = await postJson(url, logsJson());
    assert.deepEqual([status, headers.get('content-type')], [200, 'text/html; charset=utf-8']);
    assert.match(text, /^<!DOCTYPE html>/);
    assert.equal(receiver.records.length, 0);
  });

  it('that is delayed keeps the records first', async () => {
    receiver.answerWith({ delayMs: 100 });
    const posting = postJson(url, logsJson());
    await receiver.waitFor(1);
    assert.equal(await Promise.race([posting.then(() => 'answered'), Promise.resolve('waiting')]), 'waiting');
    assert.equal((await posting).status, 200);
  });

  it('may be a function that looks at the records of each request', async () => {
    receiver.answerAlways(({ records }) =>
      records.some((record) => record.signal === 'logs' && record.eventName === 'poison') ? { status: 400 } : 'ok',
    );
    const good = await postJson(url, logsJson({ eventName: 'fine' }));
    const bad = await postJson(url, logsJson({ eventName: 'poison' }));
    assert.deepEqual([good.status, bad.status, receiver.records.length], [200, 400, 1]);
  });

  it('takes gRPC words too: a status and a delay', async () => {
    receiver.answerWith({ grpcStatus: 14, retryDelayMs: 1_500 });
    const { status, headers } = await postJson(url, logsJson());
    assert.deepEqual([status, headers.get('retry-after')], [503, '2']);
  });

  it('that cannot be sent is refused when it is given', () => {
    assert.throws(() => receiver.answerWith({ status: 99 }), /status of an answer must be a whole number from 200/);
    // @ts-expect-error: no such word
    assert.throws(() => receiver.answerWith('explode'), /no such answer; the words are ok, hang, never-read/);
    // @ts-expect-error: no such member
    assert.throws(() => receiver.answerAlways({ retryafter: '1' }), /an answer has no "retryafter"; it has status/);
    assert.throws(() => receiver.answerAlways({ dribble: { bytes: 0, everyMs: 1 } }), RangeError);
    assert.throws(() => receiver.answerWith({ status: 503, retryAfter: 'a\nb' }), TypeError);
  });
});
