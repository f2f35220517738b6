/** Whether a request bears a header of authorization; what it holds is nobody's business. */
import { readHeader } from '../../core/index.js';

/** By wire names. */
export interface AuthHeaderFacts {
  readonly 'auth.header_attached': boolean;
  readonly 'auth.header_name'?: 'authorization';
}

/**
 * Of the headers of a request, as `fetch` takes them: whether `authorization` is among them. Its value is not kept; other
 * headers that name an account do not count. Never throws.
 */
export function authHeaderFacts(headers: unknown): AuthHeaderFacts {
  return readHeader(headers, 'authorization') === undefined
    ? { 'auth.header_attached': false }
    : { 'auth.header_attached': true, 'auth.header_name': 'authorization' };
}
