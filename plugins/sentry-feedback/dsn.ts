/** Where reports go: the address in a Sentry DSN, taken apart. */

/** What a DSN says. */
export interface Dsn {
  /** The URL of the envelope endpoint of its project. */
  readonly url: string;
  readonly publicKey: string;
  /** Host and project, for people; no key. */
  readonly description: string;
}

/** The parts of `https://KEY@HOST/PROJECT`; a self-hosted server may stand below a path. `undefined`: it is no DSN. */
export function parseDsn(text: string): Dsn | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, username, host, pathname, search, hash } = new URL(text);
  const [, base = '', project] = /^(.*)\/([A-Za-z0-9]+)$/.exec(pathname) ?? [];
  const isWhole = /^https?:$/.test(protocol) && /^[A-Za-z0-9]+$/.test(username) && project !== undefined;
  if (!isWhole || search !== '' || hash !== '') return undefined;
  return {
    url: `${protocol}//${host}${base}/api/${project}/envelope/`,
    publicKey: username,
    description: `${host}${base}, project ${project}`,
  };
}
