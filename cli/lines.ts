/** The lines of a stream, one at a time, in bounded memory whatever the stream holds. */

/** Stands in the place of a line that is too long to be read, so that the lines after it keep their numbers. */
export const lineTooLong = Symbol('line too long');

const newLine = 0x0a;
const carriageReturn = 0x0d;

/**
 * Yields the lines without their ends (`\n`, `\r\n`); bytes that are no UTF-8 become U+FFFD, a byte order mark before the
 * first line is left out, and a last line without an end is a line. A line of more than `maxBytes` is {@link lineTooLong}.
 */
export async function* readLines(
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<string | typeof lineTooLong> {
  let parts: Buffer[] = [];
  let lengthBytes = 0;
  let isFirst = true;

  const add = (bytes: Buffer): void => {
    lengthBytes += bytes.length;
    if (lengthBytes > maxBytes) parts = [];
    else if (bytes.length > 0) parts.push(bytes);
  };
  const take = (): string | typeof lineTooLong => {
    const line = lengthBytes > maxBytes ? lineTooLong : decode(parts, isFirst);
    parts = [];
    lengthBytes = 0;
    isFirst = false;
    return line;
  };

  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newLine); end !== -1; end = chunk.indexOf(newLine, start)) {
      add(chunk.subarray(start, end));
      yield take();
      start = end + 1;
    }
    add(chunk.subarray(start));
  }
  if (lengthBytes > 0) yield take();
}

function decode(parts: readonly Buffer[], isFirst: boolean): string {
  const [only = Buffer.alloc(0)] = parts;
  const bytes = parts.length > 1 ? Buffer.concat(parts) : only;
  const text = bytes.toString('utf8', 0, bytes.at(-1) === carriageReturn ? bytes.length - 1 : bytes.length);
  return isFirst && text.startsWith('\uFEFF') ? text.slice(1) : text;
}
