/** What the command's exit says, and the error that ends it for wrong usage. */

/** 0: all delivered; 1: something was not; 2: usage or configuration. */
export const exitCodes = { delivered: 0, undelivered: 1, usage: 2 } as const;

/** The words of the call cannot be followed; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Whether an error comes from reading a file or a stream, and not from a mistake of ours. */
export const isReadError = (error: unknown): boolean => error instanceof Error && 'syscall' in error;
