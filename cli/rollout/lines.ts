/** The lines of a file, one at a time, in bounded memory whatever the file holds. */
import { createReadStream } from 'node:fs';
import { DEFAULT_LIMITS } from './types.js';

/** Stands in the place of a line that is too long to be read, so that the lines after it keep their numbers. */
export const LINE_TOO_LONG = '\u0000line too long';

/** The only line of a file that is compressed, as Codex does with old rollouts. */
export const FILE_COMPRESSED = '\u0000file compressed';

export interface OpenRolloutOptions {
  /** A longer line is not read; {@link LINE_TOO_LONG} comes in its place. In bytes. */
  maxLineBytes?: number;
  /** Bytes read at once. */
  chunkBytes?: number;
}

const NEW_LINE = 0x0a;
const ZSTD_MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/**
 * Streams the lines of the file at `path`, without their ends (`\n`, `\r\n`) and without a byte order mark. A last line
 * without an end is a line; bytes that are no UTF-8 become U+FFFD. Rejects, with Node's own error, only when the file
 * cannot be opened or read. Leaving the loop early closes the file.
 */
export async function* openRollout(path: string, options: OpenRolloutOptions = {}): AsyncGenerator<string> {
  const { maxLineBytes = DEFAULT_LIMITS.maxLineLength, chunkBytes = 64 * 1024 } = options;
  let parts: Buffer[] = [];
  let lengthBytes = 0;
  let isFirstLine = true;
  let isFirstChunk = true;

  const add = (bytes: Buffer): void => {
    lengthBytes += bytes.length;
    if (lengthBytes > maxLineBytes) parts = [];
    else if (bytes.length > 0) parts.push(bytes);
  };
  const take = (): string => {
    const line = lengthBytes > maxLineBytes ? LINE_TOO_LONG : decodeLine(parts, isFirstLine);
    parts = [];
    lengthBytes = 0;
    isFirstLine = false;
    return line;
  };

  const stream: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: chunkBytes });
  for await (const chunk of stream) {
    if (isFirstChunk && chunk.subarray(0, ZSTD_MAGIC.length).equals(ZSTD_MAGIC)) {
      yield FILE_COMPRESSED;
      return;
    }
    isFirstChunk = false;
    let start = 0;
    for (let end = chunk.indexOf(NEW_LINE); end !== -1; end = chunk.indexOf(NEW_LINE, start)) {
      add(chunk.subarray(start, end));
      yield take();
      start = end + 1;
    }
    add(chunk.subarray(start));
  }
  if (lengthBytes > 0) yield take();
}

function decodeLine(parts: Buffer[], isFirstLine: boolean): string {
  const [only] = parts;
  const bytes = parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
  const text = bytes.toString('utf8');
  const start = isFirstLine && text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const end = text.endsWith('\r') ? text.length - 1 : text.length;
  return text.slice(start, Math.max(start, end));
}
