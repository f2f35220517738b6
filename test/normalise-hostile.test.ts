/** Normalisation of what fights back: getters, proxies, replaced methods, and anything at all. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { asJson, normalised } from './normalised.js';

describe('normaliseValue, of what fights back', () => {
  const thrower = (): never => {
    throw new Error('must not reach the host');
  };

  it('withholds a getter that throws, and keeps its neighbours', () => {
    const input = {
      before: 1,
      get bad() {
        return thrower();
      },
      after: 2,
    };
    const { plain, notes } = normalised(input);
    assert.deepEqual(asJson(plain), { before: 1, bad: '[Unreadable]', after: 2 });
    assert.deepEqual(notes, ['withheld']);
  });

  it('reads a getter once', () => {
    let reads = 0;
    const { plain } = normalised({
      get changing() {
        return ++reads;
      },
    });
    assert.deepEqual(asJson(plain), { changing: 1 });
    assert.equal(reads, 1);
  });

  it('withholds proxies that throw, and revoked ones', () => {
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const hostile: unknown[] = [
      new Proxy({}, { ownKeys: thrower }),
      new Proxy({ a: 1 }, { getOwnPropertyDescriptor: thrower }),
      new Proxy({}, { getPrototypeOf: thrower }),
      new Proxy([1], { get: thrower }),
      revoked.proxy,
    ];
    for (const value of hostile) {
      assert.deepEqual(normalised(value).plain, '[Unreadable]');
      assert.deepEqual(asJson(normalised({ bad: value, good: 1 }).plain), { bad: '[Unreadable]', good: 1 });
    }
    assert.deepEqual(asJson(normalised(new Proxy({ a: 1 }, { get: thrower })).plain), { a: '[Unreadable]' });
  });

  it('withholds the message of an error whose message throws', () => {
    const error = Object.defineProperty(new Error('x'), 'message', { get: thrower });
    assert.equal((asJson(normalised(error).plain) as Record<string, unknown>).message, '[Unreadable]');
  });

  it('takes nothing but text from a date whose methods were replaced', () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const date = Object.assign(new Date(0), { toISOString: () => circular, getTime: () => 'x' });
    assert.equal(normalised(date).plain, '1970-01-01T00:00:00.000Z');
  });

  it('reads frozen, sealed and prototype-less objects', () => {
    assert.deepEqual(asJson(normalised(Object.freeze({ a: 1 })).plain), { a: 1 });
    assert.deepEqual(asJson(normalised(Object.seal({ a: 1 })).plain), { a: 1 });
    assert.deepEqual(asJson(normalised(Object.assign(Object.create(null), { a: 1 })).plain), { a: 1 });
  });

  it('changes no prototype for keys such as __proto__', () => {
    const plain = normalised(JSON.parse('{"__proto__":{"polluted":1},"constructor":2,"toString":3}')).plain as object;
    assert.deepEqual(Object.keys(plain).sort(), ['__proto__', 'constructor', 'toString']);
    assert.equal(Reflect.get({}, 'polluted'), undefined);
    assert.equal(Reflect.get(plain, 'polluted'), undefined);
  });

  it('gives data that JSON can say, of at most 32 levels, for anything', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withSparseArray: true,
          withTypedArray: true,
          withNullPrototype: true,
        }),
        (value) => {
          const { plain } = normalised(value);
          if (plain !== undefined) assert.ok(isPlain(plain, 0));
        },
      ),
      { numRuns: 300 },
    );
  });
});

function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'boolean';
  return depth <= 32 && Object.values(value).every((item) => isPlain(item, depth + 1));
}
