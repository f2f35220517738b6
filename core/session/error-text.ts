/** The text of whatever was thrown. */

/** The message of an error; of anything else, itself as text. */
export function errorText(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === 'string' ? error : String(error);
}
