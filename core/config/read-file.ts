/** The text of a file, when it is a regular, readable, small file of UTF-8; otherwise what is wrong with it. */
import { readFile, stat } from 'node:fs/promises';
import { says } from './finding.js';

/** Bytes of the largest rc file that is read. */
const maxFileBytes = 2 ** 20;

/** The text, or words about the failure that repeat nothing of the file. */
export type FileText = { readonly text: string } | { readonly message: string };

/** Reads a whole file. Never throws. */
export async function readSmallFile(file: string): Promise<FileText> {
  try {
    const found = await stat(file);
    // A pipe or a device could keep us waiting for ever.
    if (!found.isFile()) return { message: says('must name a regular file', 'name a file of YAML or JSON') };
    if (found.size > maxFileBytes) return tooLarge;
    const bytes = await readFile(file);
    if (bytes.length > maxFileBytes) return tooLarge;
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (thrown) {
    return { message: wordsFor(codeOf(thrown)) };
  }
}

const tooLarge: FileText = { message: says('is larger than 1 MiB', 'name a smaller file') };

function wordsFor(code: string): string {
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return says('must name a file that exists', 'correct the path, or create the file');
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return says('must be UTF-8 text', 'save it as UTF-8');
  return says(`could not be read (${code})`, 'check the path and the permissions of the file');
}

function codeOf(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? code : 'unknown reason';
}
