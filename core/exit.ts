/** The end of the process: one listener for all open buses, which flushes each once before the process leaves by itself. */

const flushes = new Set<() => Promise<unknown>>();

/** Calls `flush` once when the process is about to leave because nothing is left to do. Returns the undo. */
export function flushBeforeExit(flush: () => Promise<unknown>): () => void {
  if (flushes.size === 0) process.on('beforeExit', flushAll);
  flushes.add(flush);
  return () => {
    flushes.delete(flush);
    if (flushes.size === 0) process.off('beforeExit', flushAll);
  };
}

function flushAll(): void {
  const due = [...flushes];
  flushes.clear();
  process.off('beforeExit', flushAll);
  for (const flush of due) void flush();
}
