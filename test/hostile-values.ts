/** Values that break telemetry: each by its name, made anew for every use. */

const thrower = (): never => {
  throw new Error('must not reach the host');
};

function nested(levels: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 'core';
  for (let level = 0; level < levels; level++) value = wrap(value);
  return value;
}

function circular(): unknown {
  const list: unknown[] = [];
  const object = { list };
  list.push(object);
  return object;
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

const flat = (bytes: number) => Buffer.alloc(bytes, 'some words ').toString('latin1');

class Instance {
  readonly own = 1;
  get inherited(): string {
    return 'not seen';
  }
}

/** Values that arrive as they are, or as nothing: nothing has to be counted. */
export const harmlessValues: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  NUL: () => 'a\u0000b',
  'combining marks': () => 'e\u0301'.repeat(10),
  '-0': () => -0,
  '2^53 - 1': () => 2 ** 53 - 1,
  'a frozen object': () => Object.freeze({ a: 1 }),
  'a sealed object': () => Object.seal({ a: 1 }),
  'an object without a prototype': () => Object.assign(Object.create(null), { a: 1 }),
  'a class instance': () => new Instance(),
  'the same object twice': () => {
    const shared = { a: 1 };
    return [shared, shared];
  },
  'a mixed and nested list': () => [1, 'a', true, [2, ['b']], { c: 3 }],
  'odd keys': () => JSON.parse('{"__proto__":1,"constructor":2,"toString":3,"Key":4,"key":5}'),
  '2^53 + 1': () => 2 ** 53 + 1,
  '2^63': () => 2 ** 63,
  '1e300': () => 1e300,
};

/** Values that have to be converted, cut or withheld, and counted. */
export const hostileValues: Readonly<Record<string, () => unknown>> = {
  '1 MiB of text': () => flat(2 ** 20),
  '10 MiB of text': () => flat(10 * 2 ** 20),
  'lone surrogates': () => 'a\ud800b\udc00',
  'a long text of wide characters': () => '漢😀'.repeat(20_000),
  'an empty key': () => ({ '': 1 }),
  'a key 10 000 long': () => ({ ['k'.repeat(10_000)]: 1 }),
  NaN: () => Number.NaN,
  Infinity: () => Number.POSITIVE_INFINITY,
  '-Infinity': () => Number.NEGATIVE_INFINITY,
  'a small BigInt': () => 5n,
  '2^80': () => 2n ** 80n,
  'a circle': circular,
  '1 000 levels of objects': () => nested(1_000, (inner) => ({ inner })),
  '10 000 levels of arrays': () => nested(10_000, (inner) => [inner]),
  '100 000 levels of objects': () => nested(100_000, (inner) => ({ inner })),
  '100 000 levels of arrays': () => nested(100_000, (inner) => [inner]),
  'a getter that throws': () => Object.defineProperty({ a: 1 }, 'b', { enumerable: true, get: thrower }),
  'a proxy that throws in ownKeys': () => new Proxy({}, { ownKeys: thrower }),
  'a proxy that throws in get': () => new Proxy({ a: 1 }, { get: thrower }),
  'a proxy that throws in getOwnPropertyDescriptor': () => new Proxy({ a: 1 }, { getOwnPropertyDescriptor: thrower }),
  'a revoked proxy': revoked,
  '100 000 keys': () => Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, at])),
  'a symbol': () => Symbol('s'),
  'a function': () => thrower,
  'a date': () => new Date(0),
  'an invalid date': () => new Date(Number.NaN),
  'a pattern': () => /x/,
  'an error with a cause': () => new Error('outer', { cause: new Error('inner') }),
  'an error with a throwing message': () => Object.defineProperty(new Error('x'), 'message', { get: thrower }),
  'a map': () => new Map([['a', circular()]]),
  'a set': () => new Set(['a']),
  'a weak map': () => new WeakMap(),
  'a buffer': () => Buffer.from('bytes'),
  'a typed array': () => new Float64Array(3),
  'an array buffer': () => new ArrayBuffer(8),
  'a promise': () => Promise.resolve(1),
  'a million holes': () => new Array(1_000_000),
  'an object that says it is a text': () => ({
    toString: thrower,
    toJSON: thrower,
    valueOf: thrower,
    [Symbol.toPrimitive]: thrower,
  }),
};
