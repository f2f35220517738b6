/** Credentials travel with their endpoint: a token of the rc file and one of the environment never meet the other's collector. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ReceivedRequest, type Receiver, startReceiver } from '../../core/testing/receiver/index.js';
import { cleanEnvironment } from '../clean-environment.js';
import { useFolders } from '../config/folders.js';

const door = new URL('../../../dist/index.js', import.meta.url).href;
const [ownToken, foreignToken] = ['own-token-4711', 'foreign-token-0815'];

/** A host that emits something for every signal, and says what its bus told. */
const host = `
  const { start } = await import(${JSON.stringify(door)});
  const bus = start({ service: { name: 'host' }, configFile: process.argv[2] || undefined });
  const session = bus.session({ 'conversation.id': 'c1', model: 'm' });
  session.userPrompt({ text: 'hello' });
  await session.timeTool({ tool_name: 'shell', call_id: '1', arguments: {} }, async () => 'done');
  bus.metrics.counter('acme.runs', 1);
  session.end();
  const { sinks, mistakes } = { ...(await bus.ready) };
  await bus.close(2_000);
  console.log(JSON.stringify({ sinks, mistakes, told: bus.describe() }));
`;

const signals = { logs: 'exporter', traces: 'trace_exporter', metrics: 'metrics_exporter' } as const;
type Signal = keyof typeof signals;
const protocols = ['binary', 'json', 'grpc'] as const;
type Protocol = (typeof protocols)[number];

const exporterTo = (receiver: Receiver, signal: Signal, protocol: Protocol) =>
  protocol === 'grpc'
    ? { 'otlp-grpc': { endpoint: receiver.grpcUrl, headers: { 'x-token': ownToken } } }
    : { 'otlp-http': { endpoint: `${receiver.httpUrl}/v1/${signal}`, protocol, headers: { 'x-token': ownToken } } };

/** Everything that a foreign tool may have left in the environment, also for the signal itself; all signals are switched on. */
function foreignEnvironment(receiver: Receiver, protocol: Protocol): Record<string, string> {
  const isGrpc = protocol === 'grpc';
  const variables: Record<string, string> = {
    OTEL_EXPORTER_OTLP_ENDPOINT: isGrpc ? receiver.grpcUrl : receiver.httpUrl,
    OTEL_EXPORTER_OTLP_PROTOCOL: isGrpc ? 'grpc' : protocol === 'json' ? 'http/json' : 'http/protobuf',
    OTEL_EXPORTER_OTLP_HEADERS: `x-token=${foreignToken},authorization=Bearer%20${foreignToken}`,
  };
  for (const name of ['LOGS', 'TRACES', 'METRICS']) {
    variables[`OTEL_${name}_EXPORTER`] = 'otlp';
    variables[`OTEL_EXPORTER_OTLP_${name}_HEADERS`] = `x-token=${foreignToken}`;
  }
  return variables;
}

const everythingIn = ({ path, headers, bytes }: ReceivedRequest): string =>
  JSON.stringify([path, headers]) + Buffer.from(bytes).toString('latin1');

describe('credentials and endpoints', () => {
  const makeFolder = useFolders();
  let own: Receiver;
  let foreign: Receiver;

  beforeEach(async () => {
    [own, foreign] = await Promise.all([startReceiver(), startReceiver()]);
  });
  afterEach(() => Promise.all([own.close(), foreign.close()]));

  async function runHost(rc: object | undefined, env: Record<string, string>): Promise<string> {
    const folder = makeFolder({ 'package.json': '{"type":"module"}', 'bin.js': host });
    const file = rc === undefined ? '' : join(folder, 'rc.json');
    if (rc) writeFileSync(file, JSON.stringify(rc));
    const child = spawn(process.execPath, [join(folder, 'bin.js'), file], {
      env: cleanEnvironment({ OWN_TOKEN: ownToken, ...env }),
      cwd: folder,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
      });
    }
    assert.equal(await new Promise((resolve) => child.once('close', resolve)), 0, output);
    return output;
  }

  function assertApart(output: string): void {
    for (const request of own.requests) assert.ok(!everythingIn(request).includes(foreignToken));
    for (const request of foreign.requests) assert.ok(!everythingIn(request).includes(ownToken));
    assert.ok(!output.includes(ownToken) && !output.includes(foreignToken), output);
  }

  for (const signal of ['logs', 'traces', 'metrics'] as const) {
    for (const protocol of protocols) {
      it(`stay together for ${signal} over ${protocol}, whatever the environment names`, async () => {
        const rc = { otel: { [signals[signal]]: exporterTo(own, signal, protocol) } };
        const output = await runHost(rc, foreignEnvironment(foreign, protocol));
        assertApart(output);
        const arrived = own.requests.map((request) => [
          request.signal,
          request.headers['x-token'],
          request.answer.kind,
        ]);
        assert.deepEqual(arrived, [[signal, ownToken, 'ok']]);
        // The other signals are those of the environment, and none of their bytes are of the file's signal.
        const elsewhere = foreign.requests.map((request) => [request.signal, request.headers['x-token']]);
        const others = ['logs', 'metrics', 'traces'].filter((other) => other !== signal);
        assert.deepEqual(
          elsewhere.sort(),
          others.map((other) => [other, foreignToken]),
        );
      }).timeout(30_000);
    }
  }

  it('stay together for Statsig, whose key is no token of a collector', async () => {
    const rc = {
      otel: { metrics_exporter: 'statsig' },
      plugins: { statsig: { key: ownToken, endpoint: `${own.httpUrl}/v1/metrics` } },
    };
    const env = foreignEnvironment(foreign, 'json');
    assertApart(await runHost(rc, { ...env, OTEL_LOGS_EXPORTER: 'none', OTEL_TRACES_EXPORTER: 'none' }));
    assert.deepEqual(
      own.requests.map(({ headers }) => [headers['statsig-api-key'], headers.authorization]),
      [[ownToken, undefined]],
    );
    assert.deepEqual(foreign.requests, []);
  }).timeout(30_000);

  it('of the environment go to its endpoint when no file says otherwise', async () => {
    assertApart(await runHost(undefined, foreignEnvironment(foreign, 'binary')));
    assert.deepEqual(foreign.requests.map(({ path, headers }) => [path, headers['x-token']]).sort(), [
      ['/v1/logs', foreignToken],
      ['/v1/metrics', foreignToken],
      ['/v1/traces', foreignToken],
    ]);
  }).timeout(30_000);

  it('of the environment go nowhere when nothing switches its exporters on', async () => {
    const env = Object.entries(foreignEnvironment(foreign, 'binary')).filter(([name]) => !name.endsWith('_EXPORTER'));
    assertApart(await runHost({ otel: { environment: 'x' } }, Object.fromEntries(env)));
    assert.deepEqual([...own.requests, ...foreign.requests], []);
  }).timeout(30_000);

  it('of a file come from the environment by name, and are shown nowhere', async () => {
    const rc = {
      otel: { exporter: { 'otlp-grpc': { endpoint: own.grpcUrl, headers: { 'x-token': `\${OWN_TOKEN}` } } } },
    };
    assertApart(await runHost(rc, foreignEnvironment(foreign, 'grpc')));
    assert.deepEqual(
      own.requests.map(({ headers }) => headers['x-token']),
      [ownToken],
    );
  }).timeout(30_000);
});
