/** Reads a body to its end, keeping at most so much of it. */
import type { Readable } from 'node:stream';
import { MAX_BODY_BYTES } from './limits.js';

/** How a body ended: `cut` when the client left before, `too-long` when the rest was thrown away. */
export interface Body {
  readonly bytes: Buffer;
  readonly end: 'whole' | 'cut' | 'too-long';
}

/** Reads until the end, or until the client is gone. Never rejects. */
export function readBody(stream: Readable): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    stream.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MAX_BODY_BYTES) chunks.push(chunk);
      else chunks.length = 0;
    });
    stream.once('end', () => {
      resolve({ bytes: Buffer.concat(chunks), end: length > MAX_BODY_BYTES ? 'too-long' : 'whole' });
    });
    // An error is always followed by close; without a listener it would be uncaught.
    stream.on('error', () => undefined);
    stream.once('close', () => resolve({ bytes: Buffer.concat(chunks), end: 'cut' }));
  });
}
