/** The proxy of one destination, where it is not to be that of the environment. */
import * as v from 'valibot';
import { isProxyUrl } from '../proxy-url.js';
import { says } from './finding.js';

const words = says(
  'must be "none", or the URL of an http or https proxy',
  `write proxy: "http://proxy.example:3128", with a user and a password in the environment`,
);

/** `none`, or an http or https URL, which may hold credentials. */
export const proxySetting = v.pipe(
  v.string(words),
  v.regex(/^(?:none|[Hh][Tt][Tt][Pp][Ss]?:\/\/[!-~]+)$/, words),
  v.check((text) => text === 'none' || (isProxyUrl(text) && isBareUrl(text)), words),
);

/** The same over gRPC, whose library speaks to http proxies alone. */
export const grpcProxySetting = v.pipe(
  proxySetting,
  v.regex(
    /^(?![Hh][Tt][Tt][Pp][Ss]:)/,
    says('must be an http proxy for gRPC', 'write http://, or send over otlp-http, which takes both'),
  ),
);

/** A path or a query would say nothing, so it is a mistake. */
function isBareUrl(text: string): boolean {
  const { pathname, search, hash } = new URL(text);
  return pathname === '/' && search === '' && hash === '';
}
