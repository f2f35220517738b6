/** Headers that do not stay: a file that somebody writes anew, or, in code, a function that fetches them. */
import { isAbsolute, resolve } from 'node:path';
import * as v from 'valibot';
import { says } from './finding.js';
import { mapping } from './mapping.js';

/** A file with one `name: value` a line. */
export interface HeadersFile {
  /** An absolute path. */
  readonly file: string;
  /** Milliseconds after which it is read again. */
  readonly refreshMs: number;
}

/** What a function gives. */
export interface FreshHeaders {
  /** Sent beside `headers`, in the place of those of the same name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch at which they lose their worth. Absent: they hold until they are refused. */
  readonly expiresAt?: number;
}

/** Fetches headers: before the first request, before those it gave expire, and once when the destination refuses them (401). */
export type HeadersFunction = () => FreshHeaders | Promise<FreshHeaders>;

/** Where headers come from that do not stay. */
export type HeadersFromSetting = HeadersFile | HeadersFunction;

const defaultRefreshMs = 60_000;
const most = 2 ** 31 - 1;

/** A file, resolved against `folder`; where that is absent, in code, also a function, and the path must be absolute. */
export function headersFrom(folder: string | undefined): v.GenericSchema<unknown, HeadersFromSetting> {
  const file = headersFile(folder);
  if (folder !== undefined) return file;
  const fn = v.custom<HeadersFunction>((value) => typeof value === 'function');
  return v.lazy((input): v.GenericSchema<unknown, HeadersFromSetting> => (typeof input === 'function' ? fn : file));
}

function headersFile(folder: string | undefined) {
  const words = says('must be the path of a file', 'write a path in quotes');
  const refreshWords = says(`must be a whole number of milliseconds from 1 to ${most}`, `write ${defaultRefreshMs}`);
  const path = v.pipe(
    v.string(words),
    // biome-ignore lint/suspicious/noControlCharactersInRegex: no path can hold it, and a reader of the JSON Schema does not know \0
    v.regex(/^[^\x00]+$/, words),
    v.check(
      (text) => folder !== undefined || isAbsolute(text),
      says('must be an absolute path here', 'resolve it first'),
    ),
    v.transform((text) => (folder === undefined ? text : resolve(folder, text))),
  );
  return v.pipe(
    mapping(
      {
        file: path,
        refresh: v.exactOptional(
          v.pipe(
            v.number(refreshWords),
            v.safeInteger(refreshWords),
            v.minValue(1, refreshWords),
            v.maxValue(most, refreshWords),
          ),
        ),
      },
      {
        form: says('must be a mapping with file, or in code a function', 'write { file: "otlp-headers.txt" }'),
        missing: { file: words },
      },
    ),
    v.transform(({ file, refresh }): HeadersFile => ({ file, refreshMs: refresh ?? defaultRefreshMs })),
  );
}
