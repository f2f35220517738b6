/** The text of whatever was thrown. */

/** The message of an error; anything else is itself, and the bus makes text of it. Nothing, where a message cannot be read. */
export function messageOf(error: unknown): unknown {
  try {
    return error instanceof Error ? error.message : error;
  } catch {
    return undefined;
  }
}
