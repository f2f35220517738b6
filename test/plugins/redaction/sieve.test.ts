/** The sieve: no mark and no long word escapes it, wherever it begins and whatever stands around it. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { defaultRules } from '../../../plugins/redaction/default-rules.js';
import { markOf } from '../../../plugins/redaction/mark.js';
import { chunkLength, longWord, longWordLength, pile, prepareSieve } from '../../../plugins/redaction/sieve.js';
import { drawFrom, word } from './corpus/random.js';

const marks = defaultRules.flatMap((rule) => rule.marks);
const { sift, mayHold } = prepareSieve(marks);
const textOf = (codes: readonly number[]): string => String.fromCharCode(...codes);

/** All hits of a text, chunk by chunk, as `scan` asks for them. */
function hitsIn(text: string, ask = sift): ReturnType<typeof sift> & object {
  const hits = [];
  for (let from = 0; from < text.length; from += chunkLength) hits.push(...(ask(text, from) ?? []));
  return hits;
}

describe('redaction: the sieve', () => {
  it('finds every mark at every place, in both cases, between any neighbours', () => {
    for (const [index, { lower, upper }] of marks.entries()) {
      for (const codes of [lower, upper]) {
        for (let at = 0; at < 20; at++) {
          for (const around of [' ', 'x', '-', 'é', '鍵']) {
            const text = around.repeat(at) + textOf(codes) + around.repeat(3);
            ok(
              hitsIn(text).some((hit) => hit.mark === index && hit.at === at),
              JSON.stringify(text),
            );
          }
          ok(hitsIn(' '.repeat(at) + textOf(codes)).some((hit) => hit.mark === index && hit.at === at));
        }
      }
    }
  });

  it('finds every mark across the border of two chunks', () => {
    for (const [index, { lower }] of marks.entries()) {
      for (let before = 0; before <= lower.length + 2; before++) {
        const at = chunkLength - before;
        const text = `${' '.repeat(at)}${textOf(lower)} the end`;
        deepEqual(
          hitsIn(text).filter((hit) => hit.mark === index),
          [{ mark: index, at }],
        );
      }
    }
  });

  it('tells every long word at every place, also across the border of two chunks', () => {
    const { of } = drawFrom(3);
    for (const begin of [0, chunkLength - 40]) {
      for (let at = begin; at < begin + 48; at++) {
        const long = of(word, longWordLength).replaceAll('-', '_');
        const text = `${' '.repeat(at)}${long} the end`;
        ok(
          hitsIn(text).some((hit) => hit.mark === longWord && hit.at >= at && hit.at < at + longWordLength),
          `${at}`,
        );
      }
    }
  });

  it('does not take the lower bytes of other characters for a mark', () => {
    const own = prepareSieve([markOf('abcd')]).sift;
    const alias = String.fromCharCode(...[...'abcd'].map((letter) => letter.charCodeAt(0) + 0x100));
    const marksIn = (text: string) => hitsIn(text, own).filter(({ mark }) => mark !== longWord);
    deepEqual(marksIn(alias), []);
    deepEqual(marksIn(`${alias}abcd`), [{ mark: 0, at: 4 }]);
  });

  it('finds a mark that is longer than its margin, and one of other characters', () => {
    const long = 'Projekt Ölfeld – '.repeat(8);
    const own = prepareSieve([markOf(long), markOf('鍵は秘密')]).sift;
    const found = hitsIn(`x${long}鍵は秘密`, own).filter(({ mark }) => mark !== longWord);
    deepEqual(found, [
      { mark: 0, at: 1 },
      { mark: 1, at: 1 + long.length },
    ]);
  });

  it('never says no to a pile in which a text holds a mark or a long word, whatever lies before and after it', () => {
    const { of } = drawFrom(5);
    const told = [...marks.flatMap(({ lower, upper }) => [textOf(lower), textOf(upper)]), of(word, longWordLength)];
    for (const found of told) {
      for (let before = 0; before < 18; before++) {
        const texts = [
          ' '.repeat(before),
          `${' '.repeat(before % 3)}${found}`,
          before % 2 === 0 ? ' so it ends' : '鍵',
        ];
        pile.clear();
        ok(texts.every((text) => pile.add(text)));
        ok(mayHold(), JSON.stringify(texts));
      }
    }
  });

  it('says no to a pile of plain texts, and has no room for more than a chunk', () => {
    pile.clear();
    ok(pile.add('a plain text') && pile.add('') && pile.add('beside another'));
    equal(mayHold(), false);
    equal(pile.add(' '.repeat(chunkLength)), false);
    equal(mayHold(), false);
  });
});
