/** Which proxy a destination is asked through: the one that its owner names, or that of the variables which programs have agreed upon. */
import { isProxyUrl } from '../proxy-url.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The choice; `invalid`: what the environment names is no http or https proxy. */
export type ProxyChoice = { readonly kind: 'none' | 'invalid' } | { readonly kind: 'proxy'; readonly url: string };

const none: ProxyChoice = { kind: 'none' };

/**
 * `said` wins: `none`, or the URL of a proxy. Else the environment: `https_proxy` or `http_proxy` by the scheme of the target, then
 * `all_proxy`, in lower case first; `no_proxy` lists hosts that are asked directly: names with all that is below them, with or
 * without a leading dot, addresses and networks such as `10.0.0.0/8`, a port where one is meant, `*` for all. By the environment
 * alone this machine itself is never asked through a proxy.
 */
export function proxyFor(target: string, env: Environment, said?: string): ProxyChoice {
  if (said !== undefined) return said === 'none' ? none : { kind: 'proxy', url: said };
  const { protocol, hostname, port } = new URL(target);
  const host = bare(hostname);
  if (isLoopback(host)) return none;
  const named = read(env, `${protocol.slice(0, -1)}_proxy`) ?? read(env, 'all_proxy');
  if (named === undefined || isExcluded(host, port || standardPorts[protocol] || '', read(env, 'no_proxy') ?? ''))
    return none;
  const url = named.includes('://') ? named : `http://${named}`;
  return isProxyUrl(url) ? { kind: 'proxy', url } : { kind: 'invalid' };
}

const standardPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** A host as hosts are compared: without the brackets of an address, and without the dot that ends a whole name. */
const bare = (host: string): string => host.toLowerCase().replace(/^\[|\]$|\.$/g, '');

/** Also by the address that stands for all of a machine's own, and by one of IPv4 in the clothes of IPv6. */
const isLoopback = (host: string): boolean =>
  /(?:^|\.)localhost$/.test(host) ||
  /^(?:127\.\d+\.\d+\.\d+|0\.0\.0\.0|::1?|::ffff:7f[0-9a-f]{2}:[0-9a-f]+)$/.test(host);

function read(env: Environment, name: string): string | undefined {
  for (const key of [name, name.toUpperCase()]) {
    const value = Object.hasOwn(env, key) ? env[key]?.trim() : undefined;
    if (value) return value;
  }
  return undefined;
}

function isExcluded(host: string, port: string, list: string): boolean {
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      if (entry === '*' || isInNetwork(host, entry)) return true;
      const [, written = '', only] = /^\*?\.?(\[.*\]|.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (!/^[^/?#@\\]+$/.test(written) || (only ?? port) !== port) return false;
      // As URLs write a name, which may hold letters beyond ASCII, or an address.
      const url = `http://${written}`;
      const name = bare(URL.canParse(url) ? new URL(url).hostname : written);
      return host === name || host.endsWith(`.${name}`);
    });
}

/** Whether an entry is a network, or an address of either family, that the host is in. */
function isInNetwork(host: string, entry: string): boolean {
  // An import would cost every start.
  const { BlockList, isIP } = process.getBuiltinModule('node:net');
  const [address = '', length] = entry.replace(/[[\]]/g, '').split('/');
  const version = isIP(address);
  if (version === 0 || isIP(host) !== version) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const mostBits = version === 4 ? 32 : 128;
  const bits = length === undefined ? mostBits : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  if (!(bits <= mostBits)) return false;
  const network = new BlockList();
  network.addSubnet(address, bits, family);
  return network.check(host, family);
}
