/** The first request of a client of an app server, JSON-RPC's `initialize`: who it is becomes the originator, once for a bus. */
import { CodexotelError, isLegalHeaderValue } from '../../core/index.js';
import { setDefaultOriginator, setUserAgentSuffix } from './state.js';
import { type UserAgentOptions, userAgentOf } from './user-agent.js';

/** As for the user agent of the answer. */
export type InitializeOptions = UserAgentOptions;

/** What is answered: the result, without what only the host knows; or an error. */
export type InitializeResult =
  | {
      readonly kind: 'initialized';
      readonly userAgent: string;
      readonly platformFamily: 'unix' | 'windows';
      /** Such as `linux`, `macos` or `windows`. */
      readonly platformOs: string;
    }
  | { readonly kind: 'error'; readonly code: typeof invalidRequest; readonly message: string };

const invalidRequest = -32_600;

/** Clients that ask in the name of others: they are neither the originator nor named in the user agent. */
const nonOriginating: ReadonlySet<string> = new Set(['codex_app_server_daemon', 'codex-backend']);

/**
 * Prepares one connection: the function takes the `params` of each `initialize` that comes over it. The first client of a bus
 * becomes its originator, unless the environment or the host said another; later ones are named in the user agent alone.
 */
export function prepareInitialize(bus: object, options: InitializeOptions): (params: unknown) => InitializeResult {
  let isInitialized = false;
  return (params) => {
    if (isInitialized) return refuse('Already initialized');
    const client = Object(Object(params).clientInfo) as Readonly<Record<string, unknown>>;
    const { name, version } = client;
    if (typeof name !== 'string' || !isLegalHeaderValue(name)) {
      return refuse('clientInfo.name must be a legal value of an HTTP header; use visible ASCII characters and spaces');
    }
    isInitialized = true;
    if (!nonOriginating.has(name)) {
      setUnlessFixed(bus, name);
      setUserAgentSuffix(bus, `${name}; ${typeof version === 'string' ? version : 'unknown'}`);
    }
    const { platform } = options.system ?? process;
    return {
      kind: 'initialized',
      userAgent: userAgentOf(bus, options),
      platformFamily: platform === 'win32' ? 'windows' : 'unix',
      platformOs: platformNames[platform] ?? platform,
    };
  };
}

const platformNames: Partial<Readonly<Record<NodeJS.Platform, string>>> = { darwin: 'macos', win32: 'windows' };

const refuse = (message: string): InitializeResult => ({ kind: 'error', code: invalidRequest, message });

/** Another client, the host or the environment came first: that is in order. */
function setUnlessFixed(bus: object, name: string): void {
  try {
    setDefaultOriginator(bus, name);
  } catch (error) {
    if (!(error instanceof CodexotelError && error.code === 'ERR_ALREADY_INITIALIZED')) throw error;
  }
}
