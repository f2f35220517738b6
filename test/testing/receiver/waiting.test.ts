/** Waiting for what arrives, listening to it, and emptying the lists. */
import assert from 'node:assert/strict';
import { type Receiver, startReceiver } from '../../../core/testing/receiver/index.js';
import { postJson } from './post.js';
import { logsJson } from './samples.js';

describe('waiting at a receiver', () => {
  let receiver: Receiver;
  let url: string;
  beforeEach(async () => {
    receiver = await startReceiver({ grpc: false, now: () => 1_000 });
    url = `${receiver.httpUrl}/v1/logs`;
  });
  afterEach(() => receiver.close());

  it('ends when enough records are there, now or later', async () => {
    const waiting = receiver.waitFor(2);
    await postJson(url, logsJson({ eventName: 'a' }));
    await postJson(url, logsJson({ eventName: 'b' }));
    assert.deepEqual(await waiting, receiver.records);
    assert.equal((await receiver.waitFor(1)).length, 2);
    assert.equal(receiver.requests[0]?.at, 1_000);
  });

  it('ends when a predicate over the lists holds', async () => {
    receiver.answerAlways({ status: 503 });
    const waiting = receiver.waitFor(({ requests }) => requests.length === 1);
    await postJson(url, logsJson());
    assert.deepEqual(await waiting, []);
  });

  it('that is in vain tells what did arrive, and no values', async () => {
    await postJson(url, logsJson({ eventName: 'codex.user_prompt', body: { stringValue: 'secret' } }));
    await postJson(url, logsJson({ odd: 'secret' }));
    await assert.rejects(receiver.waitFor(3, 20), {
      message:
        'receiver: waited 20 ms for 3 record(s); 1 record(s) arrived (logs "codex.user_prompt"); ' +
        'in 2 request(s) (answered: ok, refused); ' +
        'refused: resourceLogs[0].scopeLogs[0].logRecords[0]: unknown field "odd"',
    });
  });

  it('rejects with what the predicate throws, and when the receiver closes', async () => {
    const broken = receiver.waitFor(() => {
      throw new RangeError('own mistake');
    });
    await assert.rejects(broken, RangeError);
    const waiting = assert.rejects(receiver.waitFor(1), /receiver: was closed while something waited for 1 record/);
    await receiver.close();
    await waiting;
  });

  it('is not needed by a listener, who hears kept records and refused requests until the undo', async () => {
    const heard: string[] = [];
    const undo = receiver.on((entry) => heard.push('refusedReason' in entry ? 'refused' : entry.signal));
    await postJson(url, logsJson());
    await postJson(url, '[]');
    receiver.answerWith({ status: 503 });
    await postJson(url, logsJson());
    undo();
    await postJson(url, logsJson());
    assert.deepEqual(heard, ['logs', 'refused']);
  });

  it('starts anew after a reset, which also empties the script', async () => {
    receiver.answerAlways({ status: 503 });
    receiver.answerWith('hang');
    await postJson(`${receiver.httpUrl}/nowhere`, logsJson());
    receiver.reset();
    assert.deepEqual([receiver.records.length, receiver.requests.length, receiver.refused.length], [0, 0, 0]);
    assert.equal((await postJson(url, logsJson())).status, 200);
    assert.equal(receiver.records.length, 1);
  });
});
