/** Hostile input through emit: the host never sees an error, the neighbours arrive, and every change is counted. */
import assert from 'node:assert/strict';
import type { TelemetryEvent } from '../core/events.js';
import { testBus } from '../core/testing/test-bus.js';
import { harmlessValues, hostileValues } from './hostile-values.js';
import { checked } from './receipts.js';

const on = { log_tool_content: true };

/** Each field is given the value in turn, between two neighbours. */
async function emitBetween(make: () => unknown) {
  const { bus, sink } = testBus({ switches: on });
  const places = ['output', 'duration_ms', 'success', 'tool_result_seq', 'acme.extra'];
  bus.emit('codex.turn_ttft', { duration_ms: 1 });
  for (const place of places) bus.emit('codex.tool_result', { [place]: make() } as never);
  bus.emit('codex.tool_result', { 'acme.list': [make()], 'acme.object': { inner: make(), beside: 1 } } as never);
  bus.emit('codex.turn_ttft', { duration_ms: 2 });
  const receipt = checked(await bus.close());
  return { receipt, records: sink.records };
}

const altered = (counts: object) => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Whether a record holds nothing but data that JSON can say. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && Buffer.byteLength(value) <= 32_768 + 64;
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'object' && value !== null
    ? Object.values(value).every(isPlain)
    : typeof value === 'boolean' || value === undefined;
}

function assertArrived(records: readonly TelemetryEvent[]): void {
  assert.deepEqual([records[0]?.fields.duration_ms, records.at(-1)?.fields.duration_ms, records.length], [1, 2, 8]);
  for (const { fields, undeclared } of records) assert.ok(isPlain(fields) && isPlain(undeclared ?? {}));
}

describe('a hostile value in any place of an event', () => {
  for (const [what, make] of Object.entries(hostileValues)) {
    it(`arrives changed and counted: ${what}`, async () => {
      const { receipt, records } = await emitBetween(make);
      assertArrived(records);
      assert.ok(altered(receipt.altered) >= 2, JSON.stringify(receipt.altered));
      assert.equal(Reflect.get({}, 'polluted'), undefined);
    });
  }

  for (const [what, make] of Object.entries(harmlessValues)) {
    it(`arrives: ${what}`, async () => {
      assertArrived((await emitBetween(make)).records);
    });
  }

  it('costs less than a tenth of a second, 100 MiB of text included', async () => {
    const { bus } = testBus({ switches: on });
    await bus.ready;
    const text = Buffer.alloc(100 * 2 ** 20, 'x').toString('latin1');
    const startedAt = performance.now();
    bus.emit('codex.tool_result', { output: text });
    assert.ok(performance.now() - startedAt < 350);
    await bus.close();
  });
});

describe('a hostile whole event', () => {
  const hostile: ReadonlyArray<readonly unknown[]> = [
    [],
    [undefined],
    [null, {}],
    ['', {}],
    [5, {}],
    [{}, {}],
    ['codex.unknown', {}],
    [Symbol('x'), {}],
    ['__proto__', {}],
    ['toString', {}],
    ['codex.turn_ttft'],
    ['codex.turn_ttft', null],
    ['codex.turn_ttft', 'text'],
    ['codex.turn_ttft', []],
    ['codex.turn_ttft', 5],
    [
      'codex.turn_ttft',
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('x');
          },
        },
      ),
    ],
  ];
  const odd: readonly unknown[] = [
    null,
    5,
    'text',
    [],
    { time: Number.NaN },
    { time: Number.POSITIVE_INFINITY },
    { time: -1 },
    { time: 1e18 },
    { time: '2026' },
    { time: 10n },
    { time: new Date(Number.NaN) },
    { time: [Number.NaN, Number.NaN] },
    { trace: 'x' },
    { trace: {} },
    { trace: { traceId: 'x', spanId: 5 } },
    { severity: 999 },
    Object.defineProperty({}, 'time', {
      get: () => {
        throw new Error('x');
      },
    }),
    new Proxy(
      {},
      {
        get: () => {
          throw new Error('x');
        },
      },
    ),
  ];

  it('is refused by its reason and hurts nobody', async () => {
    const { bus, sink } = testBus();
    const emit = bus.emit as (...args: readonly unknown[]) => void;
    for (const args of hostile) {
      emit(...args);
      emit('codex.turn_ttft', { duration_ms: 1 });
    }
    const { emitted, refused } = checked(await bus.close());
    assert.deepEqual(
      [emitted, refused, sink.records.length],
      [2 * hostile.length, { invalid_event: 12, unknown_event: 4 }, hostile.length],
    );
  });

  it('arrives with its own time and without a trace where only the options are odd', async () => {
    const { bus, sink, clock } = testBus();
    const emit = bus.emit as (...args: readonly unknown[]) => void;
    for (const options of odd) emit('codex.turn_ttft', { duration_ms: 1 }, options);
    const { refused } = checked(await bus.close());
    assert.deepEqual([refused, sink.records.length], [{}, odd.length]);
    assert.ok(sink.records.every(({ time, trace }) => time === clock() && trace === undefined));
  });

  it('is a snapshot: what changes after emit does not reach a sink, also while the bus is starting', async () => {
    const { bus, sink } = testBus({ switches: on });
    const fields = { output: 'before', extra: { list: ['before'] } };
    bus.emit('codex.tool_result', fields as never);
    fields.output = 'after';
    fields.extra.list[0] = 'after';
    await bus.ready;
    bus.emit('codex.tool_result', fields as never);
    fields.extra.list[0] = 'last';
    await bus.close();
    assert.deepEqual(
      sink.records.map((record) => JSON.stringify([record.fields.output, record.undeclared?.extra])),
      ['["before",{"list":["before"]}]', '["after",{"list":["after"]}]'],
    );
  });
});

describe('a stream of events', () => {
  it('of 50 000 in one tick arrives or is counted, to the record', async () => {
    const { bus, sink } = testBus();
    await bus.ready;
    for (let at = 0; at < 50_000; at++) bus.emit('codex.turn_ttft', { duration_ms: at });
    const receipt = checked(await bus.close(10_000));
    const { accepted, delivered, dropped } = receipt.sinks['memory.records'] ?? {};
    assert.equal(accepted, 50_000);
    assert.equal(delivered, sink.records.length);
    assert.equal((delivered ?? 0) + (dropped?.queue_full ?? 0), 50_000);
  });

  it('of 512 texts of 1 MiB arrives, each cut', async () => {
    const { bus, sink } = testBus({ switches: on });
    await bus.ready;
    const text = Buffer.alloc(2 ** 20, 'some words ').toString('latin1');
    for (let at = 0; at < 512; at++) bus.emit('codex.tool_result', { arguments: text });
    const receipt = checked(await bus.close(10_000));
    assert.deepEqual([sink.records.length, receipt.altered], [512, { cut: 512 }]);
    assert.ok(sink.records.every(({ fields }) => fields.arguments_length === 2 ** 20));
  });

  for (const place of [0, 30, 59]) {
    it(`with one poison at place ${place} loses only that, at a sink that throws on it`, async () => {
      const { bus, sink } = testBus();
      sink.answer((batch) => {
        if (batch.some(({ fields }) => fields.call_id === 'poison')) throw new Error('x');
        return { kind: 'acked' };
      });
      for (let at = 0; at < 60; at++) bus.emit('codex.tool_result', { call_id: at === place ? 'poison' : String(at) });
      const receipt = checked(await bus.close());
      assert.deepEqual([sink.records.length, receipt.sinks['memory.records']?.dropped], [59, { sink_failed: 1 }]);
    });
  }
});
