/** The proxy that leads to an endpoint. */
import { CodexotelError, proxyFor } from '../../core/index.js';
import type { GrpcExporter } from './options.js';

/**
 * The URL of the proxy that the exporter names, or else the environment; `undefined`: none. `schemes`: those that can be used.
 *
 * @throws CodexotelError `ERR_CONFIG` when the environment names one that cannot be used: to go directly would be what its owner does not want
 */
export function findProxy(
  { endpoint, proxy }: Pick<GrpcExporter, 'endpoint' | 'proxy'>,
  env: Readonly<Record<string, string | undefined>>,
  schemes: RegExp,
): string | undefined {
  const choice = proxyFor(endpoint, env, proxy);
  if (choice.kind === 'none') return undefined;
  if (choice.kind === 'proxy' && schemes.test(choice.url)) return choice.url;
  const scheme = new URL(endpoint).protocol.slice(0, -1).toUpperCase();
  const problem = choice.kind === 'proxy' ? 'no http proxy, as gRPC needs one' : 'no http or https URL';
  throw new CodexotelError(
    'ERR_CONFIG',
    `otlp: the proxy of ${scheme}_PROXY or ALL_PROXY is ${problem}; correct it, or write proxy: none below the exporter`,
  );
}

/** Host and port, for people; never the credentials. */
export const throughProxy = (proxy: string | undefined): string =>
  proxy === undefined ? '' : ` through ${new URL(proxy).host}`;
