/** Which proxy the environment names for a URL, by the variables that programs have agreed upon. */

type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment says; `invalid`: what it names is no http or https proxy. */
export type ProxyChoice = { readonly kind: 'none' | 'invalid' } | { readonly kind: 'proxy'; readonly url: string };

const none: ProxyChoice = { kind: 'none' };

/**
 * Looks at `https_proxy` or `http_proxy` by the scheme of the URL, then at `all_proxy`, in lower case first; `no_proxy` lists hosts
 * that are asked directly: names with all that is below them, with or without a leading dot, a port where one is meant, `*` for all.
 * This machine itself is never asked through a proxy.
 */
export function proxyFor(target: string, env: Environment): ProxyChoice {
  const { protocol, hostname, port } = new URL(target);
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (isLoopback(host)) return none;
  const said = read(env, `${protocol.slice(0, -1)}_proxy`) ?? read(env, 'all_proxy');
  if (said === undefined || isExcluded(host, port || standardPorts[protocol] || '', read(env, 'no_proxy') ?? ''))
    return none;
  const url = said.includes('://') ? said : `http://${said}`;
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? { kind: 'proxy', url } : { kind: 'invalid' };
}

const standardPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

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
      const [, name = '', only] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (entry === '*') return true;
      return name !== '' && (only ?? port) === port && (host === name || host.endsWith(`.${name}`));
    });
}
