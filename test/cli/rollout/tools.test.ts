/** Tool results: their fields, their order and number, their times, and what is not told. */
import assert from 'node:assert/strict';
import {
  call,
  executed,
  item,
  line,
  meta,
  output,
  read,
  START_MS,
  turnComplete,
  turnContext,
  turnStarted,
  usage,
} from './sample-lines.js';

const head = [meta(), turnContext(1), turnStarted(1)];
const ran = { status: 'completed', exit_code: 0 };

describe('tool results of a rollout', () => {
  it('hold what the lines hold and nothing more', async () => {
    const patch = { type: 'custom_tool_call', call_id: 'p', name: 'apply_patch', input: '*** Begin Patch' };
    const answer = { type: 'custom_tool_call_output', call_id: 'p', output: 'Exit code: 0' };
    const { tools } = await read([
      ...head,
      line(10, 'response_item', patch),
      item(30, 'FileChange', 'p', { status: 'completed' }),
      line(31, 'response_item', answer),
    ]);
    assert.deepEqual(tools[0]?.fields, {
      tool_result_seq: 1,
      tool_name: 'apply_patch',
      call_id: 'p',
      duration_ms: 5,
      success: true,
      arguments: '*** Begin Patch',
      output: 'Exit code: 0',
      mcp_server: '',
    });
  });

  it('are numbered in the order in which they finished, not in that of their outputs', async () => {
    const { tools, notes } = await read([
      ...head,
      call(10, 'a', 'exec_command'),
      call(11, 'b', 'exec_command'),
      item(50, 'CommandExecution', 'b', ran),
      item(52, 'CommandExecution', 'a', ran),
      output(60, 'a', executed(0)),
      output(60, 'b', executed(0)),
      turnComplete(70),
    ]);
    assert.deepEqual(
      tools.map(({ fields }) => [fields.call_id, fields.tool_result_seq]),
      [
        ['b', 1],
        ['a', 2],
      ],
    );
    assert.deepEqual(notes, []);
  });

  it('are not held up for ever by a call that finished and was never answered', async () => {
    const lines = [
      ...head,
      call(10, 'lost', 'exec_command'),
      item(20, 'CommandExecution', 'lost', ran),
      call(21, 'b', 'exec_command'),
      output(30, 'b', executed(0)),
    ];
    for (const rest of [[], [turnComplete(40)], [turnStarted(40)]]) {
      const { tools, codes } = await read([...lines, ...rest]);
      assert.deepEqual([tools[0]?.fields.call_id, tools[0]?.fields.tool_result_seq], ['b', 1]);
      assert.ok(codes.includes('unanswered_call'));
    }
  });

  it('lie between the item and the output, at most 10 ms behind the item', async () => {
    const times = async (outputMs: number) => {
      const lines = [...head, call(10, 'a', 'exec_command'), item(50, 'CommandExecution', 'a', ran)];
      return (await read([...lines, output(outputMs, 'a', executed(0))])).tools[0]?.timeMs;
    };
    assert.equal(await times(54), START_MS + 52);
    assert.equal(await times(500), START_MS + 60);
  });

  it('have the time of the output when the item comes later, and that of the call when nothing ran', async () => {
    const late = [
      call(10, 'a', 'exec_command'),
      output(300, 'a', executed(0)),
      item(400, 'CommandExecution', 'a', ran),
    ];
    assert.equal((await read([...head, ...late])).tools[0]?.timeMs, START_MS + 300);
    const never = [call(10, 'a', 'nope'), usage(200), output(201, 'a', 'unsupported call: nope')];
    assert.equal((await read([...head, ...never])).tools[0]?.timeMs, START_MS + 20);
  });

  it('take the server from the item of an MCP call, and leave it out when none names it', async () => {
    const lines = [
      ...head,
      call(10, 'a', 'echo', { namespace: 'mcp__golden' }),
      item(20, 'McpToolCall', 'a', { status: 'completed', server: 'golden' }),
      output(21, 'a', 'hi'),
      call(30, 'b', 'echo', { namespace: 'mcp__golden' }),
      output(41, 'b', 'hi'),
    ];
    const { tools, codes } = await read(lines);
    assert.deepEqual([tools[0]?.fields.mcp_server, tools[0]?.fields.tool_namespace], ['golden', 'mcp__golden']);
    assert.equal('mcp_server' in (tools[1]?.fields ?? {}), false);
    assert.ok(codes.includes('server_unknown'));
  });

  it('join the text parts of an output, and have no output when there are only images', async () => {
    const parts = [
      { type: 'input_text', text: 'one' },
      { type: 'input_text', text: '  ' },
      { type: 'input_image', image_url: 'data:,' },
      { type: 'input_text', text: 'two' },
    ];
    const of = async (value: unknown) =>
      (await read([call(1, 'a', 'x'), output(2, 'a', value)])).tools[0]?.fields.output;
    assert.equal(await of(parts), 'one\ntwo');
    assert.equal(await of({ content: parts }), 'one\ntwo');
    assert.equal(await of({ content: 'text', success: true }), 'text');
    assert.equal(await of([]), '');
    assert.equal(await of([{ type: 'input_image', image_url: 'data:,' }]), undefined);
  });

  it('give what a command printed where the output was cut for the model', async () => {
    const cut = executed(0, 'Warning: truncated output (original token count: 900)\nTotal output lines: 9\n\n1…9');
    const printed = item(20, 'CommandExecution', 'a', { ...ran, aggregated_output: '1\n2\n3\n' });
    const { tools } = await read([...head, call(10, 'a', 'exec_command'), printed, output(21, 'a', cut)]);
    assert.equal(tools[0]?.fields.output, executed(0, '1\n2\n3\n'));
  });

  it('read the calls of a local shell and of a tool search', async () => {
    const shell = { type: 'local_shell_call', call_id: 's', action: { type: 'exec', command: ['ls', '-l'] } };
    const search = { type: 'tool_search_call', call_id: 't', execution: 'client', arguments: { query: 'q' } };
    const searched = { type: 'tool_search_output', call_id: 't', execution: 'client', tools: [] };
    const { tools } = await read([
      line(1, 'response_item', shell),
      item(2, 'CommandExecution', 's', ran),
      output(3, 's', 'Exit code: 0'),
      line(4, 'response_item', search),
      line(5, 'response_item', searched),
    ]);
    assert.deepEqual(
      tools.map(({ fields }) => [fields.tool_name, fields.arguments, fields.success]),
      [
        ['local_shell', 'ls -l', true],
        ['tool_search', 'q', undefined],
      ],
    );
  });

  it('are not told for a call that the user interrupted, which takes no number', async () => {
    const { tools, codes } = await read([
      ...head,
      call(10, 'a', 'exec_command'),
      output(20, 'a', 'aborted by user after 1.2s'),
      call(30, 'b', 'exec_command'),
      output(40, 'b', executed(0)),
    ]);
    assert.deepEqual(
      tools.map(({ fields }) => [fields.call_id, fields.tool_result_seq]),
      [['b', 1]],
    );
    assert.deepEqual(codes, ['aborted_call']);
  });

  it('are told once: the first call and the first output count', async () => {
    const { tools, codes } = await read([
      ...head,
      call(10, 'a', 'exec_command'),
      call(11, 'a', 'other'),
      output(20, 'a', executed(0, 'first')),
      output(21, 'a', executed(0, 'second')),
      item(22, 'CommandExecution', 'a', ran),
    ]);
    assert.equal(tools.length, 1);
    assert.equal(tools[0]?.fields.output, executed(0, 'first'));
    assert.deepEqual(codes, ['duplicate_call', 'duplicate_output']);
  });

  it('are not made of calls that stand in the history of a compaction', async () => {
    const old = { type: 'function_call', call_id: 'old', name: 'exec_command', arguments: '{}' };
    const compacted = line(5, 'compacted', { message: '', replacement_history: [old] });
    const { tools, codes } = await read([...head, compacted, output(6, 'old', 'x')]);
    assert.deepEqual([tools, codes], [[], ['output_without_call']]);
  });

  it('tell of items and outputs without a call, and of calls without an output', async () => {
    const { tools, codes } = await read([
      ...head,
      item(5, 'CommandExecution', 'by-the-user', ran),
      output(6, 'nobody', 'x'),
      call(7, 'open', 'exec_command'),
    ]);
    assert.deepEqual(tools, []);
    assert.deepEqual(codes.sort(), ['item_without_call', 'output_without_call', 'unanswered_call']);
  });

  it('give up the oldest open calls when there are too many of them', async () => {
    const lines = [...head, ...Array.from({ length: 50 }, (_, n) => call(n, `c${n}`, 'exec_command'))];
    const { tools, codes } = await read([...lines, output(90, 'c49', executed(0))], { maxOpenCalls: 10 });
    assert.equal(tools.length, 1);
    assert.equal(codes.filter((code) => code === 'too_many_open_calls').length, 40);
    const long = { arguments: 'x'.repeat(600) };
    const held = await read([...head, call(1, 'a', 'x', long), call(2, 'b', 'x', long)], { maxHeldLength: 1_000 });
    assert.deepEqual(held.codes, ['too_many_open_calls', 'unanswered_call']);
  });
});
