/** A mistake in a callback of the test belongs to the test, not to the client that happens to be connected. */

/** Throws as an uncaught exception, after the request was dealt with, as an EventTarget does for its listeners. */
export function throwLater(error: unknown): void {
  process.nextTick(() => {
    throw error;
  });
}
