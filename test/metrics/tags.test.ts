/** Sets of tags that are known again, and what is remembered of those that were refused. */
import assert from 'node:assert/strict';
import { KnownTags } from '../../core/metrics/tags.js';

const anySet = Object.freeze({ tags: Object.freeze({}), name: '' });
const refuse = (): never => {
  throw new RangeError('not legal');
};
const throwing = (varying: string): Record<string, string> =>
  Object.defineProperty({ varying }, 'last', { enumerable: true, get: refuse });

describe('known sets of tags', () => {
  const tries: ReadonlyArray<readonly [what: string, walk: (known: KnownTags, varying: string) => void]> = [
    ['were refused', (known, varying) => void known.of({ varying }, refuse)],
    ['could not be read to their end', (known, varying) => void known.of(throwing(varying), () => anySet)],
  ];
  for (const [what, walk] of tries) {
    it(`are forgotten when too many others ${what}, in place of these being kept without end`, () => {
      const known = new KnownTags();
      let made = 0;
      const make = () => {
        made++;
        return anySet;
      };
      for (let call = 0; call < 3; call++) known.of({ a: '1' }, make);
      assert.equal(made, 1);
      for (let number = 0; number < 20_001; number++) assert.throws(() => walk(known, `no tag ${number}`), RangeError);
      known.of({ a: '1' }, make);
      assert.equal(made, 2);
    });
  }
});
