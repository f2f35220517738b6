/** gzip, both ways: requests as the owner wants them, answers up to a bound. */
import { promisify } from 'node:util';
import { gunzip as gunzipWithCallback, gzip as gzipWithCallback } from 'node:zlib';

/** Compresses a request, off the main thread. */
export const gzip: (body: Uint8Array) => Promise<Uint8Array> = promisify(gzipWithCallback);

const gunzip = promisify(gunzipWithCallback);

/** As much of an answer as is ever looked at, compressed or not. */
const maxAnswerBytes = 4 * 2 ** 20;

/** An answer, as far as it concerns its body. */
export interface CompressedAnswer {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** The body of an answer; `undefined` for one that is compressed in another way, is no gzip, or would grow beyond 4 MiB. */
export async function decompressAnswer({ headers, body }: CompressedAnswer): Promise<Uint8Array | undefined> {
  const encoding = headers['content-encoding']?.trim().toLowerCase() || 'identity';
  if (encoding === 'identity' || body.byteLength === 0) return body;
  if (encoding !== 'gzip') return undefined;
  try {
    return await gunzip(body, { maxOutputLength: maxAnswerBytes });
  } catch {
    return undefined;
  }
}
