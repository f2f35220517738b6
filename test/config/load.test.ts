import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { defaults } from '../../core/config/defaults.js';
import { loadConfiguration } from '../../core/config/load.js';
import { describeMistake } from '../../core/errors.js';
import { useFolders } from './folders.js';

const named = (environment: string): string => `otel: { environment: ${environment} }`;

const formatOf = (content: string): string => {
  if (content.includes('[otel]')) return 'TOML';
  return /^\ufeff?\{/.test(content) ? 'JSON' : 'YAML';
};

/** As people paste it from Codex's documentation: inline tables over several lines, and the same as headed tables. */
const codexTables = [
  `
[otel]
environment = "staging"
log_user_prompt = true
tool_result = { max_bytes = 4096 }
span_attributes = { "team" = "x" }
tracestate = { vendor1 = { k1 = "v1", k2 = "v2" } }
exporter = { otlp-http = {
  endpoint = "https://otel.example.com/v1/logs",
  protocol = "binary",
  headers = { "x-otlp-api-key" = "\${OTLP_TOKEN}" }
}}
trace_exporter = { otlp-grpc = {
  endpoint = "https://otel.example.com:4317",
  headers = { "x-otlp-meta" = "abc123" },
  tls = { ca-certificate = "certs/otel-ca.pem" }
}}
metrics_exporter = "statsig"
`,
  `
[otel]
environment = "staging"
log_user_prompt = true
metrics_exporter = "statsig"
[otel.tool_result]
max_bytes = 4096
[otel.span_attributes]
team = "x"
[otel.tracestate.vendor1]
k1 = "v1"
k2 = "v2"
[otel.exporter."otlp-http"]
endpoint = "https://otel.example.com/v1/logs"
protocol = "binary"
[otel.exporter."otlp-http".headers]
"x-otlp-api-key" = "\${OTLP_TOKEN}"
[otel.trace_exporter.otlp-grpc]
endpoint = "https://otel.example.com:4317"
headers = { "x-otlp-meta" = "abc123" }
tls.ca-certificate = "certs/otel-ca.pem"
`,
];

describe('loadConfiguration', () => {
  const makeFolder = useFolders();

  for (const [place, text] of codexTables.entries()) {
    it(`reads the [otel] table of Codex as it stands, in form ${place + 1}`, async () => {
      const folder = makeFolder({ '.codexotelrc.toml': text });
      const { configuration, mistakes } = await loadConfiguration({
        configFile: join(folder, '.codexotelrc.toml'),
        env: { OTLP_TOKEN: 'token' },
      });
      assert.deepEqual(mistakes, []);
      const { otel } = configuration;
      assert.deepEqual(
        [otel.environment, otel.switches.log_user_prompt, otel.toolResultMaxBytes],
        ['staging', true, 4096],
      );
      assert.deepEqual([otel.spanAttributes, otel.tracestate], [{ team: 'x' }, { vendor1: { k1: 'v1', k2: 'v2' } }]);
      assert.deepEqual(otel.exporter, {
        'otlp-http': {
          endpoint: 'https://otel.example.com/v1/logs',
          headers: { 'x-otlp-api-key': 'token' },
          protocol: 'binary',
        },
      });
      assert.deepEqual(otel.traceExporter, {
        'otlp-grpc': {
          endpoint: 'https://otel.example.com:4317',
          headers: { 'x-otlp-meta': 'abc123' },
          tls: { 'ca-certificate': join(folder, 'certs/otel-ca.pem') },
        },
      });
      assert.equal(otel.metricsExporter, 'statsig');
    });
  }

  it('gives the defaults, in which nothing leaves, where nobody said anything', async () => {
    const folder = makeFolder({ 'package.json': '{"dependencies":{"codexotel":"1"}}', 'bin.js': '' });
    const { configuration, mistakes } = await loadConfiguration({ env: {}, programFile: join(folder, 'bin.js') });
    assert.deepEqual(configuration, defaults);
    assert.deepEqual(mistakes, []);
    const { exporter, traceExporter, metricsExporter, switches } = configuration.otel;
    assert.deepEqual([exporter, traceExporter, metricsExporter], ['none', 'none', 'none']);
    assert.ok(Object.values(switches).every((isOn) => !isOn));
  });

  const programs: ReadonlyArray<[name: string, content: string]> = [
    ['.codexotelrc', named('found')],
    ['.codexotelrc', JSON.stringify({ otel: { environment: 'found' } }, null, '\t')],
    ['.codexotelrc.json', '\ufeff{"otel":{"environment":"found"}}'],
    ['.codexotelrc.yaml', named('found')],
    ['.codexotelrc.yml', named('found')],
    ['.codexotelrc.toml', '# remark\n[otel]\nenvironment = "found"\n'],
  ];
  for (const [name, content] of programs) {
    it(`finds ${name} (${formatOf(content)}) in the package root of the program`, async () => {
      const folder = makeFolder({ 'package.json': '{}', [name]: content, 'dist/cli/bin.js': '' });
      const { configuration, mistakes } = await loadConfiguration({
        env: {},
        programFile: join(folder, 'dist/cli/bin.js'),
      });
      assert.deepEqual(mistakes, []);
      assert.equal(configuration.otel.environment, 'found');
      assert.deepEqual(configuration.sources, [join(folder, name)]);
    });
  }

  it('finds the key codexotel in the package.json of the program, and prefers an rc file beside it', async () => {
    const files = { 'package.json': '{"name":"x","codexotel":{"otel":{"environment":"package"}}}', 'bin.js': '' };
    const alone = makeFolder(files);
    const beside = makeFolder({ ...files, '.codexotelrc.yml': named('beside') });
    const first = await loadConfiguration({ env: {}, programFile: join(alone, 'bin.js') });
    const second = await loadConfiguration({ env: {}, programFile: join(beside, 'bin.js') });
    assert.equal(first.configuration.otel.environment, 'package');
    assert.deepEqual(first.configuration.sources, [join(alone, 'package.json')]);
    assert.equal(second.configuration.otel.environment, 'beside');
  });

  it("goes by the real path of the program, so that a link in somebody's folder brings nothing along", async () => {
    const program = makeFolder({ 'package.json': '{}', 'bin.js': '', '.codexotelrc': named('real') });
    const workspace = makeFolder({ 'package.json': '{}', '.codexotelrc': named('planted') });
    symlinkSync(join(program, 'bin.js'), join(workspace, 'agent'));
    const { configuration } = await loadConfiguration({ env: {}, programFile: join(workspace, 'agent') });
    assert.equal(configuration.otel.environment, 'real');
  });

  const elsewhere: ReadonlyArray<[where: string, file: string]> = [
    ['above the package root', 'package/dist/bin.js'],
    ['above a node_modules without a package', 'node_modules/bin.js'],
    ['beside a program that is not there', 'missing.js'],
  ];
  for (const [where, file] of elsewhere) {
    it(`reads no rc file ${where}`, async () => {
      const folder = makeFolder({
        'package.json': '{}',
        '.codexotelrc': named('outside'),
        'package/package.json': '{}',
        'package/dist/bin.js': '',
        'node_modules/bin.js': '',
      });
      const { configuration } = await loadConfiguration({ env: {}, programFile: join(folder, file) });
      assert.deepEqual(configuration, defaults);
    });
  }

  it('lets configFile stand in for CODEXOTEL_CONFIG, and either win over the file of the program', async () => {
    const folder = makeFolder({
      'package.json': '{}',
      'bin.js': '',
      '.codexotelrc': 'otel: { environment: program, log_user_email: true }',
      'code.yaml': named('code'),
      'variable.json': '{"otel":{"environment":"variable"}}',
    });
    const [programFile, configFile] = [join(folder, 'bin.js'), join(folder, 'code.yaml')];
    const env = { CODEXOTEL_CONFIG: join(folder, 'variable.json') };
    const byCode = await loadConfiguration({ configFile, env, programFile });
    const byVariable = await loadConfiguration({ env, programFile });
    assert.equal(byCode.configuration.otel.environment, 'code');
    assert.equal(byVariable.configuration.otel.environment, 'variable');
    assert.equal(byVariable.configuration.otel.switches.log_user_email, true, 'the program’s file says the rest');
  });

  it('takes the key codexotel when a package.json is named', async () => {
    const folder = makeFolder({
      'package.json': '{"codexotel":{"otel":{"environment":"named"}}}',
      'other/package.json': '{"name":"x"}',
    });
    const found = await loadConfiguration({ configFile: join(folder, 'package.json'), env: {} });
    const without = await loadConfiguration({ configFile: join(folder, 'other/package.json'), env: {} });
    assert.equal(found.configuration.otel.environment, 'named');
    assert.match(without.mistakes.map(describeMistake).join(), /has no key codexotel; add "codexotel"/);
  });

  it('completes variables in a file, and leaves them alone in code', async () => {
    const text = `otel: { environment: "\${STAGE}" }\nplugins: { statsig: { key: "\${KEY:-none}" } }`;
    const folder = makeFolder({ 'rc.yaml': text });
    const config = { plugins: { acme: { template: `\${STAGE}` } } };
    const { configuration } = await loadConfiguration({
      config,
      configFile: join(folder, 'rc.yaml'),
      env: { STAGE: 'prod' },
    });
    assert.equal(configuration.otel.environment, 'prod');
    assert.deepEqual(
      [...configuration.plugins],
      [
        ['statsig', { key: 'none' }],
        ['acme', { template: `\${STAGE}` }],
      ],
    );
  });

  it('resolves TLS paths against the folder of the file', async () => {
    const tls = 'tls: { ca-certificate: ca.pem, client-certificate: ../c.pem, client-private-key: /k.pem }';
    const folder = makeFolder({
      'sub/rc.yaml': `otel: { exporter: { otlp-grpc: { endpoint: "https://c:4317", ${tls} } } }`,
    });
    const { configuration, mistakes } = await loadConfiguration({ configFile: join(folder, 'sub/rc.yaml'), env: {} });
    assert.deepEqual(mistakes, []);
    assert.deepEqual(configuration.otel.exporter, {
      'otlp-grpc': {
        endpoint: 'https://c:4317',
        headers: {},
        tls: {
          'ca-certificate': join(folder, 'sub/ca.pem'),
          'client-certificate': join(folder, 'c.pem'),
          'client-private-key': '/k.pem',
        },
      },
    });
  });

  it('takes mappings of which everything is commented out for absent', async () => {
    const folder = makeFolder({
      rc: 'otel:\n  exporter:\n  tool_result:\nplugins:\nroutes:\nqueue:\n  policy:\n',
      empty: '',
      remarks: '# nothing\n',
    });
    for (const name of ['rc', 'empty', 'remarks']) {
      const { configuration, mistakes } = await loadConfiguration({ configFile: join(folder, name), env: {} });
      assert.deepEqual(mistakes, []);
      assert.deepEqual(configuration, { ...defaults, sources: [join(folder, name)] });
    }
  });
});
