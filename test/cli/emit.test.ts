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

  it('numbers the tool results of each conversation, however often the lines change between them', async () => {
    const lines = [first, second, first, first, second, first].flatMap((id) => [session(id), result()]);
    const run = await emitTo(receiver(), lines);
    assertQuiet(run);
    assert.deepEqual(
      run.logs.map((log) => [log['conversation.id'], log.tool_result_seq]),
      [
        [first, 1],
        [second, 1],
        [first, 2],
        [first, 3],
        [second, 2],
        [first, 4],
      ],
    );
  });

  it('takes changed facts of a conversation from there on', async () => {
    const lines = [session(first, { model: 'small' }), result(), session(first, { model: 'large' }), result()];
    const run = await emitTo(receiver(), lines);
    assertQuiet(run);
    assert.deepEqual(
      run.logs.map((log) => [log.model, log.tool_result_seq]),
      [
        ['small', 1],
        ['large', 2],
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

  it('computes what is left out', async () => {
    const output = `${'é'.repeat(2_000)}\nlast`;
    const run = await emitTo(receiver(), [prompt('naïve 😀'), result({ output }), result({ output: 'short' })]);
    assertQuiet(run);
    const [said, long, short] = run.logs;
    assert.equal(said?.prompt_length, '7');
    assert.deepEqual([long?.tool_result_seq, long?.output_truncated], [1, true]);
    assert.deepEqual([short?.tool_result_seq, short?.output_truncated], [2, false]);
    assert.match(String(long?.output), /^é{1000,1024}\n\[\.\.\. telemetry preview truncated \.\.\.\]$/);
  });

  it('lets what is given win over what it would compute', async () => {
    const given = { prompt: 'four', prompt_length: 99 };
    const run = await emitTo(receiver(), [
      { event: 'codex.user_prompt', attributes: given },
      result({ tool_result_seq: 7, output: 'short', output_truncated: true }),
      result(),
    ]);
    assertQuiet(run);
    const [said, numbered, next] = run.logs;
    assert.equal(said?.prompt_length, '99');
    assert.deepEqual([numbered?.tool_result_seq, numbered?.output_truncated], [7, true]);
    assert.equal(next?.tool_result_seq, 8);
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
