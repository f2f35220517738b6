/** `npm run test:collector`: the official Collector takes all signals over all protocols, and writes exactly what was emitted. */
import { deepEqual, equal, fail, match } from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ReceivedRecord } from '../../core/testing/index.js';
import { type Config, type Receipt, start } from '../../index.js';
import { obtainCollector } from '../../scripts/collector/obtain.js';
import { openSwitches, type Transport, transports } from '../cli/rc.js';
import { pathOf } from '../plugins/otlp/tls-servers.js';
import { type CollectorProcess, freePorts, readWritten, startCollector, writeConfig } from './program.js';
import { checkLogs, checkMetrics, checkSpans, now, perform } from './session.js';

const token = 'a-token-of-the-test';
const identity = {
  'ca-certificate': pathOf('authority.pem'),
  'client-certificate': pathOf('client-cert.pem'),
  'client-private-key': pathOf('client-key.pem'),
};

/** How one session is sent. */
interface Way {
  readonly transport: Transport;
  readonly isCompressed: boolean;
  readonly hasTls: boolean;
  readonly hasToken: boolean;
}

const both = [false, true];
const ways: readonly Way[] = transports.flatMap((transport) =>
  both.flatMap((isCompressed) =>
    both.flatMap((hasTls) => both.map((hasToken) => ({ transport, isCompressed, hasTls, hasToken }))),
  ),
);

const nameOf = ({ transport, isCompressed, hasTls, hasToken }: Way): string =>
  [
    { binary: 'http/protobuf', json: 'http/json', grpc: 'grpc' }[transport],
    isCompressed ? 'gzip' : 'plain',
    hasTls ? 'mTLS' : 'no TLS',
    hasToken ? 'bearer' : 'no token',
  ].join(', ');

/** Where a receiver listens. */
interface Door {
  readonly grpc: number;
  readonly http: number;
}

/** The exporters of all signals, one way. */
function exportersOf(way: Way, door: Door, more: object = {}): Config['otel'] {
  const { transport, isCompressed, hasTls, hasToken } = way;
  const origin = `${hasTls ? 'https' : 'http'}://localhost:${transport === 'grpc' ? door.grpc : door.http}`;
  const parts = {
    ...(isCompressed && { compression: 'gzip' as const }),
    ...(hasTls && { tls: identity }),
    ...(hasToken && { headers: { authorization: `Bearer ${token}` } }),
    ...more,
  };
  const to = (signal: string) =>
    transport === 'grpc'
      ? { 'otlp-grpc': { endpoint: origin, ...parts } }
      : { 'otlp-http': { endpoint: `${origin}/v1/${signal}`, protocol: transport, ...parts } };
  return { exporter: to('logs'), trace_exporter: to('traces'), metrics_exporter: to('metrics') };
}

const send = (name: string, otel: Config['otel'], closeMs?: number): Promise<Receipt> => {
  const bus = start({
    service: { name: 'acme', version: '1.2.3' },
    config: { otel: { ...openSwitches(), ...otel, environment: name }, quiet: true },
    env: {},
    programFile: '',
    workingDirectory: '',
    now: () => now,
  });
  if (closeMs === undefined) return perform(bus);
  bus.emit('codex.tool_result', {});
  return bus.close(closeMs);
};

/** The records of one session, by its environment. */
const recordsOf = (all: readonly ReceivedRecord[], name: string): readonly ReceivedRecord[] =>
  all.filter(({ resource }) => resource.some(([key, , value]) => key === 'env' && value === name));

describe('the OpenTelemetry Collector', () => {
  let program = '';
  let folder = '';
  before(async function () {
    this.timeout(600_000);
    folder = await mkdtemp(join(tmpdir(), 'codexotel-test-'));
    await writeFile(join(folder, 'tokens'), `${token}\n`);
    const obtained = await obtainCollector((line) => process.stderr.write(`  ${line}\n`));
    if ('missing' in obtained) fail(obtained.missing);
    program = obtained.path;
  });
  after(() => rm(folder, { recursive: true, force: true }));

  describe('with a receiver for each way', () => {
    const receipts = new Map<string, Receipt>();
    let written: readonly ReceivedRecord[] = [];
    let collector: CollectorProcess | undefined;
    let doors: Readonly<Record<string, Door>> = {};
    const doorOf = ({ hasTls, hasToken }: Way): Door =>
      doors[`otlp/${hasTls ? 'tls' : 'open'}-${hasToken ? 'token' : 'free'}`] ?? fail('no such door');

    before(async function () {
      this.timeout(120_000);
      const ports = await freePorts(8);
      const names = both.flatMap((hasTls) =>
        both.map((hasToken) => `otlp/${hasTls ? 'tls' : 'open'}-${hasToken ? 'token' : 'free'}`),
      );
      doors = Object.fromEntries(
        names.map((name, at) => [name, { grpc: ports[2 * at] ?? 0, http: ports[2 * at + 1] ?? 0 }]),
      );
      const config = await writeConfig(folder, collectorConfig(folder, doors));
      collector = await startCollector({ program, config, env: {}, ports });
      for (const way of ways) receipts.set(nameOf(way), await send(nameOf(way), exportersOf(way, doorOf(way))));
    });

    // The files are whole when it has ended, so this is the first test.
    it('refuses a wrong token, and a client without a certificate; nothing of it is taken for delivered', async () => {
      for (const transport of transports) {
        const way = { transport, isCompressed: false, hasTls: false, hasToken: true };
        const wrong = { headers: { authorization: 'Bearer another' } };
        const stranger = { ...way, hasTls: true, hasToken: false };
        const refused = [
          await send('refused', exportersOf(way, doorOf(way), wrong), 1_000),
          await send(
            'refused',
            exportersOf(stranger, doorOf(stranger), { tls: { 'ca-certificate': pathOf('authority.pem') } }),
            1_000,
          ),
        ];
        for (const { sinks } of refused)
          deepEqual([sinks['otlp.logs']?.delivered, sinks['otlp.logs']?.dropped], [0, { close_deadline: 1 }]);
      }
      await collector?.end();
      written = await readWritten(folder);
      deepEqual(recordsOf(written, 'refused'), []);
    }).timeout(30_000);

    for (const way of ways) {
      const name = nameOf(way);
      const receipt = () => receipts.get(name) ?? fail('it was not sent');
      it(`writes the logs of ${name}`, () => checkLogs(recordsOf(written, name), receipt()));
      it(`writes the spans of ${name}`, () => checkSpans(recordsOf(written, name), receipt()));
      it(`writes the metrics of ${name}`, () => checkMetrics(recordsOf(written, name), receipt()));
    }

    it('counts the same in its debug exporter, and complains of nothing', () => {
      const said = collector?.said() ?? '';
      const sum = (name: string): number =>
        [...said.matchAll(new RegExp(`"${name}": (\\d+)`, 'g'))].reduce((total, [, count]) => total + Number(count), 0);
      const total = (sink: string): number =>
        [...receipts.values()].reduce((all, { sinks }) => all + (sinks[sink]?.delivered ?? 0), 0);
      const ours = ['otlp.logs', 'otlp.traces', 'otlp.metrics'].map(total);
      deepEqual([sum('log records'), sum('spans'), sum('data points')], ours);
      equal(receipts.size, 24);
      process.stdout.write(
        `      ${receipts.size} sessions: ${ours[0]} log records, ${ours[1]} spans, ${ours[2]} data points emitted and written\n`,
      );
      // Those who were refused, and the look whether the ports are open.
      const complaints = said.split('\n').filter((line) => /\t(?:warn|error|fatal)\t/.test(line));
      deepEqual(
        complaints.filter((line) => !line.includes('TLS handshake error')),
        [],
      );
    });
  });

  it('runs with the configuration of docs/collector.md, and fans out to its files', async () => {
    const [grpc = 0, http = 0] = await freePorts(2);
    const out = join(folder, 'documented');
    await mkdir(out);
    const collector = await startCollector({
      program,
      config: fileURLToPath(new URL('../../../examples/collector/collector.yaml', import.meta.url)),
      env: {
        COLLECTOR_GRPC: `127.0.0.1:${grpc}`,
        COLLECTOR_HTTP: `127.0.0.1:${http}`,
        COLLECTOR_CERT: pathOf('server-cert.pem'),
        COLLECTOR_KEY: pathOf('server-key.pem'),
        COLLECTOR_CLIENT_CA: pathOf('authority.pem'),
        COLLECTOR_TOKENS: join(folder, 'tokens'),
        COLLECTOR_FOLDER: out,
      },
      ports: [grpc, http],
    });
    const receipts: Receipt[] = [];
    for (const transport of transports) {
      const way = { transport, isCompressed: true, hasTls: true, hasToken: true };
      receipts.push(await send(transport, exportersOf(way, { grpc, http })));
    }
    await collector.end();
    const written = await readWritten(out);
    for (const [at, transport] of transports.entries()) {
      const receipt = receipts[at] ?? fail('it was not sent');
      for (const check of [checkLogs, checkSpans, checkMetrics]) check(recordsOf(written, transport), receipt);
    }
    match(collector.said(), /Everything is ready/);
  }).timeout(60_000);
});

/** Four receivers, with and without TLS and token; every signal goes to a file and to the debug exporter. */
function collectorConfig(folder: string, doors: Readonly<Record<string, Door>>): object {
  const receivers = Object.entries(doors).map(([name, { grpc, http }]) => {
    const parts = {
      ...(name.includes('tls') && {
        tls: {
          cert_file: pathOf('server-cert.pem'),
          key_file: pathOf('server-key.pem'),
          client_ca_file: pathOf('authority.pem'),
        },
      }),
      ...(name.includes('token') && { auth: { authenticator: 'bearertokenauth' } }),
    };
    const protocols = {
      grpc: { endpoint: `127.0.0.1:${grpc}`, ...parts },
      http: { endpoint: `127.0.0.1:${http}`, ...parts },
    };
    return [name, { protocols }] as const;
  });
  const signals = ['logs', 'traces', 'metrics'];
  return {
    extensions: { bearertokenauth: { filename: join(folder, 'tokens') } },
    receivers: Object.fromEntries(receivers),
    exporters: {
      debug: { verbosity: 'basic' },
      ...Object.fromEntries(signals.map((signal) => [`file/${signal}`, { path: join(folder, `${signal}.jsonl`) }])),
    },
    service: {
      extensions: ['bearertokenauth'],
      // Each line of the debug exporter counts.
      telemetry: { metrics: { level: 'none' }, logs: { sampling: { enabled: false } } },
      pipelines: Object.fromEntries(
        signals.map((signal) => [signal, { receivers: Object.keys(doors), exporters: ['debug', `file/${signal}`] }]),
      ),
    },
  };
}
