/** The headers by which the model's API knows a client. */
import { originatorOf } from './state.js';
import { type UserAgentOptions, userAgentOf } from './user-agent.js';

/** As for the user agent, and where requests have to stay. */
export interface RequestHeadersOptions extends UserAgentOptions {
  /** The region in which requests must be answered, where the account requires one; `us` is the only one. */
  readonly residency?: 'us' | undefined;
}

/** `originator`, `user-agent`, and `x-openai-internal-codex-residency` where a residency is required. */
export const requestHeaders = (bus: object, options: RequestHeadersOptions): Readonly<Record<string, string>> => ({
  originator: originatorOf(bus),
  'user-agent': userAgentOf(bus, options),
  ...(options.residency !== undefined && { 'x-openai-internal-codex-residency': options.residency }),
});
