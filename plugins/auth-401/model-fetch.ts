/** A `fetch` for the model's API: each attempt is reported, a 401 is recovered from, and the request is sent again. */
import { responseDebugContext, type SessionTelemetry } from '../../core/index.js';
import { authHeaderFacts } from './header-facts.js';
import { type AuthManager, type RecoveryStep, UnauthorizedRecovery } from './recovery.js';

type HeadersLike = NonNullable<RequestInit['headers']>;

/** What the wrapper is to know; everything has a default. */
export interface ModelFetchOptions {
  /** The headers of the login, asked before each attempt, so that a recovery is followed by the new ones. Default: those of the request alone. */
  readonly headers?: () => HeadersLike | Promise<HeadersLike>;
  /** Who leads the recovery from a 401; absent: a 401 is told as one that nobody could do anything about. */
  readonly auth?: AuthManager | undefined;
  /** A provider's own refresh, tried first and once for a request; says whether the login is another one now. Its steps are no event. */
  readonly refreshProvider?: () => Promise<boolean> | boolean;
  /** The name of the endpoint that events bear. Default: of the path, `/responses`, `/responses/compact` and `/models`; else `unknown`. */
  readonly endpointOf?: (url: URL) => string;
  /** Default: the global one. */
  readonly fetch?: typeof fetch;
}

type Session = Pick<SessionTelemetry, 'timeRequest' | 'recordAuthRecovery'>;

/** What the next attempt says of the recovery that led to it. */
type Retry = Pick<
  Parameters<Session['timeRequest']>[0],
  'auth.retry_after_unauthorized' | 'auth.recovery_mode' | 'auth.recovery_phase'
>;

const firstTry: Retry = { 'auth.retry_after_unauthorized': false };

/**
 * Makes the `fetch`. Each attempt is a `codex.api_request` with its duration, status, the facts of its headers, and what the headers
 * of a refusal say; each step after a 401 a `codex.auth_recovery`. Answers and errors are those of the `fetch` inside: the last 401
 * is returned when nothing helps. A body that can be read only once (a stream) is sent once: its 401 is recovered from for
 * the requests after it, and returned. No URL, header, or body is told.
 *
 * `const client = new OpenAI({ fetch: createModelFetch(session, { auth, headers: () => ({ authorization: 'Bearer ' + login.token }) }) })`
 */
export function createModelFetch(session: Session, options: ModelFetchOptions = {}): typeof fetch {
  const { fetch: send = globalThis.fetch, endpointOf = endpointOfPath, auth, refreshProvider } = options;

  return async (input, init) => {
    const endpoint = nameOf(input, endpointOf);
    const recovery = new UnauthorizedRecovery(auth);
    let isProviderAsked = refreshProvider === undefined;
    let retry = firstTry;
    for (;;) {
      const headers = await mergeHeaders(input, init, options.headers);
      const facts = { endpoint, ...authHeaderFacts(headers), ...(endpoint === '/models' ? {} : retry) };
      const source = input instanceof Request ? input.clone() : input;
      const response = await session.timeRequest(facts, () => send(source, { ...init, headers }));
      if (response.status !== 401) return response;
      if (!isProviderAsked) {
        isProviderAsked = true;
        retry = retryAfter('provider', 'provider_refresh');
        if (!(await hasRefreshed(refreshProvider))) return response;
      } else {
        const step = await recovery.next();
        session.recordAuthRecovery({ ...step, ...responseDebugContext(response.headers) });
        if (step['auth.outcome'] !== 'recovery_succeeded') return response;
        retry = retryAfter(step['auth.mode'], step['auth.step']);
      }
      if (isReadOnce(init?.body)) return response;
      await response.body?.cancel();
    }
  };
}

/** A refresh that throws has failed. */
async function hasRefreshed(refresh: ModelFetchOptions['refreshProvider']): Promise<boolean> {
  try {
    return (await refresh?.()) === true;
  } catch {
    return false;
  }
}

const retryAfter = (mode: RecoveryStep['auth.mode'] | 'provider', phase: Retry['auth.recovery_phase']): Retry => ({
  'auth.retry_after_unauthorized': true,
  'auth.recovery_mode': mode,
  'auth.recovery_phase': phase,
});

/** The headers of the request, and over them those of the login. */
async function mergeHeaders(
  input: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
  login: ModelFetchOptions['headers'],
): Promise<Headers> {
  const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
  if (login) for (const [name, value] of new Headers(await login())) headers.set(name, value);
  return headers;
}

function nameOf(input: Parameters<typeof fetch>[0], endpointOf: (url: URL) => string): string {
  try {
    return endpointOf(new URL(input instanceof Request ? input.url : input));
  } catch {
    return 'unknown';
  }
}

/** Those that Codex asks; another path may hold anything. */
const endpoints = ['/responses/compact', '/responses', '/models'] as const;

const endpointOfPath = ({ pathname }: URL): string =>
  endpoints.find((endpoint) => pathname.replace(/\/+$/, '').endsWith(endpoint)) ?? 'unknown';

/** Whether a body is gone once it was sent. */
const isReadOnce = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && (body instanceof ReadableStream || Symbol.asyncIterator in body);
