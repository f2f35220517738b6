/** What the reader claims about a tool's success, and where it claims nothing. */
import assert from 'node:assert/strict';
import { call, executed, item, meta, output, read, turnComplete, turnContext, turnStarted } from './sample-lines.js';

/** One call in a whole turn: its item (if any) before or behind its output. */
async function successOf(
  name: string,
  answer: unknown,
  how: { item?: [string, Record<string, unknown>]; isLate?: boolean; namespace?: string; isCut?: boolean } = {},
) {
  const items = how.item === undefined ? [] : [item(60, how.item[0], 'c1', how.item[1])];
  const found = await read([
    meta(),
    turnContext(1),
    turnStarted(1),
    call(10, 'c1', name, how.namespace === undefined ? {} : { namespace: how.namespace }),
    ...(how.isLate ? [] : items),
    output(65, 'c1', answer),
    ...(how.isCut ? [] : [turnComplete(70)]),
    ...(how.isLate ? items : []),
  ]);
  assert.equal(found.tools.length, 1);
  const success = found.tools[0]?.fields.success;
  assert.equal(found.codes.includes('success_unknown'), success === undefined, 'unknown, and only then, is told');
  return success;
}

const failedCommand: [string, Record<string, unknown>] = ['CommandExecution', { status: 'failed', exit_code: 3 }];

describe('success of a tool call', () => {
  it('is true for a command that ran, whatever its exit code', async () => {
    assert.equal(await successOf('exec_command', executed(3), { item: failedCommand }), true);
    assert.equal(await successOf('exec_command', executed(1)), true, 'the sandbox denied it: no item, but it ran');
    assert.equal(await successOf('write_stdin', executed(0)), true);
  });

  it('is true when the item comes behind the output and behind the end of the turn', async () => {
    const running = 'Wall time: 0.3 seconds\nProcess running with session ID 7\nOutput:\n';
    assert.equal(await successOf('exec_command', running, { item: failedCommand, isLate: true }), true);
    const replacedByHook = 'the hook had something to say';
    assert.equal(await successOf('exec_command', replacedByHook, { item: failedCommand, isLate: true }), true);
  });

  it('is false for a tool that never ran', async () => {
    assert.equal(await successOf('no_such_tool', 'unsupported call: no_such_tool'), false);
    assert.equal(await successOf('thing', 'unsupported custom tool call: thing'), false);
    assert.equal(await successOf('exec_command', 'failed to parse function arguments: EOF'), false);
    assert.equal(await successOf('write_stdin', 'write_stdin failed: Unknown process id 5'), false);
    assert.equal(await successOf('view_image', 'unable to locate image at `/x.png`'), false);
  });

  it('is false for a command or a patch without an item, once its turn has ended', async () => {
    for (const tool of ['exec_command', 'apply_patch', 'shell', 'shell_command']) {
      assert.equal(await successOf(tool, 'exec command rejected by user'), false);
    }
  });

  it('is unknown for a command without an item in a file that was cut', async () => {
    assert.equal(await successOf('exec_command', 'rejected', { isCut: true }), undefined);
  });

  it('is false for an item that was declined, and for a patch that failed', async () => {
    assert.equal(await successOf('shell', 'no', { item: ['CommandExecution', { status: 'declined' }] }), false);
    assert.equal(await successOf('apply_patch', 'no', { item: ['FileChange', { status: 'declined' }] }), false);
    assert.equal(await successOf('apply_patch', 'no', { item: ['FileChange', { status: 'failed' }] }), false);
    assert.equal(await successOf('apply_patch', 'ok', { item: ['FileChange', { status: 'completed' }] }), true);
  });

  it('is false for a command that started and broke, although it has an item', async () => {
    const broke = 'exec_command failed for `ls`: ProcessFailed';
    assert.equal(await successOf('exec_command', broke, { item: failedCommand }), false);
  });

  it('is unknown for an older shell tool that ended with an exit code', async () => {
    assert.equal(await successOf('shell', 'Exit code: 3', { item: failedCommand }), undefined);
    const completed: [string, Record<string, unknown>] = ['CommandExecution', { status: 'completed', exit_code: 0 }];
    assert.equal(await successOf('shell', 'Exit code: 0', { item: completed }), true);
  });

  it('is that of the item for an MCP call', async () => {
    const of = (status: string): { item: [string, Record<string, unknown>]; namespace: string } => ({
      item: ['McpToolCall', { status, server: 'golden' }],
      namespace: 'mcp__golden',
    });
    assert.equal(await successOf('echo', 'Wall time: 0.1 seconds\nOutput:\nhi', of('completed')), true);
    assert.equal(await successOf('exec_command', 'Wall time: 0.1 seconds\nOutput:\nbad', of('failed')), false);
    assert.equal(await successOf('echo', 'hi', { namespace: 'mcp__golden' }), undefined);
  });

  it('is true for an agent tool that completed, and unknown when an agent failed', async () => {
    assert.equal(
      await successOf('spawn_agent', '{}', { item: ['CollabAgentToolCall', { status: 'completed' }] }),
      true,
    );
    assert.equal(await successOf('wait', '{}', { item: ['CollabAgentToolCall', { status: 'failed' }] }), undefined);
  });

  it('is that which the output stores, where it stores one', async () => {
    assert.equal(await successOf('anything', { content: 'x', success: true }), true);
    assert.equal(await successOf('exec_command', { content: executed(0), success: false }), false);
  });

  it('is known for a plan that was updated and an image that was shown', async () => {
    assert.equal(await successOf('update_plan', 'Plan updated'), true);
    assert.equal(await successOf('view_image', [{ type: 'input_image', image_url: 'data:,' }]), true);
  });

  it('is unknown for a tool of which nothing is known', async () => {
    assert.equal(await successOf('something_new', 'fine'), undefined);
    assert.equal(await successOf('update_plan', 'something else'), undefined);
    assert.equal(await successOf('__proto__', 'fine'), undefined);
    assert.equal(await successOf('constructor', 'fine'), undefined);
  });

  it('is unknown for an output whose item never said how it ended', async () => {
    const found = await read([
      meta(),
      call(1, 'c', 'apply_patch'),
      item(2, 'FileChange', 'c', {}),
      output(3, 'c', 'x'),
    ]);
    assert.equal('success' in (found.tools[0]?.fields ?? {}), false);
    assert.equal(found.notes.filter((note) => note.message.includes('"c"')).length, 1);
  });
});
