/** What can stand in a header, and how a tag is made of any text. */
import { deepEqual, equal } from 'node:assert/strict';
import { isLegalHeaderValue, sanitiseTag } from '../../../plugins/originator/index.js';

describe('originator: header values', () => {
  it('may be visible ASCII with spaces and tabs, and empty', () => {
    deepEqual(['codex_exec', 'Codex Desktop', 'a\tb', '', '~!"'].map(isLegalHeaderValue), [
      true,
      true,
      true,
      true,
      true,
    ]);
  });

  it('may hold no other control characters and nothing beyond ASCII', () => {
    const illegal = ['a\nb', 'a\r\nX-Evil: 1', 'a\0', '\x7f', '\x1b[0m', 'caf\u00e9', '\u{1f600}', '\ud800'];
    deepEqual(illegal.filter(isLegalHeaderValue), []);
  });
});

describe('originator: sanitiseTag', () => {
  const vectors: ReadonlyArray<readonly [text: string, tag: string]> = [
    ['codex_exec', 'codex_exec'],
    ['Codex Desktop', 'Codex_Desktop'],
    ['0.136.0-alpha.1+frodex.1', '0.136.0-alpha.1_frodex.1'],
    ['a/b.c-d', 'a/b.c-d'],
    ['  padded  ', 'padded'],
    ['_x_', 'x'],
    ['\u{1f600}a\u{1f600}b', 'a_b'],
    ['', 'unspecified'],
    ['___', 'unspecified'],
    ['.-/', 'unspecified'],
    ['\u00e9\u00e9', 'unspecified'],
    ['x'.repeat(300), 'x'.repeat(256)],
    [`${'x'.repeat(255)} y`, `${'x'.repeat(255)}_`],
  ];
  for (const [text, tag] of vectors) {
    it(`makes ${JSON.stringify(tag.slice(0, 30))} of ${JSON.stringify(text.slice(0, 30))}`, () =>
      equal(sanitiseTag(text), tag));
  }
});
