/** Leaving: what was emitted is delivered without being asked, and afterwards nothing holds the process. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const host = fileURLToPath(new URL('./leaving-host.js', import.meta.url));

/** Runs a scenario of the host program to its end. */
async function leave(scenario: string, ...nodeOptions: readonly string[]) {
  const child = spawn(process.execPath, [...nodeOptions, host, scenario], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [said, complained]: string[][] = [[], []];
  child.stdout.setEncoding('utf8').on('data', (text: string) => said?.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => complained?.push(text));
  const startedAt = performance.now();
  const code = await new Promise((resolve) => child.on('close', resolve));
  return {
    code,
    ms: performance.now() - startedAt,
    lines: (said ?? []).join('').trim().split('\n'),
    stderr: (complained ?? []).join(''),
  };
}

describe('a host that leaves', () => {
  it('has its events delivered when it simply ends', async () => {
    const { code, lines, stderr } = await leave('just ends');
    assert.deepEqual([code, lines, stderr], [0, ['attempt 3'], '']);
  });

  it('is not held after a close', async () => {
    const { code, lines, ms } = await leave('closes');
    assert.deepEqual([code, lines], [0, ['attempt 1', 'closed']]);
    assert.ok(ms < 3_000);
  });

  it('is not held by a sink that hangs, neither in close nor at the end', async () => {
    const [closed, ended] = await Promise.all([
      leave('closes against a hanging sink'),
      leave('just ends with a hanging sink'),
    ]);
    assert.deepEqual([closed.code, closed.lines], [0, ['attempt 1', 'dropped 1']]);
    assert.deepEqual([ended.code, ended.lines], [0, ['attempt 1']]);
    assert.ok(closed.ms < 4_000 && ended.ms < 4_000);
  });

  it('does not wait for a pause that outlasts its deadline', async () => {
    const { code, lines, ms } = await leave('just ends with a sink that says to wait');
    assert.deepEqual([code, lines], [0, ['attempt 1']]);
    assert.ok(ms < 3_000);
  });

  it('leaves at once when nothing was emitted', async () => {
    const { code, lines } = await leave('never emits');
    assert.deepEqual([code, lines], [0, ['']]);
  });

  it('may have many buses, without a warning', async () => {
    const { code, lines, stderr } = await leave('starts a hundred buses');
    assert.deepEqual([code, lines.length, stderr], [0, 100, '']);
  });

  it('does not end by a promise that a plugin or a listener leaves rejected', async () => {
    const { code, lines, stderr } = await leave('has plugins that answer by promises which are rejected');
    assert.deepEqual([code, lines.at(-1)], [0, 'closed']);
    assert.match(stderr, /^(codexotel: listener:fault: keeps failing .*; it is no longer called\n)?$/);
  });
});

describe('a host that forbids code generation', () => {
  it('can use every hook and signal', async () => {
    const { code, lines, stderr } = await leave('uses every hook', '--disallow-code-generation-from-strings');
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(lines, ['codex.turn_ttft', 'ready', 'attempt 1', 'attempted', 'delivered', 'closed']);
  });
});
