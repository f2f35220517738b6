/** Posting through a proxy: https by a tunnel, http by asking the proxy for the whole URL. */
import type { ClientRequest, RequestOptions } from 'node:http';
import { urlToHttpOptions } from 'node:url';
import { proxyAuthorization } from '../proxy-url.js';
import { exchange } from './exchange.js';
import { outcomeOfNoTunnel } from './outcomes.js';
import type { Poster, PosterOptions, PostFailure } from './post.js';

type Open = (options: RequestOptions) => ClientRequest;

/**
 * As `createPoster`, through a proxy whose URL may hold credentials. Each post has a connection of its own, which ends with its
 * deadline in whatever state it is: a proxy that answers nothing holds nobody.
 */
export function createProxiedPoster({ url, headers, tls = {} }: PosterOptions, proxy: string): Poster {
  const target = urlToHttpOptions(new URL(url));
  const isSecure = target.protocol === 'https:';
  const underWay = new Set<AbortController>();
  let isClosed = false;

  return {
    async post(body, contentType, deadline, more) {
      const abort = new AbortController();
      const { signal } = abort;
      const undo = deadline.onOver(() => abort.abort());
      underWay.add(abort);
      try {
        const open = await (isSecure ? openTunnel(proxy, signal) : openForwarding(proxy, url));
        if (isClosed) return { kind: 'retry', reason: 'closed' };
        if (signal.aborted) return { kind: 'retry', reason: 'timeout' };
        const ours = { 'content-type': contentType, 'content-length': String(body.byteLength) };
        const secured = isSecure && { ...verified, ...tls };
        const request = open({ ...target, ...secured, method: 'POST', headers: { ...headers, ...more, ...ours } });
        let noTunnel: PostFailure | undefined;
        request.on('proxyConnect', ({ statusCode }: { readonly statusCode?: number }) => {
          if (statusCode !== 200) noTunnel = outcomeOfNoTunnel(Number(statusCode));
        });
        const result = await exchange(request, body, { isSecure, signal });
        // The library gives the answer of the proxy for that of the server, a success among them, although nothing was sent.
        if (noTunnel) return noTunnel;
        // The deadline ends the way to the proxy first, which looks as if it had broken.
        const isBroken = 'kind' in result && /^connection_/.test(result.reason ?? '');
        return isBroken && deadline.isOver ? { ...result, reason: 'timeout' } : result;
      } finally {
        undo();
        underWay.delete(abort);
      }
    },
    close() {
      isClosed = true;
      for (const abort of underWay) abort.abort();
    },
  };
}

/** Of the proxy, too, whatever the environment says. */
const verified = { rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const;

/** The library prints its URL where `DEBUG` wants it, so the credentials travel beside it. */
async function openTunnel(proxy: string, signal: AbortSignal): Promise<Open> {
  const [https, { HttpsProxyAgent }] = await Promise.all([import('node:https'), import('https-proxy-agent')]);
  const { origin } = new URL(proxy);
  const agent = new HttpsProxyAgent(origin, { ...verified, headers: proxyAuthorization(proxy), signal });
  return (options) => https.request({ ...options, agent });
}

/** A proxy takes the URL in the place of the path. */
async function openForwarding(proxy: string, url: string): Promise<Open> {
  const through = new URL(proxy);
  const { origin, host, pathname, search } = new URL(url);
  const isOverTls = through.protocol === 'https:';
  const { request } = isOverTls ? await import('node:https') : await import('node:http');
  const { protocol, hostname, port } = urlToHttpOptions(through);
  const way = { protocol, hostname, host: hostname, port, path: `${origin}${pathname}${search}`, agent: false };
  return (options) =>
    request({
      ...options,
      ...way,
      ...(isOverTls && verified),
      headers: { ...options.headers, host, ...proxyAuthorization(proxy) } as NonNullable<RequestOptions['headers']>,
    });
}
