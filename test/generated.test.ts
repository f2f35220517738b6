import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fillBlocks } from '../scripts/generate/blocks.js';
import { generatedFiles, root } from '../scripts/generate/files.js';

describe('a file that is made of the sources', () => {
  for (const { path, text } of generatedFiles()) {
    it(`is what \`npm run generate\` would write: ${path}`, () => {
      const isFresh = readFileSync(new URL(path, root), 'utf8') === text;
      assert.ok(isFresh, `${path} is stale: run \`npm run generate\` and commit what it writes`);
    });
  }
});

describe('generated blocks of a page', () => {
  const page = 'before\n<!-- generated: one -->\nold\n<!-- end -->\nafter\n';

  it('are filled, and what stands around them stays', () => {
    const fresh = fillBlocks(page, { one: '| $& |' });
    assert.equal(fresh, 'before\n<!-- generated: one -->\n| $& |\n<!-- end -->\nafter\n');
    assert.equal(fillBlocks(fresh, { one: '| $& |' }), fresh);
  });

  it('are neither forgotten nor unknown', () => {
    assert.throws(() => fillBlocks(page, {}), /the block one is unknown/);
    assert.throws(() => fillBlocks(page, { one: '', two: '' }), /no page has the block two/);
    assert.throws(() => fillBlocks(page + page, { one: '' }), /stands there twice/);
  });
});
