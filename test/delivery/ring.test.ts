/** The ring: what a long line packs comes out as it went in, in order, from both ends. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Ring } from '../../core/delivery/ring.js';
import type { TelemetryEvent } from '../../core/events.js';
import { sample } from '../sample-event.js';

const session = Object.freeze({ 'conversation.id': 'c' });

const record = (number: number): TelemetryEvent => ({
  ...sample(
    'codex.tool_result',
    { call_id: String(number), extra: { list: [number, '漢'] } },
    { session, ordinal: number },
  ),
  sequence: number,
  trace: { traceId: '1'.repeat(32), spanId: '2'.repeat(16) },
});

describe('Ring', () => {
  it('gives 20 000 records back as they were, with what they share', () => {
    const ring = new Ring();
    for (let number = 1; number <= 20_000; number++) ring.push(record(number), number);
    assert.equal(ring.length, 20_000);
    for (const number of Array.from({ length: 20_000 }, (_, at) => at + 1)) {
      assert.equal(ring.firstArrival, number);
      const given = ring.shift();
      if (number % 1_000 === 0) assert.equal(JSON.stringify(given), JSON.stringify(record(number)));
      assert.ok(given?.session === session && given.declaration === record(1).declaration && given.sequence === number);
    }
    assert.deepEqual([ring.length, ring.bytes, ring.shift(), ring.pop()], [0, 0, undefined, undefined]);
  });

  it('gives the target of a record back, and spans whole', () => {
    const ring = new Ring();
    const span = { kind: 'client', events: [], links: [] } as unknown as NonNullable<TelemetryEvent['span']>;
    const partsOf = (number: number) => ({
      ...(number % 3 === 0 && { target: 'codex_otel.network_proxy' }),
      ...(number > 7_000 && { span }),
    });
    for (let number = 1; number <= 10_000; number++) ring.push({ ...record(number), ...partsOf(number) }, number);
    for (let number = 1; number <= 10_000; number++) {
      const { target, span: given } = ring.shift() ?? {};
      const wanted = partsOf(number);
      assert.ok(target === wanted.target && given === wanted.span, String(number));
    }
  });

  it('keeps what a plugin made impossible to pack', () => {
    const ring = new Ring();
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    for (let number = 1; number <= 10_000; number++)
      ring.push(
        { ...record(number), ...(number === 5_000 && { fields: circular as TelemetryEvent['fields'] }) },
        number,
      );
    const given = Array.from({ length: 10_000 }, () => ring.shift()?.sequence);
    assert.deepEqual(
      given,
      given.map((_, at) => at + 1),
    );
  });

  for (const [first, pushed] of [
    [512, 4_608],
    [4_096, 4_296],
  ] as const) {
    it(`gives the rest of ${pushed} records as one batch, ${first} of which left before`, () => {
      const ring = new Ring();
      for (let number = 1; number <= pushed; number++) ring.push(record(number), number);
      ring.take(first, Number.POSITIVE_INFINITY);
      assert.equal(ring.first?.sequence, first + 1);
      const rest = ring.take(pushed, Number.POSITIVE_INFINITY).map(({ sequence }) => sequence);
      assert.deepEqual(
        rest,
        Array.from({ length: pushed - first }, (_, at) => first + 1 + at),
      );
      assert.deepEqual([ring.length, ring.bytes], [0, 0]);
    });
  }

  it('agrees with a plain list over any sequence of steps', () => {
    const step = fc.oneof(
      fc.record({ push: fc.integer({ min: 1, max: 6_000 }) }),
      fc.record({ shift: fc.integer({ min: 1, max: 6_000 }) }),
      fc.record({ take: fc.integer({ min: 1, max: 6_000 }) }),
      fc.record({ pop: fc.integer({ min: 1, max: 200 }) }),
      fc.record({ shed: fc.integer({ min: 1, max: 200 }) }),
    );
    const cheap = record(0);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const ring = new Ring();
        const model: number[] = [];
        let next = 0;
        const times = (count: number, act: () => void) => Array.from({ length: count }).forEach(act);
        for (const one of steps) {
          if ('push' in one)
            times(one.push, () => {
              ring.push({ ...cheap, sequence: ++next }, next);
              model.push(next);
            });
          else if ('take' in one) {
            const batch = ring.take(one.take, cheap.bytes * 3_000);
            const wanted = model.splice(0, Math.min(one.take, 3_000));
            assert.deepEqual(
              batch.map(({ sequence }) => sequence),
              wanted,
            );
          } else if ('shift' in one) times(one.shift, () => assert.equal(ring.shift()?.sequence, model.shift()));
          else if ('pop' in one) times(one.pop, () => assert.equal(ring.pop()?.sequence, model.pop()));
          else times(one.shed, () => void model.splice(0, ring.shed().length));
          assert.deepEqual([ring.length, ring.bytes], [model.length, model.length * cheap.bytes]);
          assert.equal(ring.first?.sequence, model[0]);
        }
      }),
      { numRuns: 30 },
    );
  });
});
