/** `codexotel redact`: what goes in comes out but for the secrets; `--explain` says what they were and never shows them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { startCommand } from './child.js';
import { writeRc } from './rc.js';
import { runCommand } from './run.js';

const key = `sk-${'0123456789abcdefghij'}`;
const label = ['RSA PRIVATE', 'KEY'].join(' ');
const pem = [
  `-----BEGIN ${label}-----`,
  ...Array(3).fill('MIIabcdefghijklmnopqrstuvwxyz0123456789'),
  `-----END ${label}-----`,
].join('\n');

describe('codexotel redact', () => {
  it('copies stdin to stdout without its secrets, and changes nothing else', async () => {
    const input = `first\r\n\n\tuse ${key} now\nlast – ohne Ende`;
    const { code, stdout, stderr } = await runCommand(['redact'], { input });
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(stdout, 'first\r\n\n\tuse [REDACTED:openai-key] now\nlast – ohne Ende');
  });

  it('hides a key that spans lines, also one that has no end', async () => {
    const { stdout } = await runCommand(['redact'], { input: `a\n${pem}\nb\n` });
    assert.equal(stdout, 'a\n[REDACTED:private-key]\nb\n');
    const cut = await runCommand(['redact'], { input: `a\n${pem.slice(0, 100)}` });
    assert.equal(cut.stdout, 'a\n[REDACTED:private-key]');
  });

  it('hides a key that is longer than what is kept together', async () => {
    const long = pem.replace('MII', `${'A'.repeat(63)}\n`.repeat(40_000));
    const { stdout } = await runCommand(['redact'], { input: `a\n${long}\nb token=abcdefgh1\n` });
    assert.equal(stdout, 'a\n[REDACTED:private-key]\nb token=[REDACTED:secret]\n');
  });

  it('keeps certificates, and what stands behind an open one', async () => {
    const certificate = '-----BEGIN CERTIFICATE-----\nMIIabcdefghijklmn\n-----END CERTIFICATE-----\n';
    const open = `-----BEGIN CERTIFICATE-----\nMIIabcdefghijklmn\nuse ${key}\n`;
    const { stdout } = await runCommand(['redact'], { input: certificate + open });
    assert.equal(stdout, certificate + open.replace(key, '[REDACTED:openai-key]'));
  });

  it('leaves with 1, and soon, when its output cannot be written', async function () {
    if (!existsSync('/dev/full')) this.skip();
    const input = 'token=abcdefgh1\n'.repeat(50_000);
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', '"$0" build/cli/codexotel.js redact > /dev/full', process.execPath],
      {
        input,
        encoding: 'utf8',
        timeout: 20_000,
      },
    );
    assert.deepEqual([status, stderr], [1, '']);
  });

  it('takes as long for each of very many secrets as for one, in a line and in lines that are kept together', async () => {
    const lines = `-----BEGIN CERTIFICATE-----\n${'token=abcdefgh1\n'.repeat(60_000)}`;
    for (const input of ['token=abcdefgh1 '.repeat(300_000), lines]) {
      const { status, stdout } = spawnSync(process.execPath, ['build/cli/codexotel.js', 'redact'], {
        input,
        encoding: 'utf8',
        timeout: 5_000,
        maxBuffer: 2 ** 26,
      });
      assert.equal(status, 0);
      assert.equal(stdout, input.replaceAll('abcdefgh1', '[REDACTED:secret]'));
    }
  });

  it('sees a token that was cut off at the end of a line', async () => {
    const { stdout } = await runCommand(['redact'], { input: `see ${'gh'}p_0123456789abcdef…\nand go on\n` });
    assert.equal(stdout, 'see [REDACTED:github-token]…\nand go on\n');
  });

  it('explains on stderr where something was found and why, without showing it', async () => {
    const { code, stderr } = await runCommand(['redact', '--explain'], { input: `x\n  use ${key} now\n${pem}\n` });
    assert.equal(code, 0);
    assert.match(stderr, /^codexotel: line 2, column 7: openai-key, 23 characters: begins as such a token does$/m);
    assert.match(stderr, /^codexotel: line 3, column 1: private-key, \d+ characters: /m);
    assert.match(stderr, /^codexotel: 1 of private-key$/m);
    assert.doesNotMatch(stderr, /0123456789|MII/);
  });

  it('follows the rules of the configuration, and adds the default ones to a switched off redaction', async () => {
    const rules = await writeRc({
      plugins: { redaction: { patterns: [], rules: [{ name: 'project', literal: 'Falcon' }] } },
    });
    const own = await runCommand(['redact', '--config', rules], { input: `Falcon ${key}\n` });
    assert.equal(own.stdout, `[REDACTED:project] ${key}\n`);
    const off = await writeRc({ plugins: { redaction: false } });
    const all = await runCommand(['redact', '--config', off], { input: `Falcon ${key}\n` });
    assert.equal(all.stdout, 'Falcon [REDACTED:openai-key]\n');
  });

  it('copies nothing when the configuration cannot be followed', async () => {
    const rc = await writeRc({ plugins: { redaction: { rules: [{ name: 'own', pattern: '(?:hunter+)+$' }] } } });
    const { code, stdout, stderr } = await runCommand(['redact', '--config', rc], { input: 'x\n' });
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /plugins\.redaction\.rules\[0\]\.pattern may take very long/);
    assert.doesNotMatch(stderr, /hunter/);
  });

  it('passes each line on when it is complete', async () => {
    const { child, ended, firstLine } = startCommand(['redact']);
    child.stdin.write(`one ${key}\n`);
    assert.equal(await firstLine, 'one [REDACTED:openai-key]');
    child.stdin.end('two\n');
    const { code, stdout } = await ended;
    assert.deepEqual([code, stdout], [0, 'one [REDACTED:openai-key]\ntwo\n']);
  });
});
