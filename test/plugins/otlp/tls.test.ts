import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ConfigError, type Readiness, start } from '../../../index.js';
import { otlp } from '../../../plugins/otlp/index.js';
import { useFolders } from '../../config/folders.js';
import { complete, contextOf } from './support.js';
import { pathOf } from './tls-servers.js';

const identity = { 'client-certificate': pathOf('client-cert.pem'), 'client-private-key': pathOf('client-key.pem') };

describe('otlp certificates that cannot be used', () => {
  const mistakes: [what: string, tls: object, message: RegExp][] = [
    ['half a pair', { 'client-certificate': pathOf('client-cert.pem') }, /must both be given/],
    ['the other half', { 'client-private-key': pathOf('client-key.pem') }, /must both be given/],
    [
      'a missing file',
      { 'ca-certificate': '/no/such/ca.pem' },
      /ca-certificate \/no\/such\/ca\.pem cannot be read \(ENOENT\)/,
    ],
    ['a directory', { 'ca-certificate': pathOf('') }, / is no file;/],
    ['a file without a certificate', { 'ca-certificate': pathOf('README.md') }, /README\.md holds no certificate/],
    ['a relative path', { 'ca-certificate': 'ca.pem' }, /ca-certificate must be an absolute path/],
    [
      'a key of another certificate',
      { ...identity, 'client-private-key': pathOf('server-key.pem') },
      /holds no key of the client certificate/,
    ],
  ];
  for (const [what, tls, message] of mistakes) {
    it(`close the sink and say why: ${what}`, () => {
      for (const exporter of [
        { 'otlp-http': { endpoint: 'https://127.0.0.1:1', protocol: 'json', tls } },
        { 'otlp-grpc': { endpoint: 'https://127.0.0.1:1', tls } },
      ]) {
        const { context, reports, mistakes } = contextOf(complete({ logs: exporter }));
        assert.deepEqual(otlp.setup(context).sinks ?? {}, {});
        assert.deepEqual([reports.length, mistakes.length], [0, 1]);
        assert.match(mistakes[0] ?? '', message);
        assert.match(mistakes[0] ?? '', /^otel\.exporter cannot be used: tls: .*; otlp\.logs stays closed$/);
      }
    });
  }
});

describe('a bus whose certificates cannot be used', () => {
  const makeFolder = useFolders();

  /** Logs that cannot leave, and spans that can. */
  async function startIn(strict: boolean) {
    const folder = makeFolder({
      'rc.yaml': JSON.stringify({
        otel: {
          exporter: { 'otlp-grpc': { endpoint: 'https://127.0.0.1:1', tls: { 'ca-certificate': 'missing.pem' } } },
          trace_exporter: { 'otlp-grpc': { endpoint: 'https://127.0.0.1:1' } },
          metrics_exporter: { 'otlp-http': { endpoint: 'http://127.0.0.1:1/', protocol: 'json' } },
        },
        quiet: true,
      }),
    });
    const configFile = join(folder, 'rc.yaml');
    const bus = start({ configFile, env: {}, programFile: '', workingDirectory: '', strict });
    const faults: unknown[] = [];
    bus.on('fault', (fault) => faults.push(fault));
    const ready = await bus.ready.catch((error: unknown) => error);
    const { sinks } = bus.describe();
    await bus.close(0);
    return { ready, faults, open: Object.keys(sinks), configFile, folder };
  }

  it('names the file and the cure as a mistake, and the other signals go on', async () => {
    const { ready, faults, open, configFile, folder } = await startIn(false);
    assert.deepEqual((ready as Readiness).mistakes, [
      {
        source: configFile,
        path: 'otel.exporter',
        expectation: `cannot be used: tls: ca-certificate ${join(folder, 'missing.pem')} cannot be read (ENOENT)`,
        cure: 'correct it; otlp.logs stays closed',
      },
    ]);
    assert.deepEqual(open, ['otlp.traces', 'otlp.metrics']);
    assert.equal(faults.length, 1);
  });

  it('does not start in strict mode', async () => {
    const { ready } = await startIn(true);
    assert.ok(ready instanceof ConfigError);
    assert.match(
      ready.message,
      /otel\.exporter cannot be used: tls: ca-certificate .*missing\.pem cannot be read \(ENOENT\)/,
    );
  });
});
