import assert from 'node:assert/strict';
import { CodexotelError } from '../../../core/index.js';
import { otlp } from '../../../plugins/otlp/index.js';
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
        const { context, reports } = contextOf(complete({ logs: exporter }));
        assert.deepEqual(otlp.setup(context).sinks ?? {}, {});
        assert.equal(reports.length, 1);
        assert.match(reports[0]?.message ?? '', message);
        assert.match(reports[0]?.message ?? '', /otlp\.logs stays closed$/);
        assert.ok(reports[0]?.cause instanceof CodexotelError);
      }
    });
  }
});
