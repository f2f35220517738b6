/** The session's facts, its start, resumed and forked files. */
import assert from 'node:assert/strict';
import {
  call,
  executed,
  item,
  line,
  meta,
  output,
  prompt,
  read,
  SESSION,
  START_MS,
  turnComplete,
  turnContext,
  turnStarted,
  usage,
} from './sample-lines.js';

const PARENT = '0190aaaa-0000-7000-8000-00000000000f';

describe('the session of a rollout', () => {
  it('is told before its first event, and again when the model changes', async () => {
    const { all } = await read([meta(), turnContext(1), prompt(2, 'a'), turnContext(3, 'gpt-6'), prompt(4, 'b')]);
    const facts = { 'conversation.id': SESSION, 'app.version': '0.169.0', originator: 'codex_exec' };
    assert.deepEqual(
      all.map((found) => (found.kind === 'session' ? found.facts : found.kind === 'event' ? found.name : found.code)),
      [
        { ...facts, model: 'gpt-5.5', slug: 'gpt-5.5' },
        'codex.conversation_starts',
        'codex.user_prompt',
        { ...facts, model: 'gpt-6', slug: 'gpt-6' },
        'codex.user_prompt',
      ],
    );
  });

  it('starts when session_meta says, with the policies of its first turn', async () => {
    const { events } = await read([meta(40, { timestamp: '2026-11-20T10:00:00.010Z' }), turnContext(41)]);
    assert.deepEqual(events, [
      {
        kind: 'event',
        name: 'codex.conversation_starts',
        timeMs: START_MS + 10,
        conversationId: SESSION,
        fields: { approval_policy: 'never', sandbox_policy: 'read-only' },
      },
    ]);
  });

  it('starts even when the file ends behind its first line', async () => {
    const { events, notes } = await read([meta()]);
    assert.deepEqual([events[0]?.name, events[0]?.fields, notes], ['codex.conversation_starts', {}, []]);
  });

  it('does not give a policy whose spelling was never seen', async () => {
    const context = { model: 'm', approval_policy: { granular: {} }, sandbox_policy: { type: 'made-up' } };
    const { events } = await read([meta(), line(1, 'turn_context', context)]);
    assert.deepEqual(events[0]?.fields, {});
  });

  it('keeps the model of the running turn when the settings of the next one change', async () => {
    const settings = { type: 'thread_settings_applied', thread_id: SESSION, thread_settings: { model: 'next' } };
    const { all } = await read([meta(), turnContext(1), line(2, 'event_msg', settings), prompt(3, 'a')]);
    assert.equal(all.filter((found) => found.kind === 'session').length, 1);
    assert.ok(!JSON.stringify(all).includes('next'));
  });

  it('takes its id from the lines when the beginning of the file is missing, and says so when there is none', async () => {
    const cut = await read([prompt(1, 'a')]);
    assert.deepEqual([cut.events[0]?.conversationId, cut.codes], [SESSION, []]);
    const nameless = await read([turnStarted(1), turnComplete(9, { time_to_first_token_ms: 5 })]);
    assert.deepEqual([nameless.events[0]?.conversationId, nameless.codes], ['', ['no_session']]);
  });

  it('counts results from 1 again when another process goes on with the file', async () => {
    const turn = (atMs: number, id: string) => [
      turnStarted(atMs),
      call(atMs + 1, id, 'exec_command'),
      output(atMs + 2, id, executed(0)),
      turnComplete(atMs + 3),
    ];
    const { events, tools } = await read([meta(), ...turn(1, 'a'), meta(100), ...turn(101, 'a')]);
    assert.deepEqual(
      tools.map(({ fields }) => fields.tool_result_seq),
      [1, 1],
    );
    assert.equal(events.filter(({ name }) => name === 'codex.conversation_starts').length, 2);
  });

  it('goes on counting through turns, and through a session_meta that only renews the facts', async () => {
    const again = meta(50, { timestamp: new Date(START_MS).toISOString(), originator: 'other' });
    const { events, tools } = await read([
      meta(),
      call(1, 'a', 'exec_command'),
      output(2, 'a', executed(0)),
      again,
      call(51, 'b', 'exec_command'),
      output(52, 'b', executed(0)),
    ]);
    assert.deepEqual(
      tools.map(({ fields }) => fields.tool_result_seq),
      [1, 2],
    );
    assert.equal(events.filter(({ name }) => name === 'codex.conversation_starts').length, 1);
  });

  it('tells nothing of the history that a fork copied from its parent', async () => {
    const { events, codes } = await read([
      meta(),
      meta(1, { id: PARENT }),
      turnContext(2, 'old-model'),
      turnStarted(3),
      call(4, 'old', 'exec_command'),
      usage(5, {}, PARENT),
      output(6, 'old', executed(0)),
      turnComplete(7, { time_to_first_token_ms: 1, duration_ms: 4 }),
      turnContext(20),
      prompt(21, 'mine'),
      usage(22),
    ]);
    assert.deepEqual(
      events.map(({ name, fields }) => [name, fields.prompt]),
      [
        ['codex.conversation_starts', undefined],
        ['codex.user_prompt', 'mine'],
        ['codex.sse_event', undefined],
      ],
    );
    assert.deepEqual(codes, ['inherited_history']);
  });

  it('leaves out the numbers in the file of a sub-agent, and doubts them where sub-agents ran', async () => {
    const lines = [call(1, 'a', 'exec_command'), output(2, 'a', executed(0))];
    const child = await read([meta(0, { source: { subagent: { other: 'guardian' } } }), ...lines]);
    assert.equal('tool_result_seq' in (child.tools[0]?.fields ?? {}), false);
    const parent = await read([meta(), call(0, 's', 'spawn_agent'), item(1, 'CollabAgentToolCall', 's'), ...lines]);
    assert.equal(parent.tools[0]?.fields.tool_result_seq, 1);
    assert.ok(child.codes.includes('sequence_uncertain') && parent.codes.includes('sequence_uncertain'));
  });

  it('says when another version of Codex wrote the file', async () => {
    const { notes } = await read([meta(0, { cli_version: '0.98.0' })]);
    assert.equal(notes[0]?.code, 'other_version');
    assert.match(notes[0]?.message ?? '', /0\.98\.0/);
  });
});
