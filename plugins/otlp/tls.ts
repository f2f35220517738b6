/** Certificates from files: read once at set-up, and whatever cannot be used closes the sink instead of being left out. */

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { createSecureContext } from 'node:tls';
import { CodexotelError, type ReadyRequest } from '../../core/index.js';
import type { TlsPaths } from './options.js';

/** Certificates in PEM; an empty object: the system's roots and no certificate of our own. */
export interface TlsFiles {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/**
 * Reads and checks the files that the options name.
 *
 * @throws CodexotelError `ERR_CONFIG` for half a pair, a relative path (whoever owns the working directory would choose the
 * certificates), a file that cannot be read, or one that holds no usable certificate or key
 */
export function readTlsFiles(paths: TlsPaths | undefined): TlsFiles {
  const { 'ca-certificate': caPath, 'client-certificate': certPath, 'client-private-key': keyPath } = paths ?? {};
  if ((certPath === undefined) !== (keyPath === undefined)) {
    throw tlsError('client-certificate and client-private-key must both be given');
  }
  const ca = caPath === undefined ? undefined : readPem('ca-certificate', caPath);
  if (ca) check('ca-certificate', caPath, 'holds no certificate', () => new X509Certificate(ca));
  if (certPath === undefined || keyPath === undefined) return { ...(ca && { ca }) };
  const cert = readPem('client-certificate', certPath);
  const key = readPem('client-private-key', keyPath);
  check('client-certificate', certPath, 'holds no certificate', () => new X509Certificate(cert));
  check('client-private-key', keyPath, 'holds no key of the client certificate', () =>
    createSecureContext({ cert, key }),
  );
  return { ...(ca && { ca }), cert, key };
}

/** The same as text, for a thread of its own. */
export const toTexts = ({ ca, cert, key }: TlsFiles): NonNullable<ReadyRequest['tls']> => ({
  ...(ca && { ca: String(ca) }),
  ...(cert && { cert: String(cert) }),
  ...(key && { key: String(key) }),
});

function readPem(option: keyof TlsPaths, path: string): Buffer {
  if (!isAbsolute(path)) throw tlsError(`${option} must be an absolute path`);
  try {
    return readFileSync(path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw tlsError(`${option} ${path} cannot be read${code}`, cause);
  }
}

function check(option: keyof TlsPaths, path: string | undefined, problem: string, use: () => unknown): void {
  try {
    use();
  } catch (cause) {
    throw tlsError(`${option} ${path} ${problem}`, cause);
  }
}

function tlsError(problem: string, cause?: unknown): CodexotelError {
  return new CodexotelError('ERR_CONFIG', `otlp: tls: ${problem}`, { cause });
}
