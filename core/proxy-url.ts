/** What may be said of a proxy: the texts that an owner may write, the URLs that can be one, and the credentials in them. */
import { says } from './config/finding.js';

/** What a schema needs to check a text; no schema itself, since the core is not to load one. */
export interface ProxyRule {
  /** What is expected, and the cure. */
  readonly words: string;
  /** For editors; `isFit` refuses some more. */
  readonly pattern: string;
  readonly isFit: (text: string) => boolean;
}

/** `none`, or the URL of a proxy, which may hold credentials: over HTTP an http or https one; over gRPC its library speaks to http ones alone. */
export const proxyRules = {
  http: ruleFor({
    words: says(
      'must be "none", or the URL of an http or https proxy',
      'write proxy: "http://proxy.example:3128", with a user and a password in the environment',
    ),
    scheme: '[Hh][Tt][Tt][Pp][Ss]?',
  }),
  grpc: ruleFor({
    words: says(
      'must be "none", or the URL of an http proxy, as gRPC needs one',
      'write proxy: "http://proxy.example:3128", or send over otlp-http, which takes https proxies, too',
    ),
    scheme: '[Hh][Tt][Tt][Pp]',
  }),
} as const;

function ruleFor({ words, scheme }: { readonly words: string; readonly scheme: string }): ProxyRule {
  const pattern = `^(?:none|${scheme}:\\/\\/[!-~]+)$`;
  const form = new RegExp(pattern);
  return {
    words,
    pattern,
    isFit: (text) => form.test(text) && (text === 'none' || (isProxyUrl(text) && isBare(text))),
  };
}

/** Whether an URL can be a proxy: http or https, with credentials that can be decoded, if it has some. */
export function isProxyUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  try {
    decodeURIComponent(`${username}:${password}`);
  } catch {
    return false;
  }
  return protocol === 'http:' || protocol === 'https:';
}

/** The header that shows a proxy the credentials of its URL, where they are percent-encoded; none where the URL has none. */
export function proxyAuthorization(proxy: string): Readonly<Record<string, string>> {
  const { username, password } = new URL(proxy);
  if (username === '' && password === '') return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/** A path or a query would say nothing, so it is a mistake. */
function isBare(text: string): boolean {
  const { pathname, search, hash } = new URL(text);
  return pathname === '/' && search === '' && hash === '';
}
