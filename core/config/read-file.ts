/** The text of a file, when it is a regular, readable, small file of UTF-8; otherwise what is wrong with it. */
import { says } from './finding.js';

// As in file-kind.ts: an import would cost every start 4 ms.
const { closeSync, constants, fstatSync, openSync, readSync } = process.getBuiltinModule('node:fs');

/** The text, or words about the failure that repeat nothing of the file. */
export type FileText = { readonly text: string } | { readonly message: string };

/**
 * Reads a whole file of at most `maxBytes`, without its byte order mark. The file is opened once and looked at while it is open,
 * so that nothing can take its place in between; and without waiting, as a pipe could keep us waiting for ever. Never throws.
 */
export function readSmallFile(file: string, maxBytes = 2 ** 20): FileText {
  try {
    // Windows knows neither of the two flags.
    const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0));
    try {
      const found = fstatSync(descriptor);
      if (!found.isFile()) return notRegular;
      if (found.size > maxBytes) return tooLarge(maxBytes);
      const bytes = readUpTo(descriptor, maxBytes + 1);
      if (bytes.length > maxBytes) return tooLarge(maxBytes);
      return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
    } finally {
      closeSync(descriptor);
    }
  } catch (thrown) {
    return wordsFor(codeOf(thrown));
  }
}

/** The size is not asked: a file may grow meanwhile, and those of /proc say 0. */
function readUpTo(descriptor: number, maxBytes: number): Uint8Array {
  const buffer = Buffer.alloc(maxBytes);
  let length = 0;
  while (length < maxBytes) {
    const read = readSync(descriptor, buffer, length, maxBytes - length, null);
    if (read === 0) break;
    length += read;
  }
  return buffer.subarray(0, length);
}

const notRegular: FileText = {
  message: says('must name a regular file', 'name a file of YAML, JSON or TOML'),
};

function tooLarge(maxBytes: number): FileText {
  return { message: says(`is larger than ${showSize(maxBytes)}`, 'name a smaller file') };
}

function showSize(bytes: number): string {
  if (bytes % 2 ** 20 === 0) return `${bytes / 2 ** 20} MiB`;
  return bytes % 2 ** 10 === 0 ? `${bytes / 2 ** 10} KiB` : `${bytes} bytes`;
}

function wordsFor(code: string): FileText {
  // A socket or the like cannot be opened, a folder on Windows neither.
  if (code === 'ENXIO' || code === 'EISDIR') return notRegular;
  return { message: messageFor(code) };
}

function messageFor(code: string): string {
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return says('must name a file that exists', 'correct the path, or create the file');
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return says('must be UTF-8 text', 'save it as UTF-8');
  return says(`could not be read (${code})`, 'check the path and the permissions of the file');
}

function codeOf(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? code : 'unknown reason';
}
