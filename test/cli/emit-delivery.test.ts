/** How `codexotel emit` delivers: everything, at the pace of the collector, with exact books. */
import assert from 'node:assert/strict';
import { startCommand } from './child.js';
import { assertQuiet, emitTo, toInput, useReceiver } from './emitting.js';
import { writeRc } from './rc.js';
import { runCommand } from './run.js';

const firstOutput = { event: 'codex.turn_ttft', attributes: { duration_ms: 5 } };
const many = (count: number) => Array.from({ length: count }, () => firstOutput);

describe('the delivery of codexotel emit', () => {
  const receiver = useReceiver();

  it('is told as one object with --json: the receipt, and how many events there were', async () => {
    const lines = [
      ...many(3),
      { event: 'acme.unknown' },
      { event: 'codex.turn_ttft', attributes: { duration_ms: '7' } },
    ];
    const run = await emitTo(receiver(), lines);
    assert.equal(run.code, 0);
    assert.equal(run.stdout.split('\n').length, 2);
    assert.deepEqual(JSON.parse(run.stdout), {
      emitted: 5,
      refused: { unknown_event: 1 },
      altered: { converted: 1 },
      sinks: {
        'otlp.logs': { unit: 'record', accepted: 4, delivered: 4, pending: 0, rejected: 0, dropped: {} },
      },
      events: 5,
    });
  });

  it('is told to people on stderr without --json, and stdout stays empty', async () => {
    const run = await emitTo(receiver(), [...many(2), { event: 'acme.unknown' }], { words: [] });
    assert.deepEqual([run.code, run.stdout], [0, '']);
    assert.deepEqual(run.stderr.trimEnd().split('\n'), [
      'codexotel: refused: 1 event of the unknown name "acme.unknown"',
      'codexotel: 3 events emitted',
      'codexotel:   1 refused: unknown_event',
      'codexotel: otlp.logs: 2 of 2 records delivered',
    ]);
  });

  it('of nothing is a success', async () => {
    const run = await emitTo(receiver(), '');
    assertQuiet(run);
    assert.deepEqual([JSON.parse(run.stdout).events, receiver().requests.length], [0, 0]);
  });

  it('of 100 000 events is complete and in order, in little memory', async () => {
    const env = { NODE_OPTIONS: '--max-old-space-size=80' };
    const lines = Array.from({ length: 100_000 }, (_, number) =>
      JSON.stringify({ event: 'codex.turn_ttft', attributes: { duration_ms: number } }),
    );
    const run = await emitTo(receiver(), `${lines.join('\n')}\n`, { env });
    assertQuiet(run);
    const { events, sinks } = JSON.parse(run.stdout);
    assert.deepEqual([events, sinks['otlp.logs'].accepted, sinks['otlp.logs'].delivered], [100_000, 100_000, 100_000]);
    assert.equal(run.logs.length, 100_000);
    assert.ok(run.logs.every(({ duration_ms }, number) => duration_ms === String(number)));
  }).timeout(30_000);

  for (const [max_records, count] of [
    [1, 30],
    [1_000, 3_000],
  ] as const) {
    it(`waits for a slow collector and loses nothing, with room for ${max_records} of ${count} records`, async () => {
      receiver().answerAlways({ delayMs: 5 });
      const run = await emitTo(receiver(), many(count), { rc: { queue: { max_records } } });
      assertQuiet(run);
      assert.deepEqual(JSON.parse(run.stdout).sinks['otlp.logs'].dropped, {});
      assert.equal(run.logs.length, count);
    });
  }

  it('goes on while the lines still come', async () => {
    const exporter = { 'otlp-http': { endpoint: `${receiver().httpUrl}/v1/logs`, protocol: 'binary' } };
    const { child, ended } = startCommand(['emit', '--config', await writeRc({ otel: { exporter } })]);
    child.stdin.write(toInput(many(1)));
    await receiver().waitFor(1);
    child.stdin.end(toInput(many(1)));
    assert.equal((await ended).code, 0);
    assert.equal(receiver().records.length, 2);
  });

  it('without a destination is told, and is a success', async () => {
    const { code, stdout, stderr } = await runCommand(['emit', '--json'], { input: toInput(many(2)) });
    assert.equal(stderr, 'codexotel: no destination is configured: the events go nowhere; see --config\n');
    assert.deepEqual([code, JSON.parse(stdout).events, JSON.parse(stdout).sinks], [0, 2, {}]);
  });

  it('does not begin with mistakes in the configuration: it ends at once, although more lines may come', async () => {
    const { child, ended } = startCommand(['emit', '--config', await writeRc({ otel: { exporter: 'otlp' } })]);
    child.stdin.write(toInput(many(1)));
    const { code, stdout, stderr } = await ended;
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(
      stderr,
      /^codexotel: \S+: otel\.exporter must be none, or a mapping with otlp-http or otlp-grpc; write .*\n$/,
    );
  });
});
