import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { loadConfiguration } from '../../core/config/load.js';
import { ConfigError, describeMistake } from '../../core/errors.js';
import { start } from '../../index.js';
import { useFolders } from './folders.js';
import { typicalMistakes } from './typical-mistakes.js';

/** Mistakes in the form of a file, and what is told behind the folder in which it lies. */
const inForm: ReadonlyArray<[mistake: string, name: string, text: string | undefined, message: string]> = [
  [
    'a tab in YAML',
    'rc.yaml',
    'otel:\n\texporter: none',
    'rc.yaml is not valid YAML (line 2, column 1); correct it there',
  ],
  [
    'a text without quotes in TOML',
    'rc.toml',
    '[otel]\nenvironment = canary',
    'rc.toml is not valid TOML (line 2, column 15); correct it there; a text stands in quotes, and a key once',
  ],
  [
    'a comma behind the last entry of JSON',
    'rc.json',
    '{\n  "enabled": true,\n}',
    'rc.json is not valid JSON (line 3, column 1); correct it there; JSON knows no comment, no comma behind the last entry, and a key once',
  ],
  [
    'a key twice in JSON',
    'rc.json',
    '{ "enabled": false,\n  "enabled": true }',
    'rc.json is not valid JSON (line 2, column 3); correct it there; JSON knows no comment, no comma behind the last entry, and a key once',
  ],
  [
    'a configuration that is code',
    'codexotel.config.js',
    'throw new Error("canary")',
    'codexotel.config.js must be YAML, JSON or TOML; name it .codexotelrc, or let it end in .yaml, .yml, .json or .toml',
  ],
  ['a list', 'rc', '- otel', 'rc must be a mapping of keys; begin with otel:, plugins: or routes:'],
  [
    'a package.json without the key',
    'package.json',
    '{}',
    'package.json has no key codexotel; add "codexotel": { ... }, or name another file',
  ],
  [
    'a file that is not there',
    'gone',
    undefined,
    'gone must name a file that exists; correct the path, or create the file',
  ],
  ['a folder', '', undefined, 'must name a regular file; name a file of YAML, JSON or TOML'],
];

/** Mistakes in variables. */
const inVariables: ReadonlyArray<[variable: string, value: string, message: string]> = [
  [
    'CODEXOTEL_LOG_USER_PROMPT',
    'canary',
    'CODEXOTEL_LOG_USER_PROMPT: otel.log_user_prompt must be true or false; write one of them, without quotes',
  ],
  ['CODEXOTEL_DISABLE', '1', 'CODEXOTEL_DISABLE is not a known variable; write CODEXOTEL_DISABLED'],
  [
    'CODEXOTEL_ENDPOINT',
    'http://canary',
    'CODEXOTEL_ENDPOINT is not a known variable; unset it, or see docs/configuration.md for those that are',
  ],
  [
    'CODEXOTEL_DISABLED',
    'canary',
    'CODEXOTEL_DISABLED must be 1, true, 0 or false; set it to 1 to switch telemetry off, or unset it',
  ],
  [
    'CODEXOTEL_CONFIG',
    '/canary/rc',
    'CODEXOTEL_CONFIG must name a file that exists; correct the path, or create the file',
  ],
  [
    'CODEXOTEL_EXPORTER',
    '{"otlp-http":{"endpoint":"http://canary"',
    'CODEXOTEL_EXPORTER is not valid JSON; write none, or JSON such as {"otlp-http":{"endpoint":"http://localhost:4318/v1/logs","protocol":"binary"}}',
  ],
  [
    'CODEXOTEL_TRACE_EXPORTER',
    'http://canary',
    'CODEXOTEL_TRACE_EXPORTER: otel.trace_exporter must be none, or a mapping with otlp-http or otlp-grpc; write none, or { "otlp-http": { "endpoint": "http://localhost:4318/v1/traces", "protocol": "binary" } }',
  ],
];

/** Mistakes that only the plugins know, and what is told behind the name of the file. */
const inPlugins: ReadonlyArray<[mistake: string, plugins: string, message: string]> = [
  [
    'a name with a letter too many',
    '{ statsigg: true }',
    'plugins.statsigg is no plugin that this program offers (originator, auth-401, redaction, otlp, statsig, sentry-feedback); write statsig',
  ],
  [
    'a plugin of somebody else',
    '{ datadog: true }',
    'plugins.datadog is no plugin that this program offers (originator, auth-401, redaction, otlp, statsig, sentry-feedback); remove it, or hand the plugin to start({ plugins })',
  ],
  [
    'one word in place of a list',
    '{ redaction: { patterns: canary } }',
    'plugins.redaction.patterns must be a list of default, email, home-directory, high-entropy; write patterns: [default]',
  ],
  [
    'an option that nobody knows',
    '{ redaction: { pattern: [ canary ] } }',
    'plugins.redaction.pattern is not a known key; see the documentation of the plugin; it stays off',
  ],
  [
    'an unknown option of a plugin',
    '{ sentry-feedback: { dns: canary } }',
    'plugins.sentry-feedback.dns is not a known key; see the documentation of the plugin; it stays off',
  ],
];

describe('a typical mistake', () => {
  const makeFolder = useFolders();

  for (const [mistake, text, message] of typicalMistakes) {
    it(`is told with its place and its cure: ${mistake}`, async () => {
      const configFile = join(makeFolder({ '.codexotelrc': text }), '.codexotelrc');
      const { configuration, mistakes } = await loadConfiguration({ configFile, env: {} });
      assert.deepEqual(mistakes.map(describeMistake), [`${configFile}: ${message}`]);
      assert.equal(configuration.otel.exporter, 'none');
    });
  }

  for (const [mistake, name, text, message] of inForm) {
    it(`in the form of a file is told so: ${mistake}`, async () => {
      const folder = makeFolder(text === undefined ? {} : { [name]: text });
      const { configuration, mistakes } = await loadConfiguration({ configFile: join(folder, name), env: {} });
      assert.deepEqual(mistakes.map(describeMistake), [name === '' ? `${folder} ${message}` : join(folder, message)]);
      assert.equal(configuration.isClosed, true);
    });
  }

  for (const [variable, value, message] of inVariables) {
    it(`in the environment is told without its value: ${variable}`, async () => {
      const { mistakes } = await loadConfiguration({ env: { [variable]: value } });
      assert.deepEqual(mistakes.map(describeMistake), [message]);
    });
  }

  for (const [mistake, plugins, message] of inPlugins) {
    it(`in the plugins is told without its value: ${mistake}`, async () => {
      const configFile = join(makeFolder({ rc: `plugins: ${plugins}` }), 'rc');
      const bus = start({ configFile, env: {}, strict: true });
      await assert.rejects(bus.ready, ConfigError);
      assert.deepEqual(bus.describe().mistakes.map(describeMistake), [`${configFile}: ${message}`]);
      await bus.close(0);
    });
  }

  it('ends a strict host that awaits nothing, as an error that nobody caught, and no other host', () => {
    const configFile = join(makeFolder({ rc: 'otel: { exporterr: canary }' }), 'rc');
    const run = (strict: boolean) => {
      const door = JSON.stringify(new URL('../../index.js', import.meta.url).href);
      const options = JSON.stringify({ configFile, strict, programFile: '', workingDirectory: '' });
      const host = `import { start } from ${door}; start(${options});`;
      return spawnSync(process.execPath, ['--input-type=module', '-e', host], { encoding: 'utf8' });
    };
    const [strict, other] = [run(true), run(false)];
    assert.equal(strict.status, 1);
    assert.match(strict.stderr, /ConfigError: .*rc: otel\.exporterr is not a known key; write exporter/);
    assert.equal(other.status, 0);
    assert.doesNotMatch(strict.stderr + other.stderr, /canary/);
  }).timeout(20_000);

  it('is told together with all others', async () => {
    const text =
      'enabld: true\notel: { environment: 5, exporter: { otlp-http: { endpiont: "x", protocol: 1, headers: [] } } }\nroutes: [ 1, { match: "", to: [ 2 ] } ]';
    const configFile = join(makeFolder({ rc: text }), 'rc');
    const { mistakes } = await loadConfiguration({ configFile, env: {} });
    assert.deepEqual(mistakes.map(({ path }) => path).sort(), [
      'enabld',
      'otel.environment',
      'otel.exporter.otlp-http.endpiont',
      'otel.exporter.otlp-http.endpoint',
      'otel.exporter.otlp-http.headers',
      'otel.exporter.otlp-http.protocol',
      'routes[0]',
      'routes[1].match',
      'routes[1].to[0]',
    ]);
  });

  it('in code names code as its source, and wants absolute TLS paths there', async () => {
    const config = {
      otel: { exporter: { 'otlp-grpc': { endpoint: 'https://c', tls: { 'ca-certificate': 'ca.pem' } } } },
    };
    const { mistakes } = await loadConfiguration({ config, env: {} });
    assert.deepEqual(mistakes.map(describeMistake), [
      'code: otel.exporter.otlp-grpc.tls.ca-certificate must be an absolute path here; resolve it first',
    ]);
  });
});
