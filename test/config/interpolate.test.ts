import assert from 'node:assert/strict';
import { type Interpolation, interpolate } from '../../core/config/interpolate.js';

const secret = 'sk-canary-4711';
const messageOf = (result: Interpolation): string =>
  'message' in result ? result.message : assert.fail('it was accepted');

describe('interpolate', () => {
  const env = { TOKEN: secret, EMPTY: '', NESTED: `\${TOKEN}`, GONE: undefined };

  const texts: ReadonlyArray<[text: string, completed: string]> = [
    [`Bearer \${TOKEN}`, `Bearer ${secret}`],
    [`\${TOKEN}\${TOKEN}`, secret + secret],
    [`\${GONE:-fallback}`, 'fallback'],
    [`\${EMPTY:-fallback}`, 'fallback'],
    [`a\${GONE:-}b`, 'ab'],
    [`\${TOKEN:-fallback}`, secret],
    [`$\${TOKEN}`, `\${TOKEN}`],
    ['costs $5 and {x}', 'costs $5 and {x}'],
    [`\${NESTED}`, `\${TOKEN}`],
  ];
  for (const [text, completed] of texts) {
    it(`completes ${text}`, () => {
      assert.deepEqual(interpolate(text, env), { text: completed });
    });
  }

  for (const name of ['GONE', 'EMPTY', 'NEVER_SET', 'constructor', '__proto__', 'toString']) {
    it(`names the variable ${name}, which is not set`, () => {
      assert.equal(
        messageOf(interpolate(`$\{TOKEN} and $\{${name}}`, env)),
        `needs the variable ${name}, which is not set; set ${name}, or write $\{${name}:-default}`,
      );
    });
  }

  for (const text of [`\${`, `\${}`, `\${A B}`, `\${1A}`, `\${A-b}`, `\${TOKEN`, `\${${secret}}`]) {
    it(`refuses ${text === `\${${secret}}` ? 'a value in the place of a name' : text} without repeating it`, () => {
      assert.equal(
        messageOf(interpolate(text, env)),
        `holds a \${ that is neither \${NAME} nor \${NAME:-default}; close it with }, name it with letters, digits and _, or write $\${ for the two characters themselves`,
      );
    });
  }

  it('refuses a text that its variables would blow up', () => {
    const message = messageOf(interpolate(`\${BIG}\${BIG}`, { BIG: secret.repeat(3_000) }));
    assert.equal(message, 'is longer than 65536 characters with its variables; use shorter variables');
  });
});
