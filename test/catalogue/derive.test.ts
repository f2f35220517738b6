/** Derived fields: lengths and counts as Rust and Codex count them. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  countOfLines,
  countOfNames,
  countOfScalars,
  isLongerThanPreview,
  lengthInBytes,
  whetherNamed,
} from '../../core/catalogue/derive.js';
import type { TextDerivation } from '../../core/events.js';

const of = (derivation: TextDerivation, text: string, previewMaxBytes = 2_048) =>
  derivation.compute(text, previewMaxBytes);

describe('countOfScalars', () => {
  it('counts Unicode scalars: an emoji is one, a combining mark is one, a family is many', () => {
    const texts = ['', 'abc', 'äöü', '😀', 'a😀b', 'e\u0301', '👨‍👩‍👧', '漢字'];
    assert.deepEqual(
      texts.map((text) => of(countOfScalars('x'), text)),
      [0, 3, 3, 1, 3, 2, 5, 2],
    );
  });

  it('counts a lone surrogate as one, as the replacement that stands for it on the wire', () => {
    const texts = ['\ud83d', '\ude00', '\ude00\ud83d', 'a\ud83db', '\ud83d\ud83d\ude00'];
    assert.deepEqual(
      texts.map((text) => of(countOfScalars('x'), text)),
      [1, 1, 2, 3, 2],
    );
  });

  it('agrees with the iterator of strings, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) =>
        assert.equal(of(countOfScalars('x'), text), [...text].length),
      ),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\ud83d', '\ude00') }), (text) =>
        assert.equal(of(countOfScalars('x'), text), [...text].length),
      ),
    );
  });
});

describe('lengthInBytes', () => {
  it('counts UTF-8 bytes', () => {
    assert.deepEqual(
      ['', 'abc', 'ä', '漢', '😀'].map((text) => of(lengthInBytes('x'), text)),
      [0, 3, 2, 3, 4],
    );
  });
});

describe('countOfLines', () => {
  it('counts as the lines() of Rust', () => {
    const texts = ['', 'a', 'a\n', '\n', '\n\n', 'a\nb', 'a\nb\n', 'a\r\nb\r\n', 'a\rb', 'a\n\nb'];
    assert.deepEqual(
      texts.map((text) => of(countOfLines('x'), text)),
      [0, 1, 1, 1, 2, 2, 2, 2, 1, 3],
    );
  });
});

describe('countOfNames', () => {
  it('counts names joined by comma and space, none in an empty text', () => {
    assert.deepEqual(
      ['', 'docs', 'docs, files'].map((text) => of(countOfNames('x'), text)),
      [0, 1, 2],
    );
  });
});

describe('isLongerThanPreview', () => {
  it('compares bytes, not characters', () => {
    const answers = [
      ['abc', 3],
      ['abcd', 3],
      ['äb', 3],
      ['ää', 3],
      ['', 0],
      ['a', 0],
    ] as const;
    assert.deepEqual(
      answers.map(([text, max]) => of(isLongerThanPreview('x'), text, max)),
      [false, true, false, true, false, true],
    );
  });
});

describe('whetherNamed', () => {
  it('tells an empty name from one', () => {
    assert.deepEqual(
      ['', 'docs'].map((text) => of(whetherNamed('x', 'mcp', 'builtin'), text)),
      ['builtin', 'mcp'],
    );
  });
});
