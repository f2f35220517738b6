/** Lines that are damaged, or were made to do harm: each is told with its number, never by a value, and costs only itself. */
import assert from 'node:assert/strict';
import { startCommand } from './child.js';
import { emitTo, type Line, logsOf, toInput, useReceiver, valuesOf } from './emitting.js';
import { exporterFor, openSwitches, writeRc } from './rc.js';

const secret = 'sk-canary_4711_4711_4711_4711';
const prompt = (text: string) => ({ event: 'codex.user_prompt', attributes: { prompt: text } });
const text = (value: unknown): string => JSON.stringify(value);

/** Hostile lines that say nothing that can be sent, and what is told of each. */
const skipped: ReadonlyArray<[what: string, line: string, told: RegExp]> = [
  ['no JSON', `${secret} is no JSON`, /no JSON object; it was skipped/],
  ['half a line', text(prompt(secret)).slice(0, -3), /no JSON object/],
  ['an array', text([prompt(secret)]), /no JSON object/],
  ['null', 'null', /no JSON object/],
  ['a text', text(secret), /no JSON object/],
  ['bytes that are no text', '\u0000\u0001\ufffd\u0007\u001b[31m', /no JSON object/],
  ['an array of 100 000 levels', '['.repeat(100_000) + ']'.repeat(100_000), /no JSON object/],
  ['neither event nor session', text({ evnt: secret }), /neither "session" nor "event"/],
  ['an event that is no name', text({ event: { name: secret } }), /neither "session" nor "event"/],
  ['attributes that are a text', text({ event: 'codex.user_prompt', attributes: secret }), /"attributes" must be/],
  ['attributes that are a list', text({ event: 'codex.user_prompt', attributes: [secret] }), /"attributes" must be/],
  ['a session that is a text', text({ session: secret }), /"session" must be an object/],
  ['a session that is null', text({ session: null }), /"session" must be an object/],
  ['an event behind __proto__', `{"__proto__":${text(prompt(secret))}}`, /neither "session" nor "event"/],
];

/** Hostile lines of which something arrives. */
const taken: ReadonlyArray<[what: string, line: Line, told: RegExp]> = [
  ['unknown keys', { ...prompt('x'), [secret]: secret }, /1 unknown key beside "event", "time", "attributes"/],
  ['a time that is none', { ...prompt('x'), time: secret }, /"time" is no RFC 3339 time/],
  ['a time in numbers', { ...prompt('x'), time: 1_795_000_000 }, /"time" is no RFC 3339 time/],
  ['a day that is none', { ...prompt('x'), time: '2026-13-41T00:00:00Z' }, /"time" is no RFC 3339 time/],
  ['a time before 1970', { ...prompt('x'), time: '1969-12-31T23:59:59Z' }, /"time" is no RFC 3339 time/],
  ['a line of 5 MiB', prompt('word '.repeat(1_048_576)), /of its values had to be cut/],
  [
    'values of 100 000 levels',
    `{"event":"codex.user_prompt","attributes":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
    /of its values had to be cut/,
  ],
  [
    'an attribute __proto__',
    '{"event":"codex.user_prompt","attributes":{"__proto__":{"polluted":1}},"x":1}',
    /1 unknown/,
  ],
  ['an empty attribute name', { event: 'codex.user_prompt', attributes: { '': secret } }, /had to be withheld/],
  [
    'attributes of other types',
    { event: 'codex.tool_result', attributes: { success: secret, duration_ms: [secret], tool_name: { a: secret } } },
    /not of the declared type, .*: tool_name, duration_ms, success$/,
  ],
  [
    'a word outside a closed list',
    { event: 'codex.tool_decision', attributes: { decision: secret, source: 'user' } },
    /not of the declared type, .*: decision$/,
  ],
];

describe('a hostile line of codexotel emit', () => {
  const receiver = useReceiver();

  /** Each hostile line stands between two good ones, so its number is even. */
  const between = (lines: readonly Line[]): string =>
    toInput([prompt('good'), ...lines.flatMap((line) => [line, prompt('good')])]);

  function assertTold(stderr: string, cases: typeof skipped | typeof taken): void {
    for (const [index, [what, , told]] of cases.entries()) {
      const line = stderr.split('\n').filter((line) => line.startsWith(`codexotel: line ${index * 2 + 2}: `));
      assert.equal(line.length, 1, `${what}: ${stderr}`);
      assert.match(line[0] ?? '', told, what);
    }
    assert.equal(stderr.trimEnd().split('\n').length, cases.length, stderr);
    assert.ok(!stderr.includes('canary') && !stderr.includes('\u001b'), stderr);
    assert.ok(!/\n\s+at /.test(stderr), stderr);
  }

  it('that says nothing is told with its number, and the lines around it arrive', async () => {
    const run = await emitTo(receiver(), between(skipped.map(([, line]) => line)));
    assertTold(run.stderr, skipped);
    assert.equal(run.code, 0);
    assert.equal(JSON.parse(run.stdout).events, skipped.length + 1);
    assert.deepEqual(
      run.logs.map((log) => log.prompt),
      skipped.map(() => 'good').concat('good'),
    );
  });

  it('that says too much is told with its number, and what is sound of it arrives', async () => {
    const run = await emitTo(receiver(), between(taken.map(([, line]) => line)));
    assertTold(run.stderr, taken);
    assert.equal(run.code, 0);
    const { events, sinks } = JSON.parse(run.stdout);
    assert.deepEqual([events, sinks['otlp.logs'].delivered], [taken.length * 2 + 1, taken.length * 2 + 1]);
    assert.equal(run.logs.filter((log) => log.prompt === 'good').length, taken.length + 1);
    const long = run.logs.find((log) => log.prompt_length === '5242880');
    assert.ok(String(long?.prompt).length <= 32_768);
    const startOfTest = Date.now() - 60_000;
    for (const log of run.logs) assert.ok(Date.parse(String(log['event.timestamp'])) > startOfTest);
  });

  it('cannot change what other lines are given, and facts of the wrong form cost only themselves', async () => {
    const facts = {
      'conversation.id': 42,
      auth_mode: secret,
      model: 'gpt-5.5',
      [secret]: 1,
      toString: 5,
      originator: {},
    };
    const run = await emitTo(receiver(), [
      '{"session":{"__proto__":{"model":"evil"},"constructor":{"prototype":{"model":"evil"}}}}',
      prompt('a'),
      '{"__proto__":{"session":{"model":"evil"}}}',
      { session: facts },
      prompt('b'),
    ]);
    const [a, b] = run.logs;
    assert.deepEqual([run.code, run.logs.length, a?.model], [0, 2, undefined]);
    assert.deepEqual([b?.['conversation.id'], b?.model], ['42', 'gpt-5.5']);
    assert.ok(!JSON.stringify(run.logs).includes('evil'));
    assert.deepEqual(run.stderr.trimEnd().split('\n'), [
      'codexotel: line 1: 2 facts of the session cannot be used; wrong name or type',
      'codexotel: line 3: it has neither "session" nor "event" with a name; it was skipped',
      'codexotel: line 4: 3 facts of the session cannot be used; wrong name or type',
    ]);
  });

  it('of a secret in the place of a name is counted, and the name is not told', async () => {
    const run = await emitTo(receiver(), [{ event: secret }, { event: 'eyJhbGciOiJIUzI1NiJ9.e30' }, prompt('a')]);
    assert.equal(run.stderr, 'codexotel: refused: 2 events of unknown names that cannot be shown\n');
    assert.deepEqual([run.code, run.logs.length], [0, 1]);
  });

  it('among thousands is counted at the end, so that the messages stay few', async () => {
    const run = await emitTo(receiver(), [...Array.from({ length: 3_000 }, () => 'nonsense'), prompt('a')]);
    const told = run.stderr.trimEnd().split('\n');
    assert.equal(told.length, 101);
    assert.equal(told.at(-1), 'codexotel: 2900 more lines: it is no JSON object; it was skipped');
    assert.equal(run.logs.length, 1);
  });

  it('of bytes that are no UTF-8 is told, or arrives with the sign for what cannot be read', async () => {
    const config = await writeRc({ otel: { ...openSwitches(), exporter: exporterFor(receiver(), 'grpc') } });
    const { child, ended } = startCommand(['emit', '--config', config]);
    child.stdin.write(Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28, 0x0a]));
    child.stdin.write('{"event":"codex.user_prompt","attributes":{"prompt":"caf');
    child.stdin.end(Buffer.from([0xc3, 0x20, 0xe9, 0x22, 0x7d, 0x7d]));
    const { code, stderr } = await ended;
    assert.match(stderr, /^codexotel: line 1: it is no JSON object; it was skipped\ncodexotel: 1 event emitted\n/);
    assert.deepEqual([code, logsOf(receiver()).map((log) => valuesOf(log).prompt)], [0, ['caf\ufffd \ufffd']]);
  });

  it('of more than 64 MiB is told, and the lines around it arrive', async () => {
    const env = { NODE_OPTIONS: '--max-old-space-size=64' };
    const run = await emitTo(receiver(), `${text(prompt('a'))}\n${'x'.repeat(70 * 2 ** 20)}\n${text(prompt('b'))}`, {
      env,
    });
    assert.equal(run.stderr, 'codexotel: line 2: it is longer than 67108864 bytes; it was skipped\n');
    assert.deepEqual(
      run.logs.map((log) => log.prompt),
      ['a', 'b'],
    );
  });
});
