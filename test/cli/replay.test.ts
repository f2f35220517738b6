/** `codexotel replay`: which files it takes, and what it says of them and of the configuration. */
import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { assertQuiet, logsOf, useReceiver, valuesOf } from './emitting.js';
import { writeRc } from './rc.js';
import { eventsIn, rcFor, rollout, writeFiles } from './replaying.js';
import { runCommand } from './run.js';

const secret = 'canary-4711';

describe('codexotel replay', () => {
  const receiver = useReceiver();
  const conversations = () => [...new Set(logsOf(receiver()).map((log) => valuesOf(log)['conversation.id']))];

  it('takes several files in one call, one after the other', async () => {
    const config = await rcFor(receiver().httpUrl);
    const run = await runCommand(['replay', rollout('a_tool'), rollout('f_tools'), '--config', config, '--json']);
    assertQuiet(run);
    const { events, emitted, sinks } = JSON.parse(run.stdout);
    const total = eventsIn.a_tool + eventsIn.f_tools;
    assert.deepEqual([events, emitted, sinks['otlp.logs'].delivered, receiver().records.length], Array(4).fill(total));
    assert.equal(conversations().length, 2);
    const numbers = logsOf(receiver()).map((log) => valuesOf(log).tool_result_seq);
    assert.deepEqual(
      numbers.filter((number) => number !== undefined),
      [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    );
  });

  it('says to people what it did, on stderr', async () => {
    const run = await runCommand(['replay', rollout('a_tool'), '--config', await rcFor(receiver().httpUrl)]);
    assert.deepEqual([run.code, run.stdout], [0, '']);
    assert.equal(run.stderr, 'codexotel: 6 events emitted\ncodexotel: otlp.logs: 6 of 6 records delivered\n');
  });

  it('begins nothing when one of its files is missing or a folder', async () => {
    const config = await rcFor(receiver().httpUrl);
    const folder = dirname(rollout('a_tool'));
    const cases: ReadonlyArray<[file: string, told: string]> = [
      [join(folder, 'nowhere.jsonl'), 'cannot be read; check the name and its permissions'],
      [folder, 'is a folder; name the rollout files in it'],
    ];
    const runs = cases.map(([file]) => runCommand(['replay', rollout('a_tool'), file, '--config', config, '--json']));
    for (const [index, { code, stdout, stderr }] of (await Promise.all(runs)).entries()) {
      assert.deepEqual([code, stdout], [2, '']);
      assert.ok(stderr.startsWith(`codexotel: ${cases[index]?.join(' ')}\n`), stderr);
      assert.ok(!/\n\s+at /.test(stderr), stderr);
    }
    assert.equal(receiver().requests.length, 0);
  });

  it('names the file in its messages when there are several', async () => {
    const files = await writeFiles({ 'bad.jsonl': 'nonsense\n' });
    const config = await rcFor(receiver().httpUrl);
    const words = ['replay', rollout('a_tool'), files['bad.jsonl'], '--config', config, '--json'];
    const { code, stdout, stderr } = await runCommand(words);
    assert.deepEqual([code, JSON.parse(stdout).events], [0, eventsIn.a_tool]);
    assert.equal(stderr, `codexotel: ${files['bad.jsonl']}: line 1 was skipped: it is not JSON\n`);
  });

  it('tells all mistakes of the configuration, without a value, and emits nothing', async () => {
    const config = await writeRc({
      otel: {
        log_user_prompt: secret,
        exporter: { 'otlp-http': { endpoint: secret, protocol: secret, headers: { 'x-key': `${secret}\n` } } },
      },
      [secret.replace('-', '_')]: 1,
      routes: [{ match: `${secret} `, to: secret }],
    });
    const { code, stdout, stderr } = await runCommand(['replay', rollout('a_tool'), '--config', config, '--json']);
    assert.deepEqual([code, stdout], [2, '']);
    for (const path of [
      'log_user_prompt',
      'endpoint',
      'protocol',
      'headers.x-key',
      'routes[0].match',
      'routes[0].to',
    ]) {
      assert.ok(stderr.includes(`${path} `), `${path} is told: ${stderr}`);
    }
    assert.ok(!stderr.includes(secret), stderr);
    for (const line of stderr.trimEnd().split('\n')) assert.ok(line.startsWith(`codexotel: ${config}: `), line);
    assert.equal(new Set(stderr.trimEnd().split('\n')).size, stderr.trimEnd().split('\n').length);
  });

  it('refuses a configuration that is not there, and one whose variable is not set', async () => {
    const unset = await rcFor(receiver().httpUrl, { plugins: { statsig: { key: `\${ACME_NOT_SET}` } } });
    const runs = ['/nowhere/rc', unset].map((config) => runCommand(['replay', rollout('a_tool'), '--config', config]));
    const [missing, unknown] = await Promise.all(runs);
    assert.deepEqual([missing?.code, unknown?.code], [2, 2]);
    assert.match(missing?.stderr ?? '', /^codexotel: \/nowhere\/rc must name a file that exists; .*\n$/);
    assert.match(unknown?.stderr ?? '', /ACME_NOT_SET/);
    assert.equal(receiver().requests.length, 0);
  });

  it('sends nothing when what redacts cannot be installed', async () => {
    const settings = [{ patterns: ['no-such-set'] }, { pattern: ['default'] }, { patterns: 'default' }];
    const runs = settings.map(async (redaction) => {
      const config = await rcFor(receiver().httpUrl, { plugins: { redaction } });
      return runCommand(['replay', rollout('a_tool'), '--config', config]);
    });
    for (const { code, stderr } of await Promise.all(runs)) {
      assert.equal(code, 2, stderr);
      assert.match(stderr, /plugins\.redaction/);
    }
    assert.equal(receiver().requests.length, 0);
  });

  it('does not pass for a success when its only destination cannot be opened', async () => {
    const tls = { 'ca-certificate': '/nowhere/ca.pem' };
    const exporter = { 'otlp-grpc': { endpoint: receiver().grpcUrl.replace('http:', 'https:'), tls } };
    const { code, stderr } = await runCommand([
      'replay',
      rollout('a_tool'),
      '--config',
      await writeRc({ otel: { exporter } }),
    ]);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /ca-certificate/);
  });

  it('takes the configuration that CODEXOTEL_CONFIG names, and the one of --config before it', async () => {
    const env = { CODEXOTEL_CONFIG: await rcFor(receiver().httpUrl) };
    const [named, other] = await Promise.all([
      runCommand(['replay', rollout('a_tool')], { env }),
      runCommand(['replay', rollout('a_tool'), '--config', await writeRc({})], { env }),
    ]);
    assert.deepEqual([named.code, other.code, receiver().records.length], [0, 0, eventsIn.a_tool]);
    assert.match(other.stderr, /no destination is configured/);
  });

  it('works in a folder that cannot be written to, and leaves nothing behind', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'codexotel-test-'));
    await chmod(cwd, 0o555);
    const config = await rcFor(receiver().httpUrl);
    const run = await runCommand(['replay', rollout('a_tool'), '--config', config, '--json'], {
      cwd,
      env: { HOME: cwd },
    });
    assertQuiet(run);
    assert.deepEqual(await readdir(cwd), []);
  });
});
