/** How long a destination asks us to stay away: `Retry-After`, read strictly, in milliseconds. */

/** Longest pause that a destination can ask for: one day. Timers stay legal, and a typing error does not silence a sink for years. */
export const maxPauseMs = 86_400_000;

const seconds = /^\d{1,12}$/;

/**
 * Reads `Retry-After` as whole seconds or as an HTTP date (the one form that senders must write, RFC 9110 5.6.7).
 * `undefined` for anything else and for no wait at all, so that the bus uses its own back-off; at most `maxPauseMs`.
 */
export function readRetryAfterMs(header: string | undefined, now: () => number): number | undefined {
  const text = header?.trim() ?? '';
  if (seconds.test(text)) return toPauseMs(Number(text) * 1_000);
  const date = Date.parse(text);
  const isHttpDate = !Number.isNaN(date) && new Date(date).toUTCString() === text;
  return isHttpDate ? toPauseMs(date - now()) : undefined;
}

/** A pause within the bounds, in whole milliseconds; `undefined` when there is nothing to wait for. */
export function toPauseMs(delayMs: number): number | undefined {
  return delayMs > 0 ? Math.min(Math.ceil(delayMs), maxPauseMs) : undefined;
}
