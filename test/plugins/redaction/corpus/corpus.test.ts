/** The corpus: every promised kind of secret in every place, drawn anew for each; all must be found, and nothing beside them. */
import { deepEqual, ok } from 'node:assert/strict';
import { cleanText } from '../../../../plugins/redaction/index.js';
import { secretKinds } from './kinds.js';
import { ordinaryTexts } from './ordinary.js';
import { type Position, positions } from './positions.js';
import { drawFrom } from './random.js';

/** Characters of a secret that may be left: a prefix, or an end that belongs to the text around it. */
const maxLeft = 8;

interface Sample {
  readonly kind: string;
  readonly position: Position;
  readonly text: string;
  readonly secret: string;
}

const samples: readonly Sample[] = secretKinds.flatMap((kind, at) =>
  positions.map((position, place) => {
    const { text, secret } = kind.draw(drawFrom(at * 1_000 + place));
    return { kind: kind.name, position, text: position.put(text, secret), secret: position.seen?.(secret) ?? secret };
  }),
);

/** Whether some of the secret can still be read: more of it in a row than is allowed. */
function isLeft(cleaned: string, secret: string): boolean {
  for (let at = 0; at + maxLeft < secret.length; at++)
    if (cleaned.includes(secret.slice(at, at + maxLeft + 1))) return true;
  return false;
}

describe('redaction: the corpus', () => {
  it('has at least 60 kinds and 20 places', () => {
    ok(secretKinds.length >= 60 && positions.length >= 20);
    deepEqual(new Set(secretKinds.map(({ name }) => name)).size, secretKinds.length);
  });

  it('is found to the last secret', function () {
    this.timeout(30_000);
    const missed = samples.filter(({ text, secret, position }) => {
      const cleaned = cleanText(text);
      return cleaned === text || (!position.name.includes('base64') && isLeft(cleaned, secret));
    });
    const found = samples.length - missed.length;
    console.log(
      `      recall ${((found / samples.length) * 100).toFixed(2)} % of ${samples.length} (${secretKinds.length} kinds × ${positions.length} places)`,
    );
    deepEqual(
      missed.map(({ kind, position }) => `${kind}, ${position.name}`),
      [],
    );
  });

  it('finds next to nothing in two megabytes of ordinary text', function () {
    this.timeout(30_000);
    const texts = ordinaryTexts();
    const found = texts.map(({ text }) => text.split('\n').flatMap((line) => (cleanText(line) === line ? [] : [line])));
    const length = texts.reduce((total, { text }) => total + text.length, 0);
    const falseAlarms = found.reduce((total, lines) => total + lines.length, 0);
    for (const [at, { name, text }] of texts.entries())
      console.log(`      ${name}: ${found[at]?.length} false alarms in ${Math.round(text.length / 1_000)} kB`);
    console.log(
      `      one in ${(length / 1_000 / Math.max(1, falseAlarms)).toFixed(1)} kB; precision on the corpus and this: ${((samples.length / (samples.length + falseAlarms)) * 100).toFixed(2)} %`,
    );
    ok(length >= 2_000_000, `there are only ${length} characters`);
    ok(falseAlarms * 20_000 < length, `${falseAlarms} false alarms`);
  });
});
