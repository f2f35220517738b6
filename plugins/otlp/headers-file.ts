/** A file of headers that somebody writes anew, one `name: value` a line, as `curl -H @file` reads it. */
import { CodexotelError } from '../../core/index.js';
import { readFileLater, readFileNow } from './small-file.js';

/** Headers by name. */
export type Headers = Readonly<Record<string, string>>;

/** Reads it at set-up. @throws CodexotelError that names the file and never what is in it */
export const readHeadersFileNow = (file: string): Headers => parse(file, readFileNow(file, reading));

/** The same without holding the host up; rejects with the same errors. */
export const readHeadersFile = async (file: string): Promise<Headers> =>
  parse(file, await readFileLater(file, reading));

function parse(file: string, bytes: Buffer): Headers {
  const headers: Record<string, string> = Object.create(null);
  const seen = new Set<string>();
  for (const [index, line] of bytes.toString('utf8').split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const end = line.indexOf(':');
    const name = line.slice(0, Math.max(end, 0)).trim();
    const value = line.slice(end + 1).replace(/^[ \t]+|[ \t]+$/g, '');
    if (name === '' || value === '') throw mistake(`${file}, line ${index + 1}, is no header, write name: value`);
    if (seen.has(name.toLowerCase())) throw mistake(`${file}, line ${index + 1}, repeats a header, keep one of them`);
    seen.add(name.toLowerCase());
    headers[name] = value;
  }
  if (seen.size === 0) throw mistake(`${file} holds no header, write name: value`);
  return headers;
}

const mistake = (problem: string, cause?: unknown): CodexotelError =>
  new CodexotelError('ERR_CONFIG', `otlp: headers_from: ${problem}`, { cause });

const reading = { maxBytes: 65_536, mistake };
