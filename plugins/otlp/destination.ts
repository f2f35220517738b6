/** What people may read about an endpoint: where it is, never a credential. */

/** Scheme, host and port of a URL, and a path that is the standard one; user, password, any other path and the query may be secrets. */
export function describeEndpoint(endpoint: string): string {
  const { origin, pathname } = new URL(endpoint);
  if (pathname === '/') return origin;
  return origin + (/^\/v1\/(logs|traces|metrics)$/.test(pathname) ? pathname : '/…');
}
