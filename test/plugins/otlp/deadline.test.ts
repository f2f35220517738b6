import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Outcome } from '../../../core/index.js';
import { type Answer, type Receiver, startReceiver } from '../../../core/testing/receiver/index.js';
import {
  blockProcess,
  endProcesses,
  listenRaw,
  openConnectBlackHole,
  type RawServer,
  startProcess,
} from '../../delivery/raw-servers.js';
import { attempt, closeSinks, openSink, someEvents, toolResult } from './support.js';

const limitMs = 300;
const slackMs = 250;
const unknown: Outcome = { kind: 'unknown', reason: 'timeout' };
const notSent: Outcome = { kind: 'retry', reason: 'timeout' };

const exporterTo = {
  http: (url: string) => ({ 'otlp-http': { endpoint: `${url}/v1/logs`, protocol: 'binary' } }),
  grpc: (url: string) => ({ 'otlp-grpc': { endpoint: url } }),
} as const;

for (const kind of ['http', 'grpc'] as const) {
  describe(`the deadline of an attempt over ${kind}`, () => {
    let receiver: Receiver | undefined;
    let raw: RawServer | undefined;
    afterEach(async () => {
      await closeSinks();
      await Promise.all([receiver?.close(), raw?.close(), endProcesses()]);
      receiver = raw = undefined;
    });

    /** Loads everything with one attempt that succeeds, then times one that cannot. */
    const timeAgainst = async (answer: Answer, batch = someEvents(1)) => {
      receiver = await startReceiver();
      const sink = openSink(exporterTo[kind](kind === 'http' ? receiver.httpUrl : receiver.grpcUrl));
      assert.deepEqual(await attempt(sink, someEvents(1)), { kind: 'acked' });
      receiver.answerWith(answer);
      return timed(() => attempt(sink, batch, limitMs));
    };

    it('holds when the collector hangs', async () => {
      assert.deepEqual(await timeAgainst('hang'), unknown);
      // Over a connection of its own, the next attempt is not held up.
      assert.deepEqual(
        await timed(() => attempt(openSink(exporterTo[kind](urlFor(receiver, kind))), someEvents(1), limitMs), 0),
        {
          kind: 'acked',
        },
      );
    });

    it('holds when the answer dribbles', async () => {
      assert.deepEqual(await timeAgainst({ dribble: { bytes: 1, everyMs: 50 } }), unknown);
    });

    it('holds when the collector never reads', async () => {
      const big = Array.from({ length: 60 }, () => toolResult({ output: 'x'.repeat(30_000) }));
      assert.deepEqual(await timeAgainst('never-read', big), unknown);
    });

    it('holds when somebody accepts connections and says nothing', async () => {
      raw = await listenRaw((socket) => void socket.resume());
      const sink = openSink(exporterTo[kind](`http://127.0.0.1:${raw.port}`));
      await attempt(sink, someEvents(1), 50);
      // Over gRPC nothing is sent before the other side has said hello.
      const expected = kind === 'http' ? unknown : notSent;
      assert.deepEqual(await timed(() => attempt(sink, someEvents(1), limitMs)), expected);
    });

    it('holds when no connection is made', async () => {
      raw = await openConnectBlackHole();
      const sink = openSink(exporterTo[kind](`http://127.0.0.1:${raw.port}`));
      await attempt(sink, someEvents(1), 50);
      assert.deepEqual(await timed(() => attempt(sink, someEvents(1), limitMs)), notSent);
    });

    it('does not hide an answer that arrived while the process was busy', async () => {
      const { line } = await startProcess(slowReceiver);
      const url: string = JSON.parse(line)[kind];
      const sink = openSink(exporterTo[kind](url));
      assert.deepEqual(await attempt(sink, someEvents(1)), { kind: 'acked' });
      const outcome = attempt(sink, someEvents(1), limitMs);
      await blockProcess(60, 700);
      assert.deepEqual(await outcome, { kind: 'acked' });
    });

    for (const place of ['that hangs', 'that cannot be reached'] as const) {
      it(`lets the process end after an attempt at a collector ${place}, closed or not`, async () => {
        raw = place === 'that hangs' ? await listenRaw((socket) => void socket.resume()) : await openConnectBlackHole();
        for (const shouldClose of [true, false]) {
          const exporter = exporterTo[kind](`http://127.0.0.1:${raw.port}`);
          const { child, line } = await startProcess(attemptInProcess(exporter, shouldClose));
          const begin = performance.now();
          const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
          assert.deepEqual([line, code], ['timeout', 0]);
          assert.ok(performance.now() - begin < 1_500, `left after ${performance.now() - begin} ms`);
        }
      });
    }
  });
}

async function timed(work: () => Promise<Outcome>, atLeastMs = limitMs - 20): Promise<Outcome> {
  const begin = performance.now();
  const outcome = await work();
  const tookMs = performance.now() - begin;
  assert.ok(tookMs > atLeastMs && tookMs < limitMs + slackMs, `took ${tookMs} ms`);
  return outcome;
}

const urlFor = (receiver: Receiver | undefined, kind: 'http' | 'grpc'): string =>
  (kind === 'http' ? receiver?.httpUrl : receiver?.grpcUrl) ?? '';

const dist = new URL('../../../', import.meta.url).href;

const slowReceiver = `
  import { startReceiver } from '${dist}core/testing/receiver/index.js';
  const receiver = await startReceiver();
  receiver.answerAlways({ delayMs: 100 });
  console.log(JSON.stringify({ http: receiver.httpUrl, grpc: receiver.grpcUrl }));`;

const attemptInProcess = (exporter: unknown, shouldClose: boolean): string => `
  import { deadlineIn } from '${dist}core/index.js';
  import { complete, contextOf, someEvents } from '${dist}test/plugins/otlp/support.js';
  import { otlp } from '${dist}plugins/otlp/index.js';
  const { context } = contextOf(complete({ logs: ${JSON.stringify(exporter)} }));
  const sink = otlp.setup(context).sinks.logs;
  const outcome = await sink.attempt(someEvents(1), deadlineIn(600, { holdsProcess: false }));
  console.log(outcome.reason);
  if (${shouldClose}) await sink.close();`;
