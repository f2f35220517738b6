/** `codexotel init` as a user runs it, without a terminal. */
import assert from 'node:assert/strict';
import { lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration } from '../../../core/config/load.js';
import { complaintsOfText } from '../../config/editor.js';
import { useFolders } from '../../config/folders.js';
import { runCommand } from '../run.js';
import { wholeFile } from './codex-config.js';

const endpoint = 'http://127.0.0.1:4318/v1/logs';

describe('codexotel init', () => {
  const makeFolder = useFolders();
  const runIn = (cwd: string, ...words: string[]) =>
    runCommand(['init', ...words], { cwd, env: { HOME: cwd, USERPROFILE: cwd } });

  async function loadSound(file: string) {
    assert.deepEqual(await complaintsOfText(readFileSync(file, 'utf8')), []);
    const { configuration, mistakes } = await loadConfiguration({ configFile: file, env: {} });
    assert.deepEqual(mistakes, []);
    return configuration;
  }

  it('writes what the arguments say into a file that is sound and private, and says nothing on stdout', async () => {
    const folder = makeFolder({});
    const words = [
      '--exporter',
      'otlp-http',
      '--endpoint',
      endpoint,
      '--protocol',
      'json',
      '--log-user-prompt',
      '--out',
      'rc',
    ];
    const { code, stdout, stderr } = await runIn(folder, ...words);
    assert.deepEqual([code, stdout], [0, '']);
    assert.match(stderr, /rc is written/);
    const file = join(folder, 'rc');
    const { otel } = await loadSound(file);
    assert.deepEqual(otel.exporter, { 'otlp-http': { endpoint, headers: {}, protocol: 'json' } });
    assert.deepEqual(
      Object.entries(otel.switches).filter(([, isOn]) => isOn),
      [['log_user_prompt', true]],
    );
    if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it('with --yes and nothing else writes a file of the program that sends nothing', async () => {
    const folder = makeFolder({ 'package.json': '{}', 'sub/x': '' });
    const { code } = await runCommand(['init', '--yes'], { cwd: join(folder, 'sub') });
    assert.equal(code, 0);
    const { otel } = await loadSound(join(folder, '.codexotelrc'));
    assert.deepEqual([otel.exporter, otel.traceExporter, otel.metricsExporter], ['none', 'none', 'none']);
    assert.match(readFileSync(join(folder, '.codexotelrc'), 'utf8'), /^# yaml-language-server: \$schema=/);
  });

  it('makes the folder of the user where it is missing', async () => {
    const folder = makeFolder({});
    assert.equal((await runIn(folder, '--yes', '--for', 'user')).code, 0);
    await loadSound(join(folder, '.config/codexotel/config.yaml'));
  });

  it('prints the file and the differences with --json', async () => {
    const folder = makeFolder({ 'config.toml': wholeFile });
    const { code, stdout, stderr } = await runIn(
      folder,
      '--from',
      'config.toml',
      '--out',
      'rc',
      '--log-tool-content',
      '--json',
    );
    assert.equal(code, 0);
    const { file, differences } = JSON.parse(stdout);
    assert.equal(file, join(folder, 'rc'));
    const found = differences.find(({ id }: { id: string }) => id === 'relative-paths');
    assert.deepEqual(Object.keys(found), ['id', 'codex', 'codexotel', 'places']);
    assert.match(stderr, /what differs between Codex and codexotel/);
    const { otel } = await loadSound(file);
    assert.deepEqual([otel.switches.log_user_prompt, otel.switches.log_tool_content], [true, true]);
  });

  it('copies a header only into the file', async () => {
    const folder = makeFolder({ 'config.toml': wholeFile });
    const { stdout, stderr } = await runIn(folder, '--from', 'config.toml', '--out', 'rc', '--json');
    assert.ok(readFileSync(join(folder, 'rc'), 'utf8').includes('canary4711'));
    assert.ok(!(stdout + stderr).includes('canary4711'));
  });

  it('never writes over what is there: a file, a folder, a link to nothing', async () => {
    const folder = makeFolder({ file: 'mine', 'folder/x': '' });
    symlinkSync(join(folder, 'target'), join(folder, 'link'));
    for (const name of ['file', 'folder', 'link']) {
      const { code, stdout, stderr } = await runIn(folder, '--yes', '--out', name, '--json');
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /exists already and stays as it is; name another by --out, or remove it first/);
    }
    assert.equal(readFileSync(join(folder, 'file'), 'utf8'), 'mine');
    assert.ok(lstatSync(join(folder, 'link')).isSymbolicLink());
    assert.deepEqual(readdirSync(folder).sort(), ['file', 'folder', 'link']);
  });

  it('hides no configuration that is in force', async () => {
    for (const [name, owner] of [
      ['package.json', 'program'],
      ['.codexotelrc.toml', 'user'],
    ] as const) {
      const folder = makeFolder({
        'package.json': '{ "name": "x" }',
        [name]: name === 'package.json' ? '{ "codexotel": {} }' : '',
      });
      const { code, stderr } = await runIn(folder, '--yes', '--for', owner);
      assert.equal(code, 2);
      assert.ok(
        stderr.includes(`${join(folder, name)} is the configuration of this ${owner} already and stays as it is`),
        stderr,
      );
    }
  });

  it('says that an endpoint over HTTP has no path', async () => {
    const folder = makeFolder({});
    const words = ['--exporter', 'otlp-http', '--endpoint', 'http://127.0.0.1:4318', '--out', 'rc'];
    assert.match((await runIn(folder, ...words)).stderr, /the endpoint has no path/);
  });

  const wrong: ReadonlyArray<[words: readonly string[], told: RegExp]> = [
    [[], /no terminal is there to ask; add --exporter and --for or --out, or --yes for the defaults/],
    [['--exporter', 'otlp-http', '--out', 'x'], /add --endpoint, or --yes/],
    [['--exporter', 'canary'], /--exporter takes none, otlp-http or otlp-grpc/],
    [['--exporter', 'otlp-grpc', '--endpoint', 'canary', '--out', 'x'], /--endpoint must be a URL that begins/],
    [['--exporter', 'otlp-grpc', '--protocol', 'json'], /--protocol needs --exporter otlp-http/],
    [['--endpoint', 'http://canary'], /--endpoint needs --exporter/],
    [['--from', 'x', '--exporter', 'none'], /--from brings the exporters along/],
    [['--for', 'canary'], /--for takes program or user/],
    [['--for', 'user', '--out', 'x'], /--out and --for both name the file/],
    [['--from', 'missing.toml', '--out', 'x'], /--from: .*missing\.toml must name a file that exists/],
    [['--from', 'bad.toml', '--out', 'x'], /--from: .*bad\.toml is not valid TOML \(line 2, column \d+\)/],
    [['--from', 'odd.toml', '--out', 'x'], /--from: otel in .*odd\.toml must be a table/],
    [['--log-tool-content=canary'], /--log-tool-content lacks its value/],
  ];

  it('ends with 2 when it was used wrongly, with no question, no file and no value repeated', async () => {
    const files = { 'bad.toml': 'a = 1\nb = canary\n', 'odd.toml': 'otel = "canary"\n' };
    const folder = makeFolder(files);
    const runs = await Promise.all(wrong.map(([words]) => runIn(folder, ...words)));
    for (const [index, { code, stdout, stderr }] of runs.entries()) {
      const [words, told] = wrong[index] ?? [[], /nothing/];
      assert.deepEqual([code, stdout], [2, ''], words.join(' '));
      assert.match(stderr.split('\n')[0] ?? '', told, words.join(' '));
      assert.ok(!stderr.includes('canary'), stderr);
    }
    assert.deepEqual(readdirSync(folder).sort(), Object.keys(files).sort());
  });
});
