/** `codexotel check`: what holds, who said it, what may leave where; and no byte on the wire for it. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startReceiver } from '../../core/testing/receiver/index.js';
import { useFolders } from '../config/folders.js';
import { listenOverTls, pathOf } from '../plugins/otlp/tls-servers.js';
import { runCommand } from './run.js';

const collector = (url: string) => ({
  'otlp-http': {
    endpoint: `${url}/v1/logs`,
    protocol: 'json',
    headers: { authorization: `Bearer \${TOKEN}`, 'x-a': 'canary' },
  },
});

describe('codexotel check', () => {
  const makeFolder = useFolders();

  it('tells each setting with its origin, the plugins in order and the classes of each destination, as JSON', async () => {
    const receiver = await startReceiver();
    const rc = JSON.stringify({
      otel: { log_user_prompt: true, exporter: collector(receiver.httpUrl) },
      plugins: { redaction: true, acme: { level: 1 } },
    });
    const folder = makeFolder({ 'rc.json': rc });
    const env = { TOKEN: 'canary', CODEXOTEL_LOG_ERROR_TEXT: 'true' };
    const words = ['check', '--config', join(folder, 'rc.json'), '--plugin', 'acme', '--json'];
    const { code, stdout, stderr } = await runCommand(words, { env, cwd: folder });
    await receiver.close();
    assert.deepEqual([code, stderr], [0, '']);
    const { settings, plugins, destinations, mistakes, notices, sources } = JSON.parse(stdout);
    const told = (path: string) => settings.find((setting: { path: string }) => setting.path === path);
    assert.deepEqual(told('otel.log_user_prompt'), {
      path: 'otel.log_user_prompt',
      value: true,
      origin: join(folder, 'rc.json'),
    });
    assert.equal(told('otel.log_error_text').origin, 'CODEXOTEL_LOG_ERROR_TEXT');
    assert.equal(told('otel.log_user_email').origin, 'default');
    assert.deepEqual(plugins, ['redaction', 'acme', 'originator', 'otlp']);
    assert.deepEqual(destinations, [
      {
        name: 'otlp.logs',
        description: `OTLP/HTTP json to ${receiver.httpUrl}/v1/logs`,
        classes: ['fact', 'identity', 'content'],
      },
    ]);
    assert.deepEqual([mistakes, notices], [[], []]);
    assert.deepEqual(sources, ['CODEXOTEL_LOG_ERROR_TEXT', join(folder, 'rc.json')]);
    assert.ok(!stdout.includes('canary'), stdout);
    assert.deepEqual(receiver.requests, [], 'nothing was sent');
  });

  it('sends one canary per signal when it is told to, says what became of each, and ends with 1 where one did not arrive', async () => {
    await using receiver = await startReceiver();
    const server = await listenOverTls('http', { pair: 'expired' });
    const rcOf = (metrics: string) =>
      JSON.stringify({
        otel: {
          exporter: { 'otlp-http': { endpoint: `${receiver.httpUrl}/v1/logs`, protocol: 'json' } },
          trace_exporter: { 'otlp-grpc': { endpoint: receiver.grpcUrl } },
          metrics_exporter: {
            'otlp-http': { endpoint: metrics, protocol: 'binary', tls: { 'ca-certificate': pathOf('authority.pem') } },
          },
        },
      });
    const folder = makeFolder({ bad: rcOf(server.url), good: rcOf(`${receiver.httpUrl}/v1/metrics`) });
    const send = (name: string, ...words: string[]) =>
      runCommand(['check', '--config', join(folder, name), '--send', '--timeout', '1500', ...words], { cwd: folder });
    const bad = await send('bad', '--json');
    server.close();
    assert.equal(bad.code, 1);
    assert.deepEqual(JSON.parse(bad.stdout).sent, [
      { name: 'otlp.logs', isDelivered: true, sent: 2 },
      { name: 'otlp.traces', isDelivered: true, sent: 2 },
      { name: 'otlp.metrics', isDelivered: false, sent: 1, trouble: 'tls_failed' },
    ]);
    const good = await send('good');
    assert.equal(good.code, 0);
    assert.match(
      good.stderr,
      /\nSent\n {2}otlp\.logs +delivered, 2 of 2\n {2}otlp\.traces .*\n {2}otlp\.metrics +delivered, 1 of 1\n/,
    );
    const names = receiver.records.map((record) => (record.signal === 'logs' ? record.eventName : record.name));
    assert.deepEqual([...new Set(names)].sort(), ['codexotel.check', 'codexotel.session_receipt', 'session', 'turn']);
    const services = receiver.records.flatMap(({ resource }) => resource.filter(([key]) => key === 'service.name'));
    assert.deepEqual([...new Set(services.map(([, , value]) => value))], ['codexotel-check']);
    assert.deepEqual(receiver.refused, []);
  }).timeout(20_000);

  it('shows the same to people, on stderr', async () => {
    const folder = makeFolder({ rc: 'otel: { log_user_prompt: true }\n' });
    const { code, stdout, stderr } = await runCommand(['check', '--config', join(folder, 'rc')], { cwd: folder });
    assert.deepEqual([code, stdout], [0, '']);
    const lines = stderr.split('\n').map((line) => line.trim().split(/\s{2,}/));
    assert.deepEqual(
      lines.find(([path]) => path === 'otel.log_user_prompt'),
      ['otel.log_user_prompt', join(folder, 'rc'), 'true'],
    );
    assert.match(stderr, /Plugins, in their order\n {2}none\n\nDestinations\n {2}none: nothing leaves\n/);
  });

  it('tells all mistakes together and ends with 2', async () => {
    const rc = 'otel: { exporer: none, log_user_prompt: canary }\nplugins: { acme: true }\n';
    const folder = makeFolder({ rc });
    const { code, stdout, stderr } = await runCommand(['check', '--config', join(folder, 'rc')], { cwd: folder });
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /\nMistakes\n(?:.*\n)*.*otel\.exporer is not a known key; write exporter\n/);
    assert.match(stderr, /otel\.log_user_prompt must be true or false/);
    assert.match(stderr, /plugins\.acme is no plugin that this program offers/);
    assert.match(stderr, /Destinations\n {2}none: a mistake keeps everything shut\n/);
    assert.ok(!stderr.includes('canary'));
  });

  it('looks where the program would, and at the directory that it would run in', async () => {
    const program = makeFolder({
      'package.json': '{}',
      'bin/cli.js': '',
      '.codexotelrc.toml': '[otel]\nenvironment = "of the program"\n',
    });
    const workspace = makeFolder({ '.codexotelrc': 'otel: { environment: planted, log_user_prompt: false }' });
    mkdirSync(join(workspace, 'below'));
    for (const path of ['', 'bin/cli.js']) {
      const words = ['check', '--json', '--program', join(program, path)];
      const { stdout } = await runCommand(words, { cwd: join(workspace, 'below') });
      const { settings, notices } = JSON.parse(stdout);
      const environment = settings.find((setting: { path: string }) => setting.path === 'otel.environment');
      assert.deepEqual([environment.value, environment.origin], ['of the program', join(program, '.codexotelrc.toml')]);
      assert.deepEqual(
        notices.map((notice: { path: string; source: string }) => [notice.path, notice.source]),
        [['otel.environment', join(workspace, '.codexotelrc')]],
      );
    }
  });

  it('says that everything is off, and by whom', async () => {
    const folder = makeFolder({});
    const { code, stdout } = await runCommand(['check', '--json'], { cwd: folder, env: { DO_NOT_TRACK: '1' } });
    const [enabled] = JSON.parse(stdout).settings;
    assert.deepEqual([code, enabled], [0, { path: 'enabled', value: false, origin: 'DO_NOT_TRACK' }]);
  });

  it('is used wrongly by a program that is not there, a name that is none, or a file without its option', async () => {
    const wrong: ReadonlyArray<[words: readonly string[], told: RegExp]> = [
      [['check', '--program', '/nowhere/canary'], /--program takes a file or a folder that exists/],
      [['check', '--plugin', 'Canary Name'], /--plugin takes the name of a plugin/],
      [['check', 'canary'], /this subcommand takes options only/],
    ];
    for (const [words, told] of wrong) {
      const { code, stdout, stderr } = await runCommand(words);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, told);
      assert.ok(!stderr.includes('anary'));
    }
  });
});
