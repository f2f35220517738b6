/** The lines of files of every kind. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRollout } from '../../../cli/rollout/index.js';
import { LINE_TOO_LONG } from '../../../cli/rollout/lines.js';
import { meta, prompt, read, turnContext } from './sample-lines.js';

describe('opening a rollout file', () => {
  let folder: string;
  const write = (bytes: string | Buffer): string => {
    const path = join(folder, 'rollout.jsonl');
    writeFileSync(path, bytes);
    return path;
  };
  const linesOf = async (bytes: string | Buffer, options: Parameters<typeof openRollout>[1] = {}) => {
    const lines: string[] = [];
    for await (const line of openRollout(write(bytes), options)) lines.push(line);
    return lines;
  };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'codexotel-rollout-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('yields the lines without their ends, the last one even without an end', async () => {
    assert.deepEqual(await linesOf('a\nb\n'), ['a', 'b']);
    assert.deepEqual(await linesOf('a\r\n\r\nb'), ['a', '', 'b']);
    assert.deepEqual(await linesOf('\n'), ['']);
    assert.deepEqual(await linesOf(''), []);
  });

  it('takes a byte order mark off the first line only', async () => {
    assert.deepEqual(await linesOf('\ufeffa\n\ufeffb'), ['a', '\ufeffb']);
    assert.deepEqual(await linesOf('\ufeff'), ['']);
  });

  it('puts characters together that were cut by a read', async () => {
    assert.deepEqual(await linesOf('aé😀\n漢字\r\n', { chunkBytes: 1 }), ['aé😀', '漢字']);
  });

  it('replaces bytes that are no UTF-8 and reads on', async () => {
    const bytes = Buffer.concat([Buffer.from([0x61, 0xff, 0xc3]), Buffer.from('\nb\n')]);
    assert.deepEqual(await linesOf(bytes), ['a\ufffd\ufffd', 'b']);
  });

  it('leaves out a line that is too long and keeps the numbers of those behind it', async () => {
    const bytes = `a\n${'x'.repeat(1000)}\nb\n${'y'.repeat(1000)}`;
    assert.deepEqual(await linesOf(bytes, { maxLineBytes: 100, chunkBytes: 64 }), [
      'a',
      LINE_TOO_LONG,
      'b',
      LINE_TOO_LONG,
    ]);
    assert.deepEqual(await linesOf('x'.repeat(100), { maxLineBytes: 100, chunkBytes: 64 }), ['x'.repeat(100)]);
  });

  it('tells a person what to do with a compressed file', async () => {
    const path = write(Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), Buffer.from('rubbish\nrubbish')]));
    const { all, notes } = await read(openRollout(path));
    assert.equal(all.length, 1);
    assert.equal(notes[0]?.code, 'compressed_file');
    assert.match(notes[0]?.message ?? '', /zstd -d/);
  });

  it('rejects when there is no such file', async () => {
    await assert.rejects(read(openRollout(join(folder, 'nowhere.jsonl'))), { code: 'ENOENT' });
    await assert.rejects(read(openRollout(folder)), { code: 'EISDIR' });
  });

  it('feeds the reader whatever the line ends are', async () => {
    const lines = [meta(), turnContext(1), prompt(2, 'hello')];
    for (const bytes of [lines.join('\n'), `\ufeff${lines.join('\r\n')}\r\n`, `\n\n${lines.join('\n\n')}`]) {
      const { events, notes } = await read(openRollout(write(bytes), { chunkBytes: 7 }));
      assert.deepEqual([events.length, events[1]?.fields.prompt, notes], [2, 'hello', []]);
    }
  });
});
