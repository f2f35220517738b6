/** The ways to be logged in, as one table: what each of them is for telemetry, for a backend, and for recovery from a 401. */

/** What is known of one way. */
export interface AuthModeFacts {
  /** What events say in `auth_mode`. */
  readonly telemetry: 'ApiKey' | 'Chatgpt';
  /** A ChatGPT account of a human. */
  readonly isChatgptAuth: boolean;
  /** Requests go to the backend of Codex, in place of the public API. `Headers` that a caller provides say it one by one; by mode, they do not. */
  readonly usesCodexBackend: boolean;
  /** Whether the host did the login itself, or an application around it that hands its tokens or headers in. */
  readonly loginBy: 'host' | 'outer';
  /** Whether a 401 can be recovered from by the host's own means; else the reason why not. */
  readonly recovery: 'ready' | 'not_chatgpt_auth' | 'not_refreshable_auth';
}

const apiKey = {
  telemetry: 'ApiKey',
  isChatgptAuth: false,
  usesCodexBackend: false,
  loginBy: 'host',
  recovery: 'not_chatgpt_auth',
} as const;

const chatgpt = { telemetry: 'Chatgpt', isChatgptAuth: true, usesCodexBackend: true } as const;

/** By the names that Codex stores. */
export const authModes = Object.freeze({
  apikey: apiKey,
  chatgpt: { ...chatgpt, loginBy: 'host', recovery: 'ready' },
  chatgptAuthTokens: { ...chatgpt, loginBy: 'outer', recovery: 'ready' },
  callerProvided: {
    telemetry: 'Chatgpt',
    isChatgptAuth: false,
    usesCodexBackend: false,
    loginBy: 'outer',
    recovery: 'not_chatgpt_auth',
  },
  agentIdentity: { ...chatgpt, isChatgptAuth: false, loginBy: 'host', recovery: 'not_chatgpt_auth' },
  personalAccessToken: { ...chatgpt, loginBy: 'host', recovery: 'not_refreshable_auth' },
  bedrockApiKey: apiKey,
  bedrockAccessKeys: apiKey,
}) satisfies Readonly<Record<string, AuthModeFacts>>;

/** A way to be logged in. */
export type AuthMode = keyof typeof authModes;

/** Whether it is the ChatGPT account of a human; not known: no. */
export const isChatgptAuth = (mode: AuthMode | undefined): boolean => factsOf(mode)?.isChatgptAuth ?? false;

/** Whether requests go to the backend of Codex; not known: no. */
export const usesCodexBackend = (mode: AuthMode | undefined): boolean => factsOf(mode)?.usesCodexBackend ?? false;

/** What the session fact `auth_mode` says of it; without a login nothing. */
export const telemetryAuthMode = (mode: AuthMode | undefined): 'ApiKey' | 'Chatgpt' | undefined =>
  factsOf(mode)?.telemetry;

const factsOf = (mode: AuthMode | undefined): AuthModeFacts | undefined =>
  mode !== undefined && Object.hasOwn(authModes, mode) ? authModes[mode] : undefined;
