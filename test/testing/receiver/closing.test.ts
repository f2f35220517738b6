/** Starting and ending: several receivers at once, taken ports, and a close that waits for nobody. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { startReceiver } from '../../../core/testing/receiver/index.js';
import { call, PATHS } from './call.js';
import { postJson } from './post.js';
import { logsJson } from './samples.js';
import { makeLogs } from './stock.js';

const body = ProtobufLogsSerializer.serializeRequest(makeLogs()) ?? new Uint8Array(0);
const PROMPT_MS = 1_000;

/** Runs a program around a receiver in a process of its own. */
async function run(program: string): Promise<{ code: unknown; output: string }> {
  const index = new URL('../../../core/testing/receiver/index.js', import.meta.url).href;
  const preamble = `
    const { startReceiver } = await import(${JSON.stringify(index)});
    const receiver = await startReceiver();
    const options = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } };`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', preamble + program], { timeout: 8_000 });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  const [code] = await once(child, 'close');
  return { code, output };
}

describe('a receiver', () => {
  it('shares a process with others, and each keeps its own', async () => {
    await using first = await startReceiver();
    await using second = await startReceiver();
    first.answerAlways({ status: 503 });
    await postJson(`${first.httpUrl}/v1/logs`, logsJson());
    await postJson(`${second.httpUrl}/v1/logs`, logsJson());
    await call(second.grpcUrl, PATHS.logs, body);
    assert.deepEqual([first.requests.length, first.records.length], [1, 0]);
    assert.deepEqual([second.requests.length, second.records.length], [2, 2]);
    assert.equal(new Set([first.httpUrl, first.grpcUrl, second.httpUrl, second.grpcUrl]).size, 4);
  });

  it('closes at once while requests hang, and may be closed again', async () => {
    const receiver = await startReceiver();
    receiver.answerAlways('hang');
    const posting = assert.rejects(postJson(`${receiver.httpUrl}/v1/logs`, logsJson()));
    const calling = call(receiver.grpcUrl, PATHS.logs, body);
    await receiver.waitFor(({ requests }) => requests.length === 2);
    const start = performance.now();
    await Promise.all([receiver.close(), receiver.close()]);
    assert.equal(performance.now() - start < PROMPT_MS, true);
    await posting;
    assert.notEqual((await calling).code, 0);
    assert.equal(receiver.refused.length, 0);
  });

  it('closes at once while answers dribble or are delayed', async () => {
    const receiver = await startReceiver({ grpc: false });
    receiver.answerWith([{ dribble: { bytes: 1, everyMs: 5 } }, { delayMs: 60_000 }]);
    const url = `${receiver.httpUrl}/v1/logs`;
    const posting = [assert.rejects(postJson(url, logsJson())), assert.rejects(postJson(url, logsJson()))];
    await receiver.waitFor(({ requests }) => requests.length === 2);
    const start = performance.now();
    await receiver.close();
    assert.equal(performance.now() - start < PROMPT_MS, true);
    await Promise.all(posting);
  });

  it('says which port it cannot have, and lets go of the other', async () => {
    await using taken = await startReceiver({ http: false });
    const port = Number(new URL(taken.grpcUrl).port);
    await assert.rejects(startReceiver({ grpc: port }), {
      message: `receiver: cannot listen on 127.0.0.1:${port} (EADDRINUSE); choose another port, or 0 for a free one`,
    });
  });

  it('says so when the URL of a server is asked for that was left out', async () => {
    await using receiver = await startReceiver({ http: false });
    assert.throws(() => receiver.httpUrl, /httpUrl: the receiver was started without it; leave out "http: false"/);
    assert.match(receiver.grpcUrl, /^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('does not hold the process once it is closed', async () => {
    const { code, output } = await run(`
      receiver.answerAlways({ dribble: { bytes: 1, everyMs: 50 } });
      const response = await fetch(receiver.httpUrl + '/v1/logs', options);
      response.text().catch(() => undefined);
      await receiver.close();
      console.log('closed');`);
    assert.deepEqual([code, output], [0, 'closed\n']);
  });

  it('answers 500 when the answer function throws, and throws its error where the test sees it', async () => {
    const { code, output } = await run(`
      const errors = [];
      process.on('uncaughtException', (error) => errors.push(error.message));
      receiver.answerAlways(() => { throw new Error('own mistake'); });
      receiver.on(() => { throw new Error('listener'); });
      const first = await fetch(receiver.httpUrl + '/v1/logs', options);
      receiver.reset();
      const second = await fetch(receiver.httpUrl + '/v1/logs', { ...options, body: '[]' });
      await receiver.close();
      console.log(first.status, second.status, errors.join(','));`);
    assert.deepEqual([code, output], [0, '500 400 own mistake,listener\n']);
  });
});
