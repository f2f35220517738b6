/** What people may read about an endpoint: where it is, never a credential. */

/** Scheme, host, port and path of a URL; user, password, query and fragment may be secrets. */
export function describeEndpoint(endpoint: string): string {
  const { origin, pathname } = new URL(endpoint);
  return `${origin}${pathname === '/' ? '' : pathname}`;
}
