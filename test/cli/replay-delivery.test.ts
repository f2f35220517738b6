/** How `codexotel replay` ends when the collector, the network or the reader of its output does not play along. */
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { findClosedPort } from '../delivery/raw-servers.js';
import { startCommand } from './child.js';
import { useReceiver } from './emitting.js';
import { eventsIn, rcFor, rollout, writeFiles } from './replaying.js';
import { runCommand } from './run.js';

const total = eventsIn.a_tool;
const file = rollout('a_tool');
/** What a child process may take to start and to end on a busy machine, besides its timeout. */
const slackMs = 3_000;

describe('the delivery of codexotel replay', () => {
  const receiver = useReceiver();

  async function replay(url: string, ...words: readonly string[]) {
    const startMs = performance.now();
    const run = await runCommand(['replay', file, '--config', await rcFor(url), '--json', ...words]);
    const receipt = JSON.parse(run.stdout);
    return { ...run, durationMs: performance.now() - startMs, books: receipt.sinks['otlp.logs'] };
  }

  it('gives up a dead collector at its timeout, and counts what was lost', async () => {
    const { code, durationMs, books, stderr } = await replay(
      `http://127.0.0.1:${await findClosedPort()}`,
      '--timeout',
      '500',
    );
    assert.equal(code, 1, stderr);
    assert.ok(durationMs < 500 + slackMs, `${durationMs} ms`);
    assert.deepEqual(books.dropped, { close_deadline: total });
    assert.deepEqual([books.accepted, books.delivered, books.pending, books.rejected], [total, 0, 0, 0]);
  });

  it('gives up a hanging collector at its timeout', async () => {
    receiver().answerAlways('hang');
    const { code, durationMs, books } = await replay(receiver().httpUrl, '--timeout', '500');
    assert.equal(code, 1);
    assert.ok(durationMs >= 500 && durationMs < 500 + slackMs, `${durationMs} ms`);
    assert.deepEqual([books.accepted, books.delivered, books.dropped], [total, 0, { close_deadline: total }]);
  });

  it('waits for nothing with a timeout of 0', async () => {
    receiver().answerAlways('hang');
    const { code, durationMs, books } = await replay(receiver().httpUrl, '--timeout', '0');
    assert.equal(code, 1);
    assert.ok(durationMs < slackMs, `${durationMs} ms`);
    assert.deepEqual(books.dropped, { close_deadline: total });
  });

  it('tries again when the collector is busy, and is a success in the end', async () => {
    receiver().answerWith([{ status: 503 }, { status: 503, retryAfter: '0' }]);
    const { code, stderr, books } = await replay(receiver().httpUrl);
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual([books.delivered, receiver().records.length, receiver().requests.length], [total, total, 3]);
  });

  it('counts what the collector refuses, record by record', async () => {
    receiver().answerAlways({ status: 400 });
    const { code, books } = await replay(receiver().httpUrl);
    assert.deepEqual([code, books.rejected, books.delivered, books.dropped], [1, total, 0, {}]);
  });

  it('loses one refused record and no other', async () => {
    const holdsPrompt = (records: readonly object[]) => JSON.stringify(records).includes('codex.user_prompt');
    receiver().answerAlways(({ records }) => (holdsPrompt(records) ? { status: 400 } : 'ok'));
    const { code, books } = await replay(receiver().httpUrl);
    assert.deepEqual([code, books.rejected, books.delivered], [1, 1, total - 1]);
    assert.equal(receiver().records.length, total - 1);
  });

  it('is no success when the collector takes a part only', async () => {
    receiver().answerAlways({ partialSuccess: { rejected: 2, message: 'two were bad' } });
    const { code, books } = await replay(receiver().httpUrl);
    assert.deepEqual([code, books.rejected, books.delivered, books.dropped], [1, 2, total - 2, {}]);
  });

  it('says once that its credentials are refused', async () => {
    receiver().answerAlways({ status: 401 });
    const { code, stderr, books } = await replay(receiver().httpUrl, '--timeout', '500');
    assert.deepEqual([code, books.dropped], [1, { close_deadline: total }]);
    assert.equal(stderr.match(/refuses our credentials/g)?.length, 1, stderr);
  });

  it('ends promptly by SIGINT, in the middle of a delivery', async () => {
    receiver().answerAlways('hang');
    const config = await rcFor(receiver().httpUrl);
    const { child, ended } = startCommand(['replay', file, '--config', config, '--timeout', '60000']);
    await receiver().waitFor(({ requests }) => requests.length > 0);
    const startMs = performance.now();
    child.kill('SIGINT');
    const { code, signal } = await ended;
    assert.ok(performance.now() - startMs < 1_000);
    assert.ok(signal === 'SIGINT' || (code !== null && code !== 0), `${code} ${signal}`);
  });

  it('goes on when nobody reads its output any more', async () => {
    const config = await rcFor(receiver().httpUrl);
    const { child, ended } = startCommand(['replay', file, '--config', config, '--json']);
    child.stdout.destroy();
    const { code, stderr } = await ended;
    assert.deepEqual([code, stderr, receiver().records.length], [0, '', total]);
  });

  describe('without a network', () => {
    /** Every way to a host is closed; each try is told on stderr. */
    const closed = `
      import dns from 'node:dns';
      import net from 'node:net';
      import { syncBuiltinESMExports } from 'node:module';
      const refuse = (what) => (...words) => {
        process.stderr.write('tried: ' + what + '\\n');
        const error = Object.assign(new Error(what), { code: 'ENOTFOUND', syscall: what });
        const callback = words.findLast((word) => typeof word === 'function');
        if (callback) process.nextTick(callback, error);
        else throw error;
      };
      dns.lookup = refuse('look-up');
      dns.promises.lookup = async () => refuse('look-up')();
      net.Socket.prototype.connect = new Proxy(net.Socket.prototype.connect, {
        apply: (connect, socket, words) => {
          const [first] = words.flat();
          if (first?.host !== 'collector.invalid') return refuse('connection')();
          return Reflect.apply(connect, socket, words);
        },
      });
      syncBuiltinESMExports();`;

    async function replayOffline(config: readonly string[]) {
      const { 'preload.mjs': preload } = await writeFiles({ 'preload.mjs': closed });
      const env = { NODE_OPTIONS: `--import=${pathToFileURL(preload)}` };
      return runCommand(['replay', file, '--json', ...config], { env });
    }

    it('nothing is tried as long as no destination is configured', async () => {
      const { code, stderr } = await replayOffline([]);
      assert.equal(stderr, 'codexotel: no destination is configured: the events go nowhere; see --config\n');
      assert.equal(code, 0);
    });

    it('a name that nobody knows costs the timeout and no more', async () => {
      const config = await rcFor('http://collector.invalid:4318');
      const { code, stdout, stderr } = await replayOffline(['--config', config, '--timeout', '500']);
      assert.match(stderr, /^(tried: look-up\n)+$/);
      assert.deepEqual([code, JSON.parse(stdout).sinks['otlp.logs'].dropped], [1, { close_deadline: total }]);
    });
  });
});
