/** Sentry tags are legal whatever the facts are. */
import assert from 'node:assert/strict';
import { toLegalTags } from '../../../plugins/sentry-feedback/tags.js';

const legalValue = (value: unknown) => toLegalTags({ key: value }, 200).tags.key;

describe('sentry-feedback tags', () => {
  it('writes numbers and booleans as text, and text without quotes', () => {
    assert.deepEqual(toLegalTags({ a: 401, b: true, c: 'req-1' }, 200).tags, { a: '401', b: 'true', c: 'req-1' });
  });

  it('makes one line of a value and cuts it to 200 characters, none of them half', () => {
    assert.equal(legalValue(' one\r\ntwo\tthree\u2028four '), 'one two three four');
    assert.equal(legalValue('x'.repeat(300)), 'x'.repeat(200));
    assert.equal(legalValue(`a${'😀'.repeat(150)}`), `a${'😀'.repeat(99)}`);
    assert.equal(legalValue('x'.repeat(200)), 'x'.repeat(200));
  });

  it('loses values that are no plain ones, and empty ones', () => {
    const facts = {
      a: { b: 1 },
      c: null,
      d: undefined,
      e: Number.NaN,
      f: () => 1,
      g: Symbol('s'),
      h: ' \n ',
      i: ['x'],
    };
    const { tags, lost } = toLegalTags(facts, 200);
    assert.deepEqual(tags, {});
    const bad = 'bad_value';
    assert.deepEqual(lost, { a: bad, c: bad, d: bad, e: bad, f: bad, g: bad, h: 'empty', i: bad });
  });

  it('makes keys legal, and loses those that belong to Sentry', () => {
    const { tags, changed, lost } = toLegalTags(
      { 'auth.mode': 'x', 'a b': 'x', '?': 'x', release: 'x', Site: 'x' },
      200,
    );
    assert.deepEqual(Object.keys(tags), ['auth.mode', 'a_b']);
    assert.deepEqual(changed, ['a b']);
    assert.deepEqual(lost, { '?': 'bad_key', release: 'reserved', Site: 'reserved' });
  });

  it('cuts keys to the length that the server takes; the first of two equal ones stays', () => {
    const { tags, lost } = toLegalTags({ [`${'k'.repeat(32)}1`]: 'first', [`${'k'.repeat(32)}2`]: 'second' }, 32);
    assert.deepEqual(tags, { ['k'.repeat(32)]: 'first' });
    assert.deepEqual(lost, { [`${'k'.repeat(32)}2`]: 'taken' });
  });

  it('stops at 64 tags', () => {
    const facts = Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`fact_${index}`, index]));
    const { tags, lost } = toLegalTags(facts, 200);
    assert.equal(Object.keys(tags).length, 64);
    assert.equal(lost.fact_69, 'too_many');
  });
});
