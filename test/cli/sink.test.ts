/** `codexotel sink`: the strict receiver as a program, one JSON line per record or refused request. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { listenRaw } from '../delivery/raw-servers.js';
import { type Running, startCommand } from './child.js';
import { writeRc } from './rc.js';
import { eventsIn, rcFor, rollout } from './replaying.js';
import { runCommand } from './run.js';

interface Sink extends Running {
  readonly http: string;
  readonly grpc: string;
  /** The lines after the first, as they come. */
  readonly lines: Array<Readonly<Record<string, unknown>>>;
  /** Resolves when there are so many lines. */
  readonly linesTo: (count: number) => Promise<void>;
}

describe('codexotel sink', () => {
  let running: Running[] = [];

  afterEach(() => {
    for (const { child } of running) child.kill('SIGKILL');
    running = [];
  });

  async function startSink(...words: readonly string[]): Promise<Sink> {
    const sink = startCommand(['sink', ...words]);
    running.push(sink);
    const reader = createInterface({ input: sink.child.stdout });
    const lines: Sink['lines'] = [];
    let isFirst = true;
    reader.on('line', (line) => {
      if (!isFirst) lines.push(JSON.parse(line));
      isFirst = false;
    });
    const linesTo = async (count: number): Promise<void> => {
      while (lines.length < count) await once(reader, 'line');
    };
    const { http, grpc } = JSON.parse(await sink.firstLine);
    return { ...sink, http, grpc, lines, linesTo };
  }

  it('says where it listens before all else, and then one line per record, over HTTP and gRPC', async () => {
    const sink = await startSink('--http', '0', '--grpc', '0');
    const first = JSON.parse(await sink.firstLine);
    assert.deepEqual(Object.keys(first), ['http', 'grpc']);
    assert.match(sink.http, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.match(sink.grpc, /^http:\/\/127\.0\.0\.1:\d+$/);

    const configs = [
      await rcFor(sink.http),
      await writeRc({ otel: { exporter: { 'otlp-grpc': { endpoint: sink.grpc } } } }),
    ];
    for (const config of configs) {
      const { code } = await runCommand(['replay', rollout('a_tool'), '--config', config]);
      assert.equal(code, 0);
    }
    await sink.linesTo(eventsIn.a_tool * 2);
    assert.deepEqual(
      sink.lines.map(({ transport, signal }) => [transport, signal]),
      ['http/protobuf', 'grpc'].flatMap((transport) => Array(eventsIn.a_tool).fill([transport, 'logs'])),
    );
    const [open, closed] = sink.lines.filter(({ event }) => event === 'codex.user_prompt');
    const { prompt } = Object(open?.attributes);
    assert.ok(prompt && prompt !== '[REDACTED]');
    assert.equal(Object(closed?.attributes).prompt, '[REDACTED]');
    for (const { event, time, resource } of sink.lines) {
      assert.match(String(event), /^codex\./);
      assert.match(String(time), /^2026-11-20T/);
      assert.equal(Object(resource)['service.name'], 'codex_exec');
    }
  });

  it('says why it refused a request, and goes on', async () => {
    const sink = await startSink('--http', '0');
    const post = (body: string, path = '/v1/logs') =>
      fetch(`${sink.http}${path}`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', 'x-key': 'canary' },
      });
    assert.equal((await post('{"resourceLogs":[{"secret":"canary"}]}')).status, 400);
    assert.equal((await post('{}', '/v2/logs?key=canary')).status, 404);
    assert.equal(
      (await post('{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"observedTimeUnixNano":"1"}]}]}]}')).status,
      200,
    );
    await sink.linesTo(3);
    const [unknown, lost, sound] = sink.lines;
    assert.deepEqual([unknown?.signal, unknown?.path], ['logs', '/v1/logs']);
    assert.match(String(unknown?.refused), /unknown field/);
    assert.deepEqual([typeof lost?.refused, lost?.path], ['string', '/v2/logs']);
    assert.deepEqual([sound?.signal, sound?.transport], ['logs', 'http/json']);
    assert.ok(!JSON.stringify(sink.lines).includes('canary'));
  });

  it('takes the port that it is told, and says so when it cannot have it', async () => {
    const taken = await listenRaw(() => undefined);
    try {
      for (const words of [
        ['--http', `${taken.port}`],
        ['--grpc', `${taken.port}`, '--http', '0'],
      ]) {
        const { code, stdout, stderr } = await runCommand(['sink', ...words]);
        assert.deepEqual([code, stdout], [2, '']);
        assert.match(stderr, /^codexotel: a port cannot be listened on; choose another one, or 0 for a free one\n/);
        assert.ok(!/\n\s+at /.test(stderr), stderr);
      }
    } finally {
      await taken.close();
    }
    const sink = await startSink('--http', `${taken.port}`, '--grpc', '0');
    assert.equal(sink.http, `http://127.0.0.1:${taken.port}`);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`ends with 0 by ${signal}`, async () => {
      const sink = await startSink('--http', '0', '--grpc', '0');
      sink.child.kill(signal);
      const { code, stderr } = await sink.ended;
      assert.deepEqual([code, stderr], [0, '']);
    });
  }

  it('ends with 0 when nobody reads its lines any more', async () => {
    const sink = await startSink('--http', '0', '--grpc', '0');
    sink.child.stdout.destroy();
    await runCommand(['replay', rollout('f_tools'), '--config', await rcFor(sink.http), '--timeout', '500']);
    const { code, stderr } = await sink.ended;
    assert.deepEqual([code, stderr], [0, '']);
  });
});
