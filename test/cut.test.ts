/** Cuts of text: never inside a character, never in the middle of a word that may be a secret. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cutBackToSeparator, cutToBytes, previewOf } from '../core/cut.js';

const notice = '[... telemetry preview truncated ...]';

describe('cutToBytes', () => {
  it('leaves a text that fits as it is, to the byte', () => {
    assert.equal(cutToBytes('abc', 3), 'abc');
    assert.equal(cutToBytes('äöü', 6), 'äöü');
    assert.equal(cutToBytes('', 0), '');
  });

  it('ends before a character that does not fit whole', () => {
    assert.equal(cutToBytes('äöü', 5), 'äö');
    assert.equal(cutToBytes('a😀b', 4), 'a');
    assert.equal(cutToBytes('a😀b', 5), 'a😀');
    assert.equal(cutToBytes('😀', 0), '');
  });

  it('gives the longest well-formed beginning within the bytes, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-composite', maxLength: 40 }), fc.nat(60), (text, maxBytes) => {
        const cut = cutToBytes(text, maxBytes);
        const next = [...text.slice(cut.length)][0] ?? '';
        assert.ok(Buffer.byteLength(cut) <= maxBytes && text.startsWith(cut) && cut.isWellFormed());
        assert.ok(next === '' || Buffer.byteLength(cut + next) > maxBytes);
      }),
      { numRuns: 300 },
    );
  });

  it('does not fail on lone surrogates', () => {
    const cut = cutToBytes('\ud800'.repeat(10), 10);
    assert.ok(Buffer.byteLength(cut) <= 10);
  });
});

describe('cutBackToSeparator', () => {
  it('goes back to the end of the last whole word', () => {
    assert.equal(cutBackToSeparator('key sk-secret-secret-secret', 12), 'key ');
    assert.equal(cutBackToSeparator('{"a":"b","token":"sk-secret"}', 22), '{"a":"b","token":"');
  });

  it('does not let the beginning of a secret stand at the cut, wherever the cut falls', () => {
    const secret = `sk-${'s'.repeat(60)}`;
    const text = `some words, then ${secret} and more words`;
    for (let maxBytes = 17; maxBytes < 17 + secret.length; maxBytes++) {
      assert.ok(!cutBackToSeparator(text, maxBytes).includes('sk-'), `cut at ${maxBytes}`);
    }
  });

  it('cuts a single word that is longer than any secret where the bytes end', () => {
    assert.equal(cutBackToSeparator('x'.repeat(10_000), 6_000).length, 6_000);
  });
});

describe('previewOf', () => {
  it('shows a short text as it is, without a notice', () => {
    assert.equal(previewOf('all of it', 9), 'all of it');
  });

  it('ends a long text with a line feed and the notice that Codex writes', () => {
    assert.equal(previewOf('abcdef', 3), `abc\n${notice}`);
    assert.equal(previewOf('ab\ncdef', 3), `ab\n${notice}`);
  });

  it('shows nothing but the notice when no bytes are allowed', () => {
    assert.equal(previewOf('abc', 0), notice);
  });
});
