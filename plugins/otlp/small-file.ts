/** A small file that somebody may write anew: read at set-up, and again without holding the host up. */
import { readFileSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { CodexotelError } from '../../core/index.js';

/** Makes the error of a problem that names the file and never what is in it. */
export type Mistake = (problem: string, cause?: unknown) => CodexotelError;

/** How to read it. */
export interface Reading {
  /** A longer file is another one than was meant. */
  readonly maxBytes: number;
  readonly mistake: Mistake;
}

/** Reads it at once. Throws what `mistake` makes of a file that cannot be read, is none, or is too long. */
export function readFileNow(file: string, { maxBytes, mistake }: Reading): Buffer {
  try {
    checkKind(file, statSync(file), { maxBytes, mistake });
    return readFileSync(file);
  } catch (cause) {
    throw cannotRead(file, cause, mistake);
  }
}

/** The same without holding the host up; rejects with the same errors. */
export async function readFileLater(file: string, { maxBytes, mistake }: Reading): Promise<Buffer> {
  try {
    checkKind(file, await stat(file), { maxBytes, mistake });
    return await readFile(file);
  } catch (cause) {
    throw cannotRead(file, cause, mistake);
  }
}

/** A pipe would be waited for. */
function checkKind(
  file: string,
  facts: { isFile(): boolean; readonly size: number },
  { maxBytes, mistake }: Reading,
): void {
  if (!facts.isFile()) throw mistake(`${file} is no file`);
  if (facts.size > maxBytes) throw mistake(`${file} is longer than ${maxBytes} bytes`);
}

function cannotRead(file: string, cause: unknown, mistake: Mistake): CodexotelError {
  if (cause instanceof CodexotelError) return cause;
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return mistake(`${file} cannot be read${code}`, cause);
}
