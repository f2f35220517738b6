import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { CodexotelError, ConfigError, type Readiness, start } from '../../../index.js';
import { otlp, type TlsPaths } from '../../../plugins/otlp/index.js';
import { readTlsFiles } from '../../../plugins/otlp/tls.js';
import { useFolders } from '../../config/folders.js';
import { complete, contextOf } from './support.js';
import { pathOf } from './tls-servers.js';

const identity = { 'client-certificate': pathOf('client-cert.pem'), 'client-private-key': pathOf('client-key.pem') };

const read = (name: string): Buffer => readFileSync(pathOf(name));
const authority = read('authority.pem');
const garbage = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

describe('what stands in a file of certificates', () => {
  const makeFolder = useFolders();
  /** The words of the mistake; nothing where the file can be used. */
  const problemOf = (tls: { readonly [option in keyof TlsPaths]: string | Buffer }): string | undefined => {
    const folder = makeFolder({});
    const write = ([option, content]: readonly [string, string | Buffer]) => {
      writeFileSync(join(folder, option), content);
      return [option, join(folder, option)] as const;
    };
    try {
      readTlsFiles(Object.fromEntries(Object.entries(tls).map(write)));
    } catch (error) {
      assert.ok(error instanceof CodexotelError);
      return error.message.replace(`${folder}/`, '');
    }
    return undefined;
  };
  const client = { 'client-certificate': read('client-cert.pem'), 'client-private-key': read('client-key.pem') };
  const withPassphrase = createPrivateKey(read('client-key.pem')).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'canary',
  });

  it('may be the authorities of a whole system, words around them, and the chain of the client', () => {
    const many = rootCertificates.join('\n');
    // More than a file of headers may hold; how many there are differs by the version of Node.
    assert.ok(many.length > 100_000);
    assert.equal(problemOf({ 'ca-certificate': `# all that we trust\n${many}\n${authority}` }), undefined);
    const chain = Buffer.concat([client['client-certificate'], authority]);
    assert.equal(problemOf({ ...client, 'client-certificate': chain }), undefined);
  });

  const der = new X509Certificate(authority).raw;
  const caCases: ReadonlyArray<readonly [what: string, content: string | Buffer, problem: string]> = [
    ['DER, of which Node would take nothing', der, 'holds no certificate in PEM'],
    ['nothing', '', 'holds no certificate in PEM'],
    ['a key', read('client-key.pem'), 'holds no certificate in PEM'],
    ['garbage behind an authority', authority + garbage, 'holds a certificate that cannot be read'],
    ['garbage before an authority', garbage + authority, 'holds a certificate that cannot be read'],
    ['one that is cut off', String(authority).slice(0, -40), 'holds a certificate that cannot be read'],
    ['too much', Buffer.alloc(5 * 2 ** 20), 'is longer than 4194304 bytes'],
  ];
  for (const [what, content, problem] of caCases)
    it(`is a mistake of ca-certificate: ${what}`, () => {
      assert.equal(problemOf({ 'ca-certificate': content }), `otlp: tls: ca-certificate ca-certificate ${problem}`);
    });

  it('is a mistake of the pair: DER, garbage in the chain, a key with a passphrase', () => {
    const chain = client['client-certificate'] + garbage;
    for (const [tls, problem] of [
      [{ ...client, 'client-certificate': der }, 'client-certificate holds no certificate in PEM'],
      [{ ...client, 'client-certificate': chain }, 'client-certificate holds a certificate that cannot be read'],
      [
        { ...client, 'client-private-key': withPassphrase },
        'client-private-key holds no private key in PEM, or one with a passphrase',
      ],
    ] as const) {
      const [option = ''] = problem.split(' ', 1);
      assert.equal(problemOf(tls), `otlp: tls: ${option} ${problem}`);
    }
  });
});

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

describe('otlp certificates for an endpoint without TLS', () => {
  it('have no effect, which is told', () => {
    const tls = { 'ca-certificate': pathOf('authority.pem') };
    for (const scheme of ['http', 'https']) {
      const endpoint = `${scheme}://127.0.0.1:1`;
      for (const exporter of [
        { 'otlp-http': { endpoint, protocol: 'json', tls } },
        { 'otlp-grpc': { endpoint, tls } },
      ]) {
        const { context, reports } = contextOf(complete({ traces: exporter }));
        assert.ok(otlp.setup(context).sinks?.traces);
        const words = 'tls has no effect on an endpoint that begins with http://; write https://, or remove tls';
        assert.deepEqual(
          reports.map(({ message }) => message),
          scheme === 'http' ? [`otlp: otel.trace_exporter: ${words}`] : [],
        );
      }
    }
  });
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
