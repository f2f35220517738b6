/** W3C Trace Context, by the recommendation and by what Codex does with it. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readTraceVariables } from '../../core/trace/from-environment.js';
import { contextFromW3cTraceContext, toW3cTraceContext } from '../../core/trace/traceparent.js';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const traceparent = `00-${traceId}-${spanId}-01`;

describe('a traceparent', () => {
  it('names the parent, with the members of its tracestate in order', () => {
    const context = contextFromW3cTraceContext({ traceparent, tracestate: 'rojo=00f067aa0ba902b7, congo=t61rcWkgMzE' });
    assert.deepEqual(context, {
      traceId,
      spanId,
      traceFlags: 1,
      traceState: [
        ['rojo', '00f067aa0ba902b7'],
        ['congo', 't61rcWkgMzE'],
      ],
    });
  });

  const invalid: Readonly<Record<string, unknown>> = {
    missing: undefined,
    empty: '',
    'in capitals': traceparent.toUpperCase(),
    'of version ff': `ff-${traceId}-${spanId}-01`,
    'with a zero trace id': `00-${'0'.repeat(32)}-${spanId}-01`,
    'with a zero span id': `00-${traceId}-${'0'.repeat(16)}-01`,
    'with more parts in version 00': `${traceparent}-x`,
    'with a short id': `00-${traceId.slice(1)}-${spanId}-01`,
    'with flags that are no byte': `00-${traceId}-${spanId}-1`,
    'with a line break': `00-${traceId}-${spanId}-01\n00`,
    'that is no text': 7,
  };
  for (const [name, value] of Object.entries(invalid)) {
    it(`${name} names nobody`, () => {
      assert.equal(contextFromW3cTraceContext({ traceparent: value as string, tracestate: 'a=b' }), undefined);
    });
  }

  it('of a later version is read as far as it is known', () => {
    const context = contextFromW3cTraceContext({ traceparent: `01-${traceId}-${spanId}-ff-what-comes` });
    assert.deepEqual(context, { traceId, spanId, traceFlags: 1, traceState: [] });
  });

  it('is not spoilt by a tracestate that cannot be read', () => {
    assert.deepEqual(contextFromW3cTraceContext({ traceparent, tracestate: 'NO=x' })?.traceState, []);
  });

  it('is survived when its carrier throws, or is none', () => {
    const hostile = new Proxy({}, { get: () => assert.fail('read') });
    assert.equal(contextFromW3cTraceContext(hostile), undefined);
    assert.equal(contextFromW3cTraceContext(null as never), undefined);
  });

  it('is written as it was read', () => {
    const hex = (length: number) =>
      fc
        .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })
        .filter((id) => !/^0+$/.test(id));
    fc.assert(
      fc.property(hex(32), hex(16), fc.integer({ min: 0, max: 255 }), (trace, span, flags) => {
        const context = { traceId: trace, spanId: span, traceFlags: flags, traceState: [['a', 'b:c']] as const };
        assert.deepEqual(contextFromW3cTraceContext(toW3cTraceContext(context)), context);
      }),
    );
  });
});

describe('TRACEPARENT', () => {
  it('of the environment names the parent, with TRACESTATE', () => {
    const { context } = readTraceVariables({ TRACEPARENT: traceparent, TRACESTATE: 'a=b' });
    assert.deepEqual([context?.spanId, context?.traceState], [spanId, [['a', 'b']]]);
  });

  it('that is set but invalid is told apart from one that is not set', () => {
    assert.deepEqual(readTraceVariables({ TRACEPARENT: 'x' }), { context: undefined, isInvalid: true });
    assert.deepEqual(readTraceVariables({ TRACESTATE: 'a=b' }), { context: undefined, isInvalid: false });
  });
});
