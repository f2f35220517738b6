/** What the command says about its own use: on stderr and with 2 when it was used wrongly, on stdout when it was asked. */
import assert from 'node:assert/strict';
import { startCommand } from './child.js';
import { runCommand } from './run.js';

const wrong: ReadonlyArray<[words: readonly string[], told: RegExp]> = [
  [[], /a subcommand is missing/],
  [['play'], /there is no such subcommand/],
  [['toString'], /there is no such subcommand/],
  [['replay'], /replay needs at least one rollout file/],
  [['replay', '--toekn=canary', 'x'], /there is no option --toekn/],
  [['replay', 'x', '--json=canary'], /--json lacks its value, or has one that it does not take/],
  [['replay', 'x', '--config'], /--config lacks its value/],
  [['replay', 'x', '--timeout', 'canary'], /--timeout takes a whole number from 0 to 3600000/],
  [['replay', 'x', '--timeout', '1e3'], /--timeout takes a whole number/],
  [['emit', 'canary'], /emit reads stdin and takes no file/],
  [['sink', 'canary'], /this subcommand takes options only/],
  [['sink', '--http', '65536'], /--http takes a whole number from 0 to 65535/],
];

describe('the usage of codexotel', () => {
  it('is told on stderr with 2 whatever was wrong, with nothing on stdout and no value repeated', async () => {
    const runs = await Promise.all(wrong.map(([words]) => runCommand(words)));
    for (const [index, { code, stdout, stderr }] of runs.entries()) {
      const [words, told] = wrong[index] ?? [[], /nothing/];
      assert.deepEqual([code, stdout], [2, ''], words.join(' '));
      const [first = '', ...rest] = stderr.split('\n');
      assert.match(first, told, words.join(' '));
      assert.ok(first.startsWith('codexotel: '), first);
      assert.match(rest.join('\n'), /codexotel replay FILE.*codexotel emit.*codexotel sink.*exit codes: 0 /s);
      assert.ok(!stderr.includes('canary') && !/\n\s+at /.test(stderr), stderr);
    }
  });

  it('is told on stdout with 0 when it is asked for', async () => {
    const [plain, ...others] = await Promise.all(
      [['--help'], ['-h'], ['help'], ['replay', '--help'], ['emit', '-h'], ['sink', '--help']].map((words) =>
        runCommand(words),
      ),
    );
    assert.deepEqual([plain?.code, plain?.stderr], [0, '']);
    assert.match(plain?.stdout ?? '', /^codexotel: /);
    assert.ok(!plain?.stdout.includes('\u001b'));
    for (const other of others) assert.deepEqual(other, plain);
  });

  it('takes a word behind -- for a file, whatever it looks like', async () => {
    const { code, stderr } = await runCommand(['replay', '--', '--help']);
    assert.equal(code, 2);
    assert.match(stderr, /^codexotel: --help cannot be read/);
  });

  it('does not fail when nobody reads it', async () => {
    const { child, ended } = startCommand(['--help']);
    child.stdout.destroy();
    const { code, stderr } = await ended;
    assert.deepEqual([code, stderr], [0, '']);
  });
});
