/** A small file that somebody may write anew: read at set-up, and again without holding the host up. */
import { readFileSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { CodexotelError } from '../../core/index.js';

/** Makes the error of a problem that names the file and never what is in it. */
export type Mistake = (problem: string, cause?: unknown) => CodexotelError;

const maxBytes = 65_536;

/** Reads it at once. Throws what `mistake` makes of a file that cannot be read, is none, or is longer than 64 KiB. */
export function readFileNow(file: string, mistake: Mistake): Buffer {
  try {
    checkKind(file, statSync(file), mistake);
    return readFileSync(file);
  } catch (cause) {
    throw cannotRead(file, cause, mistake);
  }
}

/** The same without holding the host up; rejects with the same errors. */
export async function readFileLater(file: string, mistake: Mistake): Promise<Buffer> {
  try {
    checkKind(file, await stat(file), mistake);
    return await readFile(file);
  } catch (cause) {
    throw cannotRead(file, cause, mistake);
  }
}

/** A pipe would be waited for, and a file that is too large is another one than was meant. */
function checkKind(file: string, facts: { isFile(): boolean; readonly size: number }, mistake: Mistake): void {
  if (!facts.isFile()) throw mistake(`${file} is no file`);
  if (facts.size > maxBytes) throw mistake(`${file} is longer than ${maxBytes} bytes`);
}

function cannotRead(file: string, cause: unknown, mistake: Mistake): CodexotelError {
  if (cause instanceof CodexotelError) return cause;
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return mistake(`${file} cannot be read${code}`, cause);
}
