/** One POST over HTTP/1.1 that ends when its deadline comes, whatever phase it is in: name look-up, connect, TLS, send, answer. */
import type { Agent, ClientRequest, RequestOptions } from 'node:http';
import { urlToHttpOptions } from 'node:url';
import type { Deadline } from '../deadline.js';
import type { Outcome } from '../plugin.js';
import { exchange } from './exchange.js';
import { createProxiedPoster } from './proxied-post.js';

/** A whole answer, or as much of it as matters. Unlike a failure it has no `kind`. */
export interface Reply {
  readonly status: number;
  /** By lower-case name; a header that came several times is joined with a comma. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** At most 4 MiB. */
  readonly body: Uint8Array;
  /** The body is not all there: it was longer, or it broke off after a status that says enough by itself. */
  readonly isCut: boolean;
}

/**
 * No answer. `retry`: nothing was sent (`connection_failed`, `tls_failed`, `proxy_407` and its like, `timeout`, `closed`).
 * `unknown`: the request may have arrived (`connection_reset`, `not_http`, `timeout`).
 */
export type PostFailure = Extract<Outcome, { readonly kind: 'retry' | 'unknown' }>;

/** Certificates in PEM. */
export interface PosterTls {
  /** Trusted instead of the system's roots. */
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** Where and as whom a poster posts. */
export interface PosterOptions {
  /** An http or https URL, used as it stands. */
  readonly url: string;
  /** Sent with every request, `user-agent` among them; they must be legal header names and values. */
  readonly headers: Readonly<Record<string, string>>;
  /** For https only. Certificates are always verified, whatever the environment says. */
  readonly tls?: PosterTls;
  /** The URL of an http or https proxy to go through; see `proxyFor`. Default: none. */
  readonly proxy?: string | undefined;
}

/** Posts to one URL over its own keep-alive connections. */
export interface Poster {
  /**
   * Sends a body once and settles by the deadline. Redirects are not followed, nothing is sent twice, proxies of the
   * environment are not used. `more`: headers of this request alone. Rejects only for what no request can be made of, such as an illegal header.
   */
  post(
    body: Uint8Array,
    contentType: string,
    deadline: Deadline,
    more?: Readonly<Record<string, string>>,
  ): Promise<Reply | PostFailure>;
  /** Closes all connections; a request under way ends with `connection_reset`, a later one with `closed`. */
  close(): void;
}

/** The module of the URL's scheme and the agent that keeps its connections. */
interface Line {
  readonly agent: Agent;
  open(options: RequestOptions): ClientRequest;
}

/**
 * Prepares posting to one URL; connects at the first post. Idle connections do not keep the process alive.
 *
 * @throws TypeError when the URL is none
 */
export function createPoster(options: PosterOptions): Poster {
  const { url, headers, tls, proxy } = options;
  if (proxy !== undefined) return createProxiedPoster(options, proxy);
  const target = urlToHttpOptions(new URL(url));
  const isSecure = target.protocol === 'https:';
  let line: Promise<Line> | undefined;
  let isClosed = false;

  return {
    async post(body, contentType, deadline, more) {
      line ??= isSecure ? openTlsLine(tls ?? {}) : openPlainLine();
      const { agent, open } = await line;
      if (isClosed) return { kind: 'retry', reason: 'closed' };
      if (deadline.signal.aborted) return { kind: 'retry', reason: 'timeout' };
      const ours = { 'content-type': contentType, 'content-length': String(body.byteLength) };
      const request = open({ ...target, agent, method: 'POST', headers: { ...headers, ...more, ...ours } });
      return exchange(request, body, { isSecure, signal: deadline.signal });
    },
    close() {
      isClosed = true;
      void line?.then(({ agent }) => agent.destroy());
    },
  };
}

async function openPlainLine(): Promise<Line> {
  const http = await import('node:http');
  return { agent: new http.Agent({ keepAlive: true }), open: (options) => http.request(options) };
}

async function openTlsLine(tls: PosterTls): Promise<Line> {
  const https = await import('node:https');
  const agent = new https.Agent({ keepAlive: true, rejectUnauthorized: true, minVersion: 'TLSv1.2', ...tls });
  return { agent, open: (options) => https.request(options) };
}
