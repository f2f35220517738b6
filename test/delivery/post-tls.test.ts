import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type ServerOptions } from 'node:https';
import { deadlineIn } from '../../core/deadline.js';
import { createPoster, type PosterTls } from '../../core/delivery/post.js';

const read = (name: string): Buffer => readFileSync(new URL(`../../../test/fixtures/tls/${name}`, import.meta.url));
const ca = read('authority.pem');
const identity = { cert: read('client-cert.pem'), key: read('client-key.pem') };
const failed = { kind: 'retry', reason: 'tls_failed' };

describe('a post over TLS', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  });

  const listen = async (options: ServerOptions = {}): Promise<string> => {
    server = createServer({ cert: read('server-cert.pem'), key: read('server-key.pem'), ...options }, (_, response) => {
      response.end('ok');
    }).listen(0, '127.0.0.1');
    server.on('tlsClientError', () => undefined);
    await once(server, 'listening');
    const address = server.address();
    return `https://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
  };
  const post = async (url: string, tls?: PosterTls) => {
    const poster = createPoster({ url, headers: {}, ...(tls && { tls }) });
    const deadline = deadlineIn(5_000);
    const result = await poster.post(Buffer.from('x'), 'text/plain', deadline);
    deadline.dispose();
    poster.close();
    return 'kind' in result ? result : result.status;
  };

  it('arrives when the server is of the given authority', async () => {
    assert.equal(await post(await listen(), { ca }), 200);
  });

  it('sends nothing to a server of another authority, or of none that is known', async () => {
    const url = await listen();
    assert.deepEqual(await post(url, { ca: read('other-authority.pem') }), failed);
    assert.deepEqual(await post(url), failed);
  });

  it('verifies the server even when the environment says not to', async () => {
    const url = await listen();
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    assert.deepEqual(await post(url, { ca: read('other-authority.pem') }), failed);
  });

  it('shows its own certificate to a server that asks for one, and knows a refusal for what it is', async () => {
    const url = await listen({ requestCert: true, ca });
    assert.equal(await post(url, { ca, ...identity }), 200);
    assert.deepEqual(await post(url, { ca }), failed);
  });
});
