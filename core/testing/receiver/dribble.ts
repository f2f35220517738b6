/** A body that never ends. */
import type { Writable } from 'node:stream';

/** Writes some bytes now and then until the stream closes. */
export function dribble(stream: Writable, fill: number, { bytes, everyMs }: { bytes: number; everyMs: number }): void {
  const timer = setInterval(() => {
    if (!stream.writable) clearInterval(timer);
    else stream.write(Buffer.alloc(bytes, fill));
  }, everyMs);
  stream.once('close', () => clearInterval(timer));
}

/** The page of a captive portal. */
export const PORTAL_PAGE = '<!DOCTYPE html><html><body>Please log in to this network.</body></html>';
