/** The scan is linear: no text makes a character cost more because there are more of them. */
import { ok } from 'node:assert/strict';
import { cleanText } from '../../../plugins/redaction/index.js';

const floods = [
  'sk-', 'ask-', '=', 'bearer ', 'Bearer aaaaaaaaaaaaaaa ', 'token token token ', 'token= ', 'token="', 'token=\\"', '"token": ',
  'token\\', 'api_key', 'AKIA', 'AKIAAAAAAAAAAAAAAAAA', '://', '://a@', '://a:b@c ', '@', '\\', 'token=[REDACTED] ', '-eyJ', 'BEGIN', '-----BEGIN PRIVATE KEY-----', 'authorization: ', 'authorization: digest a=', 'authorization: hawk a="', 'cookie: ', 'cookie: a=', 'auth: ', '--token ', '--token 1', ' -u a:', '<token>', '<token>a', '\\u0026code=', 'token&quot;', 'token\u001b[0m', 'token%25', 'ask-abcdefghijklmnopqrst-',
  'secret=[', 'token=a(', 'token=a.b.c.', `token=${'a'.repeat(100)}(`, 'basic+', 'Basic+aaaaaaa+', `${'a'.repeat(40)} `, `dG9rZW4gb2Yg${'a'.repeat(28)} `,
]; // biome-ignore format: a list

/** Texts in which one beginning is followed by very much of something. */
const tails: ReadonlyArray<readonly [string, string]> = [
  ['token', ' '], ['token', '"'], ['token="', 'x'], ['token=', '\\'], ['bearer', ' '], ['bearer ', 'a'], ['://', 'a'], ['://', 'a@'], ['sk-', '-'], ['--token ', 'a'], [' -u ', 'a'], [' -u a:', 'a'], ['<token>', 'a'], ['cookie: ', 'a'], ['auth: ', 'a'], ['authorization: ', 'a'], ['authorization: digest ', 'a=b, '], ['authorization: digest a="', 'a'],
  ['-----BEGIN PRIVATE KEY-----', 'ab '],
]; // biome-ignore format: a list

/** Least nanoseconds per character of a short and of a long text, measured in turns so that a busy machine hits both. */
function compare(short: string, long: string): { readonly short: number; readonly long: number } {
  const least = { short: Number.POSITIVE_INFINITY, long: Number.POSITIVE_INFINITY };
  for (let round = 0; round < 12; round++) {
    least.short = Math.min(least.short, measure(short, 20));
    least.long = Math.min(least.long, measure(long, 1));
  }
  return least;
}

function measure(text: string, times: number): number {
  const begin = process.hrtime.bigint();
  for (let count = 0; count < times; count++) cleanText(text);
  return Number(process.hrtime.bigint() - begin) / times / text.length;
}

describe('redaction: cost', () => {
  for (const flood of floods) {
    it(`stays the same per character in a flood of ${JSON.stringify(flood)}`, () => {
      const cost = compare(flood.repeat(2_000 / flood.length), flood.repeat(80_000 / flood.length));
      ok(cost.long <= 3 * cost.short, `${cost.long.toFixed(1)} ns a character against ${cost.short.toFixed(1)}`);
    });
  }

  for (const [head, tail] of tails) {
    it(`stays the same per character in ${JSON.stringify(head)} with a long tail of ${JSON.stringify(tail)}`, () => {
      const cost = compare(head + tail.repeat(2_000 / tail.length), head + tail.repeat(80_000 / tail.length));
      ok(cost.long <= 3 * cost.short, `${cost.long.toFixed(1)} ns a character against ${cost.short.toFixed(1)}`);
    });
  }
});
