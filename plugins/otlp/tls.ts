/** Certificates from files. What cannot be used closes the sink instead of being left out. */

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { createSecureContext } from 'node:tls';
import { CodexotelError, type ReadyRequest } from '../../core/index.js';
import type { TlsPaths } from './options.js';
import { type Reading, readFileNow } from './small-file.js';

/** Certificates in PEM; an empty object: the system's roots and no certificate of our own. */
export interface TlsFiles {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** What the named files hold. */
export type PemFiles = { readonly [option in keyof TlsPaths]?: Buffer };

/**
 * Reads and checks the files that the options name.
 *
 * @throws CodexotelError `ERR_CONFIG` for half a pair, a relative path (whoever owns the working directory would choose the
 * certificates), a file that cannot be read, or one that holds no usable certificate or key
 */
export function readTlsFiles(paths: TlsPaths): TlsFiles {
  const { 'client-certificate': certPath, 'client-private-key': keyPath } = paths;
  if ((certPath === undefined) !== (keyPath === undefined)) {
    throw tlsError('client-certificate and client-private-key must both be given');
  }
  const read = (option: keyof TlsPaths, path: string): Buffer => {
    if (!isAbsolute(path)) throw tlsError(`${option} must be an absolute path`);
    return readFileNow(path, readingOf(option));
  };
  return checkPems(paths, Object.fromEntries(namedIn(paths).map(([option, path]) => [option, read(option, path)])));
}

/** The options that name a file. */
export const namedIn = (paths: TlsPaths): ReadonlyArray<readonly [option: keyof TlsPaths, path: string]> =>
  (['ca-certificate', 'client-certificate', 'client-private-key'] as const).flatMap((option) => {
    const path = paths[option];
    return path === undefined ? [] : [[option, path] as const];
  });

/** How one of the files is read; that of a whole system's authorities is about 256 KiB. */
export const readingOf = (option: keyof TlsPaths): Reading => ({
  maxBytes: 4 * 2 ** 20,
  mistake: (problem, cause) => tlsError(`${option} ${problem}`, cause),
});

/** The contents by the names that Node has for them. */
export const toTlsFiles = (pems: PemFiles): TlsFiles => {
  const { 'ca-certificate': ca, 'client-certificate': cert, 'client-private-key': key } = pems;
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
};

/** Checks what the files hold. @throws CodexotelError as `readTlsFiles` */
export function checkPems(paths: TlsPaths, pems: PemFiles): TlsFiles {
  const files = toTlsFiles(pems);
  const { ca, cert, key } = files;
  const check = (option: keyof TlsPaths, problem: string, use: () => unknown): void => {
    try {
      use();
    } catch (cause) {
      throw tlsError(`${option} ${paths[option]} ${problem}`, cause);
    }
  };
  const checkCertificates = (option: keyof TlsPaths, file: Buffer): void => {
    const { begun, whole } = certificatesIn(file);
    if (begun === 0) throw tlsError(`${option} ${paths[option]} holds no certificate in PEM`);
    check(option, 'holds a certificate that cannot be read', () => {
      if (whole.length < begun) throw new TypeError('it is cut off');
      for (const pem of whole) new X509Certificate(pem);
    });
  };
  if (ca) checkCertificates('ca-certificate', ca);
  if (!cert || !key) return files;
  checkCertificates('client-certificate', cert);
  check('client-private-key', 'holds no private key in PEM, or one with a passphrase', () => createPrivateKey(key));
  check('client-private-key', 'holds no key of the client certificate', () => createSecureContext({ cert, key }));
  return files;
}

/** Node takes as many as it can read, from none on, and says nothing of the rest. */
function certificatesIn(file: Buffer): { readonly begun: number; readonly whole: readonly string[] } {
  const text = file.toString('latin1');
  return {
    begun: text.match(/-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/g)?.length ?? 0,
    whole: text.match(/-----BEGIN ((?:X509 |TRUSTED )?CERTIFICATE)-----[^-]*-----END \1-----/g) ?? [],
  };
}

/** The same as text, for a thread of its own. */
export const toTexts = ({ ca, cert, key }: TlsFiles): NonNullable<ReadyRequest['tls']> => ({
  ...(ca && { ca: String(ca) }),
  ...(cert && { cert: String(cert) }),
  ...(key && { key: String(key) }),
});

/** The error of something that is wrong with the files. */
export function tlsError(problem: string, cause?: unknown): CodexotelError {
  return new CodexotelError('ERR_CONFIG', `otlp: tls: ${problem}`, { cause });
}
