/** Rules of the owner: what each form hides, what is refused at set-up and how that is told, and what `describe()` shows. */
import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import { testBus } from '../../../core/testing/index.js';
import { createRedactor, redaction } from '../../../plugins/redaction/index.js';

const switches = { log_tool_content: true, log_user_prompt: true, log_error_text: true };

/** What a sink gets of a tool's output and one more attribute, under options. */
async function outputUnder(options: object, output: string, more: object = {}) {
  const { bus, sink } = testBus({
    plugins: [redaction],
    config: { otel: switches, plugins: { redaction: options } } as never,
  });
  const { mistakes } = await bus.ready;
  bus.emit('codex.tool_result', { output, ...more } as never);
  const details = bus.describe().details.redaction;
  const receipt = await bus.close();
  return { mistakes, record: sink.records.length > 0 ? sink.attributes(0) : undefined, details, receipt };
}

describe('redaction: own rules', () => {
  it('hide a literal text wherever it stands', async () => {
    const rules = [{ name: 'project', literal: 'Projekt Ölfeld' }];
    const { record } = await outputUnder({ rules }, 'xProjekt Ölfeldx and Projekt Ölfeld');
    equal(record?.output, 'x[REDACTED:project]x and [REDACTED:project]');
  });

  it('hide what a pattern matches', async () => {
    const rules = [{ name: 'employee', pattern: 'EMP\\-[0-9]{6}', anchor: 'EMP-' }];
    const { record } = await outputUnder({ rules }, 'EMP-123456, EMP-12 and token=abcdefgh1');
    equal(record?.output, '[REDACTED:employee], EMP-12 and token=[REDACTED:secret]');
  });

  it('hide values by the names of their keys, in texts and as attributes', async () => {
    const rules = [{ name: 'customer', keys: ['customer_id'] }];
    const { record } = await outputUnder({ rules }, '{"customer_id":"C-1234","n":1} Customer_ID=C1234567', {
      customer_id: 'C-1',
      other: { customer_id: [12345678] },
    });
    equal(record?.output, '{"customer_id":"[REDACTED:customer]","n":1} Customer_ID=[REDACTED:customer]');
    doesNotMatch(JSON.stringify(record), /1234/);
  });

  it('hide what a function finds', async () => {
    const find = (text: string) =>
      [[text.indexOf('<'), text.indexOf('>') + 1] as const].filter(([start]) => start >= 0);
    const { record } = await outputUnder({ rules: [{ name: 'bracketed', find }] }, 'a <b c> d');
    equal(record?.output, 'a [REDACTED:bracketed] d');
  });

  it('say the same of a word that goes on behind a secret, whatever text came before', () => {
    const { clean } = createRedactor({ patterns: ['default', 'high-entropy'], rules: [], allow: [] });
    for (let at = 0; at < 16; at++) {
      const text = `${' '.repeat(at)}${'AK'}IAN1Z0KHT1EC4H091Otav0h5Wj7Cw7oWW`;
      for (const before of ['a', ' ']) {
        clean(before.repeat(200));
        equal(clean(text), `${' '.repeat(at)}[REDACTED:aws-key]tav0h5Wj7Cw7oWW`);
      }
    }
  });

  it('hide addresses, users of home directories and random words only by choice', async () => {
    const random = 'Zk3vQ9xW1bT7nL5cR2mY8pD4sF6gH0jK';
    const text = `ada@example.com in /home/ada/work and C:\\Users\\ada\\x ${random}`;
    equal((await outputUnder({}, text)).record?.output, text);
    const patterns = ['default', 'email', 'home-directory', 'high-entropy'];
    equal(
      (await outputUnder({ patterns }, text)).record?.output,
      '[REDACTED:email] in /home/[REDACTED:user-name]/work and C:\\Users\\[REDACTED:user-name]\\x [REDACTED:high-entropy]',
    );
  });

  it('mark equal secrets as equal by a keyed hash, and no other', async () => {
    const options = { hash: { key: 'a key of sixteen characters' } };
    const { record } = await outputUnder(options, 'token=abcdefgh1 token=abcdefgh1 token=abcdefgh2');
    const [first, second, third] = String(record?.output).match(/\[REDACTED:secret:[0-9a-f]{8}\]/g) ?? [];
    equal(first, second);
    equal(first === third, false);
  });

  it('let the values of approved attributes pass as they are, and say so', async () => {
    const { record, details } = await outputUnder({ allow: ['build_token'] }, 'x', { build_token: 'abcdefgh1' });
    equal(record?.build_token, 'abcdefgh1');
    deepEqual(details?.allow, ['build_token']);
  });

  it('are named in the description, and none of their texts is', async () => {
    const rules = [
      { name: 'project', literal: 'Falcon' },
      { name: 'customer', keys: ['customer_id'] },
    ];
    const { details } = await outputUnder({ rules, hash: { key: 'a key of sixteen characters' } }, 'x');
    deepEqual(details, {
      patterns: ['default'],
      rules: ['project: literal', 'customer: keys'],
      allow: [],
      hasHash: true,
      rulesOff: [],
    });
  });
});

describe('redaction: own rules that cannot be used', () => {
  const refused: ReadonlyArray<readonly [title: string, rule: unknown, place: RegExp, expectation: RegExp]> = [
    ['an empty literal', { name: 'x', literal: '' }, /rules\[0\]\.literal$/, /4 to 4096 characters/],
    ['a literal that would hide half of every text', { name: 'x', literal: 'e' }, /rules\[0\]\.literal$/, /characters/],
    [
      'a pattern that does not compile',
      { name: 'x', pattern: '[a-z' },
      /rules\[0\]\.pattern$/,
      /not a regular expression/,
    ],
    ['a pattern that matches nothing at all', { name: 'x', pattern: 'a*' }, /rules\[0\]\.pattern$/, /empty text/],
    ['a pattern that is exponential', { name: 'x', pattern: '(?:hunter+)+$' }, /rules\[0\]\.pattern$/, /very long/],
    ['a pattern that is quadratic', { name: 'x', pattern: 'hunter.*hunter.*x' }, /rules\[0\]\.pattern$/, /very long/],
    ['a pattern that means no class', { name: 'x', pattern: 'hunter2\\p{L}' }, /rules\[0\]\.pattern$/, /the letter p/],
    [
      'an anchor that no match can hold',
      { name: 'x', pattern: 'hunter[0-9]', anchor: 'Hunter' },
      /rules\[0\]\.anchor$/,
      /does not stand in the pattern/,
    ],
    ['a rule without a name', { literal: 'hunter2' }, /rules\[0\]$/, /with a name/],
    [
      'a name that cannot stand in a placeholder',
      { name: 'Hunter 2', literal: 'hunter2' },
      /rules\[0\]\.name$/,
      /lower-case/,
    ],
    ['a function that is none', { name: 'x', find: 'hunter2' }, /rules\[0\]\.find$/, /function/],
    ['a rule of no form', { name: 'x', words: ['hunter2'] }, /rules\[0\]$/, /one of literal/],
  ];
  for (const [title, rule, place, expectation] of refused) {
    it(`such as ${title} are told with their place and cure, without the value; nothing leaves`, async () => {
      const { mistakes, record, receipt } = await outputUnder({ rules: [rule] }, 'hunter2');
      match(mistakes[0]?.path ?? '', place);
      match(mistakes[0]?.expectation ?? '', expectation);
      match(mistakes[0]?.cure ?? '', /^\w/);
      doesNotMatch(JSON.stringify(mistakes), /hunter2|hunter\+|hunter\./);
      equal(record, undefined);
      equal(receipt.refused.redaction_failed, 1);
    });
  }

  it('of a stranger’s schema are told without its words, which may hold the value', async () => {
    const stranger = {
      ...redaction,
      options: {
        '~standard': {
          version: 1,
          vendor: 'x',
          validate: () => ({ issues: [{ message: 'not "hunter2"; write it' }] }),
        },
      },
    } as const;
    const { bus } = testBus({ plugins: [stranger as never] });
    const { mistakes } = await bus.ready;
    equal(mistakes[0]?.expectation, 'is not of the expected form');
    await bus.close();
  });
});
