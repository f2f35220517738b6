/** `tracestate`: what can be read, and what becomes of the members that a configuration sets. */
import assert from 'node:assert/strict';
import {
  formatTracestate,
  mergeTracestate,
  parseTracestate,
  type TracestateEntries,
} from '../../core/trace/tracestate.js';

const merge = (text: string, entries: TracestateEntries) =>
  formatTracestate(mergeTracestate(parseTracestate(text) ?? assert.fail('unreadable'), entries));

describe('a tracestate', () => {
  it('may have empty members, white space and a key of a tenant', () => {
    assert.deepEqual(parseTracestate(' a=1 ,, \t0t@v=x y'), [
      ['a', '1'],
      ['0t@v', 'x y'],
    ]);
  });

  it('keeps the first of two members with one key', () => {
    assert.deepEqual(parseTracestate('a=1,a=2'), [['a', '1']]);
  });

  for (const text of [
    'a',
    '=1',
    'A=1',
    'a=',
    'a=b=c',
    'a=ä',
    'a=\x01',
    `a=${'x'.repeat(257)}`,
    `${'k'.repeat(257)}=1`,
  ]) {
    it(`cannot be read from ${JSON.stringify(text.slice(0, 12))}`, () => {
      assert.equal(parseTracestate(text), undefined);
    });
  }

  it('has at most 32 members', () => {
    const members = (count: number) => Array.from({ length: count }, (_, index) => `k${index}=v`).join(',');
    assert.equal(parseTracestate(members(32))?.length, 32);
    assert.equal(parseTracestate(members(33)), undefined);
  });
});

describe('configured members of a tracestate', () => {
  it('are merged field by field, as the vector of the specification says', () => {
    assert.equal(
      merge('example=alpha:zero;keep:yes,other=value', { example: { beta: 'two', alpha: 'one' } }),
      'example=alpha:one;keep:yes;beta:two,other=value',
    );
  });

  it('are written as Codex writes them where there was nothing', () => {
    assert.equal(merge('', { vendor1: { k2: 'v2', k1: 'v1' } }), 'vendor1=k1:v1;k2:v2');
  });

  it('replace the first field of a name, drop later ones, and leave parts without a name', () => {
    assert.equal(merge('v=x;a:1;;b:2;a:3', { v: { a: '9' } }), 'v=x;a:9;b:2');
  });

  it('come first, in the order of their keys', () => {
    assert.equal(merge('x=1,b=k:v', { b: { k: 'w' }, a: { k: 'w' } }), 'a=k:w,b=k:w,x=1');
  });

  it('without a field say nothing', () => {
    assert.equal(merge('x=1', { a: {} }), 'x=1');
  });

  it('that the list cannot hold leave it as it was', () => {
    const full = Array.from({ length: 32 }, (_, index) => `k${index}=v`).join(',');
    assert.equal(merge(full, { zz: { k: 'v' } }), full);
    assert.equal(merge('x=1', { v: { k: 'x'.repeat(256) } }), 'x=1');
  });
});
