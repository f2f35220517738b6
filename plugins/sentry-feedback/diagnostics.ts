/** What the environment says of proxies, as a text for a report: names and addresses, never credentials. */

/** In the order in which they are told. */
const variables = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'] as const;

/** The text; nothing where no proxy is named. Codex tells the values as they are; here user, password, path and query stay. */
export function describeConnectivity(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const found = variables.flatMap((name) => {
    const value = Object.hasOwn(env, name) ? env[name]?.trim() : undefined;
    return value ? [`  - ${name} = ${addressIn(value)}`] : [];
  });
  if (found.length === 0) return undefined;
  return ['Connectivity diagnostics', '', '- A proxy is set by the environment.', ...found, ''].join('\n');
}

/** `host:port` is a common way to write one. */
function addressIn(value: string): string {
  const url = value.includes('://') ? value : `http://${value}`;
  if (!URL.canParse(url)) return '(no address)';
  const { protocol, host } = new URL(url);
  return host === '' ? '(no address)' : `${protocol}//${host}`;
}
