/** `codexotel emit`: what the lines of any program become. */
import assert from 'node:assert/strict';
import { assertQuiet, emitTo, useReceiver } from './emitting.js';

const first = '01a1f8c8-28f0-71b3-bbb8-c0fcae8d3958';
const second = '01a1f8ca-d584-7421-937b-fba81a246859';

const session = (id: string, facts: object = {}) => ({ session: { 'conversation.id': id, ...facts } });
const prompt = (text: string, rest: object = {}) => ({
  event: 'codex.user_prompt',
  attributes: { prompt: text },
  ...rest,
});
const result = (attributes: object = {}) => ({ event: 'codex.tool_result', attributes });

describe('codexotel emit', () => {
  const receiver = useReceiver();

  it('gives the facts of a session line to all lines after it, and the resource the name of its program', async () => {
    const facts = {
      'app.version': '0.169.0',
      auth_mode: 'Chatgpt',
      originator: 'codex_exec',
      'user.account_id': 'acct-1',
      'user.email': 'me@example.test',
      'terminal.type': 'xterm',
      model: 'gpt-5.5',
      slug: 'gpt-5.5',
    };
    const run = await emitTo(receiver(), [
      session(first, facts),
      prompt('a'),
      prompt('b'),
      session(second),
      prompt('c'),
    ]);
    assertQuiet(run);
    const [a = {}, b = {}, c = {}] = run.logs;
    for (const [name, value] of Object.entries({ 'conversation.id': first, ...facts })) {
      assert.deepEqual([a[name], b[name]], [value, value], name);
      if (name !== 'conversation.id' && name !== 'originator')
        assert.ok(!(name in c), `${name} is of the other session`);
    }
    assert.equal(c['conversation.id'], second);
    const resource = receiver().records.map((record) => record.resource);
    for (const attributes of resource) {
      const named = Object.fromEntries(attributes.map(([name, , value]) => [name, value]));
      assert.deepEqual([named['service.name'], named['service.version']], ['codex_exec', '0.169.0']);
    }
  });

  it('numbers the tool results of each conversation, however often lines and facts change between them', async () => {
    const large = { model: 'large' };
    const run = await emitTo(receiver(), [
      ...[session(first, { model: 'small' }), result(), session(second), result(), session(first), result(), result()],
      ...[session(first, large), result(), session(second, large), result(), session(first), result()],
    ]);
    assertQuiet(run);
    assert.deepEqual(
      run.logs.map((log) => [log['conversation.id'], log.tool_result_seq, log.model]),
      [
        [first, 1, 'small'],
        [second, 1, undefined],
        [first, 2, 'small'],
        [first, 3, 'small'],
        [first, 4, 'large'],
        [second, 2, 'large'],
        [first, 5, 'large'],
      ],
    );
  });

  it('takes events before any session line', async () => {
    const run = await emitTo(receiver(), [prompt('early'), result(), session(first), result()]);
    assertQuiet(run);
    assert.deepEqual(
      run.logs.map((log) => [log['event.name'], log['conversation.id'], log.tool_result_seq]),
      [
        ['codex.user_prompt', undefined, undefined],
        ['codex.tool_result', undefined, 1],
        ['codex.tool_result', first, 1],
      ],
    );
  });

  it('computes what is left out, and lets what is given win', async () => {
    const output = `${'é'.repeat(2_000)}\nlast`;
    const run = await emitTo(receiver(), [
      prompt('naïve 😀'),
      { event: 'codex.user_prompt', attributes: { prompt: 'four', prompt_length: 99 } },
      result({ output }),
      result({ output: 'short' }),
      result({ output: 'short', output_truncated: true, tool_result_seq: 7 }),
      result(),
    ]);
    assertQuiet(run);
    const [prompts, results] = [run.logs.slice(0, 2), run.logs.slice(2)];
    assert.deepEqual(
      prompts.map((log) => log.prompt_length),
      ['7', '99'],
    );
    assert.deepEqual(
      results.map((log) => [log.tool_result_seq, log.output_truncated]),
      [
        [1, true],
        [2, false],
        [7, true],
        [8, undefined],
      ],
    );
    assert.match(String(results[0]?.output), /^é{1000,1024}\n\[\.\.\. telemetry preview truncated \.\.\.\]$/);
  });

  it('takes the time of a line, in any zone, and now without one', async () => {
    const startMs = Date.now();
    const run = await emitTo(receiver(), [
      prompt('a', { time: '2026-11-20T11:47:09.683Z' }),
      prompt('b', { time: '2026-11-20T13:47:09.683456789+02:00' }),
      prompt('c', { time: '2026-11-20t11:47:09z' }),
      prompt('d', { time: null }),
      prompt('e'),
    ]);
    assertQuiet(run);
    const times = run.logs.map((log) => String(log['event.timestamp']));
    assert.deepEqual(times.slice(0, 3), [
      '2026-11-20T11:47:09.683Z',
      '2026-11-20T11:47:09.683Z',
      '2026-11-20T11:47:09.000Z',
    ]);
    for (const time of times.slice(3)) assert.ok(Date.parse(time) >= startMs && Date.parse(time) <= Date.now(), time);
  });

  it('counts and tells unknown names, and sends the others', async () => {
    const acme = { event: 'acme.build_finished', attributes: { ok: true } };
    const run = await emitTo(receiver(), [prompt('a'), acme, acme, { event: 'codex.future' }, prompt('b')]);
    assert.equal(run.code, 0);
    const { events, refused, sinks } = JSON.parse(run.stdout);
    assert.deepEqual([events, refused, sinks['otlp.logs'].delivered], [5, { unknown_event: 3 }, 2]);
    assert.deepEqual(run.stderr.trimEnd().split('\n'), [
      'codexotel: refused: 2 events of the unknown name "acme.build_finished"',
      'codexotel: refused: 1 event of the unknown name "codex.future"',
    ]);
    assert.deepEqual(
      run.logs.map((log) => log.prompt),
      ['a', 'b'],
    );
  });

  it('reads CRLF, a byte order mark, empty lines, separators inside texts, and a last line without an end', async () => {
    const lines = [prompt('one'), prompt('two\u2028three\u2029four\u0085five'), prompt('six')].map((line) =>
      JSON.stringify(line),
    );
    const run = await emitTo(receiver(), `\uFEFF${lines[0]}\r\n\r\n  \n${lines[1]}\r\n\n${lines[2]}`);
    assertQuiet(run);
    assert.deepEqual(
      run.logs.map((log) => log.prompt),
      ['one', 'two\u2028three\u2029four\u0085five', 'six'],
    );
  });
});
