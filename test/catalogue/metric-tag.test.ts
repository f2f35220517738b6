/** How a metric tag is made of any text. */
import assert from 'node:assert/strict';
import { sanitizeMetricTagValue } from '../../core/catalogue/metric-tag.js';

describe('a metric tag value', () => {
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
      assert.equal(sanitizeMetricTagValue(text), tag));
  }

  it('makes values legal as Codex does', () => {
    const cases: Array<[string, string]> = [
      ['0.136.0-alpha.1+frodex.1', '0.136.0-alpha.1_frodex.1'],
      ['Codex Desktop', 'Codex_Desktop'],
      ['gpt-5.5:high', 'gpt-5.5_high'],
      ['org/model', 'org/model'],
      ['__shell__', 'shell'],
      ['größe', 'gr__e'],
      ['a😀b', 'a_b'],
      ['../..', 'unspecified'],
      ['', 'unspecified'],
      ['日本語', 'unspecified'],
    ];
    for (const [value, legal] of cases) assert.equal(sanitizeMetricTagValue(value), legal, value);
  });

  it('cuts long values to 256 bytes, in linear time', () => {
    assert.equal(sanitizeMetricTagValue('x'.repeat(300)), 'x'.repeat(256));
    const began = performance.now();
    assert.equal(sanitizeMetricTagValue(`a${'_'.repeat(1_000_000)}b`).length, 256);
    assert.ok(performance.now() - began < 1_000);
  });
});
