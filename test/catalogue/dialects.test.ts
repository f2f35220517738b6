/** Dialects: how values are spelled, as a table. */
import assert from 'node:assert/strict';
import { dialects } from '../../core/catalogue/dialects.js';
import { asText, fact } from '../../core/catalogue/field.js';

describe('the codex dialect', () => {
  it('writes what Codex renders to text as text, on both lanes', () => {
    const duration = fact.int.with({ codex: asText });
    assert.deepEqual([dialects.codex(5, duration, 'log'), dialects.codex(5, duration, 'trace')], ['5', '5']);
  });

  it('writes unsigned integers as numbers on the log lane, and as text on the trace lane', () => {
    assert.deepEqual([dialects.codex(5, fact.uint, 'log'), dialects.codex(5, fact.uint, 'trace')], [5, '5']);
    assert.deepEqual([dialects.codex(5, fact.int, 'log'), dialects.codex(5, fact.int, 'trace')], [5, 5]);
  });
});

describe('the natural dialect', () => {
  it('writes values as they are', () => {
    assert.deepEqual([dialects.natural(5), dialects.natural(true), dialects.natural('User')], [5, true, 'User']);
  });
});
