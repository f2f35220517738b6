/** What can stand in a header. */
import { deepEqual } from 'node:assert/strict';
import { isLegalHeaderValue } from '../../../core/index.js';

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
