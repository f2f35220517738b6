/** Normalisation: whatever a caller gives becomes plain bounded data, and every change is counted. */
import assert from 'node:assert/strict';
import { type Alteration, defaultLimits, normaliseKey, normaliseText } from '../core/normalise.js';
import { asJson, normalised } from './normalised.js';

function nested(levels: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 'core';
  for (let level = 0; level < levels; level++) value = wrap(value);
  return value;
}

describe('normaliseValue', () => {
  it('passes plain flat data through, without a note', () => {
    const input = { text: 'a', number: 1.5, flag: false, list: ['x', 2, true], inner: { deep: 'b' } };
    const { plain, notes } = normalised(input);
    assert.deepEqual(asJson(plain), input);
    assert.deepEqual(notes, []);
  });

  it('has nothing to say of undefined, null and functions', () => {
    for (const value of [undefined, null, () => 'x', class {}]) assert.equal(normalised(value).plain, undefined);
  });

  it('says numbers that JSON cannot say as text', () => {
    assert.equal(normalised(Number.NaN).plain, 'NaN');
    assert.equal(normalised(Number.POSITIVE_INFINITY).plain, 'Infinity');
    assert.equal(normalised(Number.NEGATIVE_INFINITY).plain, '-Infinity');
    assert.equal(normalised(2n ** 80n).plain, '1208925819614629174706176');
    assert.deepEqual(normalised(5n).notes, ['converted']);
    assert.equal(normalised(1e300).plain, 1e300);
  });

  it('writes dates, patterns, symbols and bytes as text', () => {
    assert.equal(normalised(new Date(0)).plain, '1970-01-01T00:00:00.000Z');
    assert.equal(normalised(new Date(Number.NaN)).plain, 'Invalid Date');
    assert.equal(normalised(/x+/g).plain, '/x+/g');
    assert.equal(normalised(Symbol('s')).plain, 'Symbol(s)');
    assert.equal(normalised(Buffer.alloc(7)).plain, '[7 bytes]');
    assert.equal(normalised(new Float64Array(2)).plain, '[16 bytes]');
    assert.equal(normalised(new ArrayBuffer(3)).plain, '[3 bytes]');
  });

  it('reads maps, sets and errors', () => {
    assert.deepEqual(
      asJson(
        normalised(
          new Map<unknown, unknown>([
            ['a', 1],
            [2, 'b'],
          ]),
        ).plain,
      ),
      { a: 1, 2: 'b' },
    );
    assert.deepEqual(normalised(new Set(['a', 'b'])).plain, ['a', 'b']);
    const error = asJson(normalised(new TypeError('no', { cause: { secret: 1 } })).plain) as Record<string, unknown>;
    assert.deepEqual([error.type, error.message, 'cause' in error], ['TypeError', 'no', false]);
  });

  it('does not wait for promises and does not look into weak collections', () => {
    for (const value of [Promise.resolve(1), new WeakMap(), new WeakSet()])
      assert.equal(normalised(value).plain, '[Opaque]');
  });

  it('marks a cycle, and lets the same object stand twice', () => {
    const circular: Record<string, unknown> = { name: 'a' };
    circular.self = circular;
    assert.deepEqual(asJson(normalised(circular).plain), { name: 'a', self: '[Circular]' });
    const shared = { x: 1 };
    assert.deepEqual(asJson(normalised([shared, shared]).plain), [{ x: 1 }, { x: 1 }]);
  });

  it('keeps 32 levels whole, and each value once', () => {
    const deep = nested(31, (inner) => ({ inner, beside: 1 }));
    const { plain, notes } = normalised(deep);
    assert.deepEqual(asJson(plain), deep);
    assert.deepEqual(notes, []);
  });

  for (const levels of [1_000, 10_000, 100_000]) {
    it(`cuts objects and arrays of ${levels} levels`, () => {
      for (const wrap of [(inner: unknown) => ({ inner }), (inner: unknown) => [inner]]) {
        const { plain, notes } = normalised(nested(levels, wrap));
        assert.ok(JSON.stringify(plain).includes('[Cut]'));
        assert.deepEqual(notes, ['cut']);
      }
    });
  }

  it('bounds the elements of every collection, and counts the cut', () => {
    const many = Array.from({ length: 100_000 }, (_, index) => index);
    const collections = [
      many,
      new Set(many),
      new Map(many.map((n) => [n, n] as const)),
      Object.fromEntries(many.map((n) => [`k${n}`, n])),
      new Array(1e6),
    ];
    for (const collection of collections) {
      const { plain, notes } = normalised(collection);
      assert.equal(Object.keys(plain as object).length, defaultLimits.maxElements);
      assert.ok(notes.includes('cut'));
    }
  });

  it('bounds the values of one attribute over all levels, and counts the cut', () => {
    const wide = Array.from({ length: 128 }, () => Array.from({ length: 128 }, () => 1));
    const { plain, notes } = normalised(wide);
    assert.ok(JSON.stringify(plain).length < defaultLimits.maxNodes * 12);
    assert.ok(notes.includes('cut'));
  });

  it('bounds the text of one attribute over all levels', () => {
    const { plain, notes } = normalised(Array.from({ length: 100 }, () => 'word '.repeat(200_000)));
    assert.ok(JSON.stringify(plain).length < defaultLimits.maxTextBytes + 1_000);
    assert.ok(notes.includes('cut'));
  });
});

describe('normaliseText', () => {
  const ignore = () => undefined;

  it('makes lone surrogates well-formed, and keeps NUL and combining marks', () => {
    assert.equal(normaliseText('a\ud800b', 100, ignore), 'a\ufffdb');
    assert.equal(normaliseText('a\u0000b', 100, ignore), 'a\u0000b');
    assert.equal(normaliseText('e\u0301', 100, ignore), 'e\u0301');
  });

  for (const mebibytes of [1, 10, 100]) {
    it(`takes a text of ${mebibytes} MiB at once`, () => {
      const text = Buffer.alloc(mebibytes * 2 ** 20, 'x').toString('latin1');
      const startedAt = performance.now();
      const cut = normaliseText(text, defaultLimits.maxTextBytes, ignore);
      assert.ok(performance.now() - startedAt < 100);
      assert.equal(cut.length, defaultLimits.maxTextBytes);
    });
  }

  it('does not leave half a character at the cut', () => {
    for (const maxBytes of [5, 6, 7, 8]) assert.equal(normaliseText('a😀😀', maxBytes, ignore), 'a😀');
  });
});

describe('normaliseKey', () => {
  it('withholds empty keys and keys that are no scalars, and cuts long ones', () => {
    const notes: Alteration[] = [];
    const key = (raw: unknown) => normaliseKey(raw, (note) => notes.push(note));
    assert.deepEqual(
      [key(''), key({}), key(Symbol('x')), key(7), key('k'.repeat(10_000))?.length],
      [undefined, undefined, undefined, '7', 256],
    );
    assert.deepEqual(notes, ['withheld', 'withheld', 'withheld', 'cut']);
  });
});
