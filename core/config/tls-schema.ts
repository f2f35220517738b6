/** PEM files of an exporter: absolute paths in the end, and a client's certificate only together with its key. */
import { isAbsolute, resolve } from 'node:path';
import * as v from 'valibot';
import { says } from './finding.js';
import { mapping } from './mapping.js';

/** PEM files as absolute paths; certificate and key come together or not at all. */
export interface TlsSetting {
  readonly 'ca-certificate'?: string;
  readonly 'client-certificate'?: string;
  readonly 'client-private-key'?: string;
}

/** The files, resolved against `folder`; absent, they come from code and must be absolute: the working directory may be anybody's. */
export function tlsFiles(folder: string | undefined) {
  const words = says('must be the path of a PEM file', 'write a path in quotes');
  const file = v.pipe(
    v.string(words),
    // biome-ignore lint/suspicious/noControlCharactersInRegex: no path can hold it, and a reader of the JSON Schema does not know \0
    v.regex(/^[^\x00]+$/, words),
    v.check(
      (path) => folder !== undefined || isAbsolute(path),
      says('must be an absolute path here', 'resolve it first'),
    ),
    v.transform((path) => (folder === undefined ? path : resolve(folder, path))),
  );
  return v.pipe(
    mapping(
      {
        'ca-certificate': v.exactOptional(file),
        'client-certificate': v.exactOptional(file),
        'client-private-key': v.exactOptional(file),
      },
      { form: says('must be a mapping of PEM files', 'write { ca-certificate: "ca.pem" }') },
    ),
    v.metadata({
      dependencies: {
        'client-certificate': ['client-private-key'],
        'client-private-key': ['client-certificate'],
      },
    }),
    v.check(
      (files) => 'client-certificate' in files === 'client-private-key' in files,
      says('must name client-certificate and client-private-key together', 'add the other one, or remove both'),
    ),
    v.transform(({ 'ca-certificate': ca, 'client-certificate': certificate, 'client-private-key': key }) => ({
      ...(ca !== undefined && { 'ca-certificate': ca }),
      ...(certificate !== undefined && { 'client-certificate': certificate }),
      ...(key !== undefined && { 'client-private-key': key }),
    })),
  );
}
