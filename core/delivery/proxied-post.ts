/** Posting through a proxy: https by a tunnel, http by asking the proxy for the whole URL. */
import type { RequestOptions } from 'node:http';
import { urlToHttpOptions } from 'node:url';
import { exchange } from './exchange.js';
import { outcomeOfNoTunnel } from './outcomes.js';
import type { Poster, PosterOptions, PostFailure } from './post.js';

/**
 * As `createPoster`, through a proxy whose URL may hold credentials. Each post has a connection of its own, which ends with its
 * deadline in whatever state it is: a proxy that answers nothing holds nobody.
 */
export function createProxiedPoster({ url, headers, tls = {} }: PosterOptions, proxy: string): Poster {
  const target = urlToHttpOptions(new URL(url));
  // Of a path alone that begins with two slashes, the library would make another host.
  const wholePath = `${new URL(url).origin}${target.path}`;
  const isSecure = target.protocol === 'https:';
  const closing = new AbortController();

  return {
    async post(body, contentType, deadline, more) {
      const signal = AbortSignal.any([deadline.signal, closing.signal]);
      const open = await (isSecure ? openTunnel(proxy, signal) : openForwarding(proxy, signal));
      if (closing.signal.aborted) return { kind: 'retry', reason: 'closed' };
      if (signal.aborted) return { kind: 'retry', reason: 'timeout' };
      const ours = { 'content-type': contentType, 'content-length': String(body.byteLength) };
      const way = isSecure ? { ...verified, ...tls } : { path: wholePath };
      const request = open({ ...target, ...way, method: 'POST', headers: { ...headers, ...more, ...ours } });
      let noTunnel: PostFailure | undefined;
      request.on('proxyConnect', ({ statusCode }: { readonly statusCode?: number }) => {
        if (isSecure && statusCode !== 200) noTunnel = outcomeOfNoTunnel(Number(statusCode));
      });
      const result = await exchange(request, body, { isSecure, signal });
      // The library gives the answer of the proxy for that of the server, a success among them, although nothing was sent.
      if (noTunnel) return noTunnel;
      // The deadline ends the way to the proxy first, which looks as if it had broken.
      const isBroken = 'kind' in result && /^connection_/.test(result.reason ?? '');
      return isBroken && deadline.isOver ? { ...result, reason: 'timeout' } : result;
    },
    close: () => closing.abort(),
  };
}

/** Of the proxy, too, whatever the environment says. */
const verified = { rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const;

async function openTunnel(proxy: string, signal: AbortSignal) {
  const [https, { HttpsProxyAgent }] = await Promise.all([import('node:https'), import('https-proxy-agent')]);
  const agent = new HttpsProxyAgent(proxy, { ...verified, signal });
  return (options: RequestOptions) => https.request({ ...options, agent });
}

async function openForwarding(proxy: string, signal: AbortSignal) {
  const [http, { HttpProxyAgent }] = await Promise.all([import('node:http'), import('http-proxy-agent')]);
  const agent = new HttpProxyAgent(proxy, { ...verified, signal });
  return (options: RequestOptions) => http.request({ ...options, agent });
}
