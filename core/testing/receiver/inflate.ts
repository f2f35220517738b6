/** Inflates a gzip body, but never to more than the limit. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { MAX_BODY_BYTES } from './limits.js';
import { GRPC, Refusal } from './refusal.js';

const gunzipAsync = promisify(gunzip);

const isTooLong = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';

/** Refuses a body for its size. */
export const tooLong = (what: string): Refusal =>
  new Refusal(`the body ${what} more than ${MAX_BODY_BYTES} bytes`, { http: 413, grpc: GRPC.RESOURCE_EXHAUSTED });

/**
 * Inflates a body.
 *
 * @throws Refusal when it is no gzip, ends early, or inflates to too much
 */
export async function inflate(bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return await gunzipAsync(bytes, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    if (isTooLong(error)) throw tooLong('inflates to');
    throw new Refusal('the body is not gzip, or it ends early', {}, { cause: error });
  }
}
