/** A file of headers that somebody writes anew, one `name: value` a line, as `curl -H @file` reads it. */
import { readFileSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { CodexotelError } from '../../core/index.js';

/** Headers by name. */
export type Headers = Readonly<Record<string, string>>;

const maxBytes = 65_536;

/** Reads it at set-up. @throws CodexotelError that names the file and never what is in it */
export function readHeadersFileNow(file: string): Headers {
  return parse(
    file,
    access(file, () => {
      checkKind(file, statSync(file));
      return readFileSync(file, 'utf8');
    }),
  );
}

/** The same without holding the host up; rejects with the same errors. */
export async function readHeadersFile(file: string): Promise<Headers> {
  const text = await stat(file)
    .then((facts) => {
      checkKind(file, facts);
      return readFile(file, 'utf8');
    })
    .catch((cause: unknown) => {
      throw cannotRead(file, cause);
    });
  return parse(file, text);
}

function access(file: string, read: () => string): string {
  try {
    return read();
  } catch (cause) {
    throw cannotRead(file, cause);
  }
}

function cannotRead(file: string, cause: unknown): CodexotelError {
  if (cause instanceof CodexotelError) return cause;
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return mistake(`${file} cannot be read${code}`, cause);
}

/** A pipe would be waited for, and a file that is too large is another one than was meant. */
function checkKind(file: string, facts: { isFile(): boolean; readonly size: number }): void {
  if (!facts.isFile()) throw mistake(`${file} is no file`);
  if (facts.size > maxBytes) throw mistake(`${file} is longer than ${maxBytes} bytes`);
}

function parse(file: string, text: string): Headers {
  const headers: Record<string, string> = Object.create(null);
  const seen = new Set<string>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
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
