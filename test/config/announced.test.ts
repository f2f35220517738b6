/** What a bus says of its configuration: one line on stderr of each kind, the rest in `ready` and `describe()`. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import sinon from 'sinon';
import { type Config, type ExporterConfig, type StartOptions, start } from '../../index.js';
import { useFolders } from './folders.js';

const collector: ExporterConfig = { 'otlp-http': { endpoint: 'http://127.0.0.1:9/v1/logs', protocol: 'json' } };

describe('a configuration', () => {
  const makeFolder = useFolders();

  /** Starts and closes a bus; gives what it said, and what stood on stderr. */
  async function listen(options: StartOptions) {
    const write = sinon.stub(process.stderr, 'write').returns(true);
    try {
      const bus = start({ env: {}, programFile: '', workingDirectory: '', ...options });
      const readiness = await bus.ready.catch((error: unknown) => ({ error }));
      const description = bus.describe();
      await bus.close(0);
      return { readiness, description, lines: write.args.map(([line]) => String(line)) };
    } finally {
      write.restore();
    }
  }

  it('without anything to say is silent', async () => {
    const { lines } = await listen({ config: { otel: { environment: 'x' } } });
    assert.deepEqual(lines, []);
  });

  it('of the working directory is told once, with the cure, and is no mistake even in strict mode', async () => {
    const workingDirectory = makeFolder({
      '.codexotelrc': JSON.stringify({ otel: { exporter: collector, environment: 'planted' } }),
    });
    const { readiness, description, lines } = await listen({ workingDirectory, strict: true });
    assert.ok(!('error' in readiness));
    assert.deepEqual(lines, [
      `codexotel: ${join(workingDirectory, '.codexotelrc')}: otel.exporter is not followed in a file of the working directory, which may only tighten; put it into ~/.config/codexotel/config.yaml, or name the file by CODEXOTEL_CONFIG (and 1 more: see bus.describe().notices)\n`,
    ]);
    assert.deepEqual(
      [description.mistakes, description.notices.map(({ path }) => path)],
      [[], ['otel.exporter', 'otel.environment']],
    );
  });

  it('with mistakes is told in one line, all of them in the description, and as faults', async () => {
    const configFile = join(makeFolder({ rc: 'otel: { exporer: none }\nenabeld: true' }), 'rc');
    const { description, lines } = await listen({ configFile });
    assert.deepEqual(lines, [
      `codexotel: ${configFile}: otel.exporer is not a known key; write exporter (and 1 more: see bus.describe().mistakes)\n`,
    ]);
    assert.deepEqual([description.mistakes.length, description.faults], [2, { configuration: 2 }]);
  });

  it('with mistakes throws them all in strict mode, and says nothing', async () => {
    const configFile = join(makeFolder({ rc: 'otel: { exporer: none }\nenabeld: true' }), 'rc');
    const { readiness, lines } = await listen({ configFile, strict: true });
    assert.ok('error' in readiness && readiness.error instanceof Error);
    assert.match(readiness.error.message, /otel\.exporer is not a known key.*\n.*enabeld is not a known key/);
    assert.deepEqual(lines, []);
  });

  it('whose route names a sink that is not open is told so', async () => {
    const config: Config = {
      otel: { exporter: collector },
      routes: [
        { match: 'codex.sse_event', to: [] },
        { match: '*', to: ['otlp.logs', 'otlp.log'] },
      ],
    };
    const { lines } = await listen({ config });
    assert.deepEqual(lines, [
      'codexotel: code: routes[1].to[1] names a sink that is not open (otlp.logs is); correct the name, or open the sink\n',
    ]);
  });

  it('tells a file that nobody reads, because another comes first or because it is code', async () => {
    const program = makeFolder({
      'package.json': '{}',
      'bin.js': '',
      '.codexotelrc': 'enabled: true',
      '.codexotelrc.json': '{}',
      '.codexotelrc.js': 'throw 1',
    });
    const { description } = await listen({ programFile: join(program, 'bin.js') });
    assert.deepEqual(
      description.notices.map(({ source, expectation }) => [source.slice(program.length + 1), expectation]),
      [
        ['.codexotelrc.json', 'is not read: another file of its folder comes first'],
        ['.codexotelrc.js', 'is not read: a configuration is data, never code'],
      ],
    );
  });

  const offs: ReadonlyArray<[what: string, options: (folder: string) => StartOptions]> = [
    ['code', () => ({ config: { enabled: false } })],
    ['CODEXOTEL_DISABLED', () => ({ env: { CODEXOTEL_DISABLED: '1' } })],
    ['OTEL_SDK_DISABLED', () => ({ env: { OTEL_SDK_DISABLED: 'true' } })],
    ['DO_NOT_TRACK', () => ({ env: { DO_NOT_TRACK: '1' } })],
    ['a named file', (folder) => ({ configFile: join(folder, '.codexotelrc') })],
    ['the file of the program', (folder) => ({ programFile: join(folder, 'bin.js') })],
    ['the file of the user', (folder) => ({ env: { HOME: folder } })],
    ['a file of the working directory', (folder) => ({ workingDirectory: folder })],
  ];
  for (const [what, options] of offs) {
    it(`is off when ${what} says so, whatever all others say`, async () => {
      const folder = makeFolder({ 'package.json': '{}', 'bin.js': '', '.codexotelrc': 'enabled: false' });
      const loud: Config = { enabled: true, otel: { exporter: collector } };
      const said = options(folder);
      const { description, lines } = await listen({ ...said, config: said.config ?? loud });
      assert.deepEqual([description.isIdle, description.sinks, lines], [true, {}, []]);
      assert.equal(description.settings.find(({ path }) => path === 'enabled')?.value, false);
    });
  }
});
